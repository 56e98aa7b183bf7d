package scenario

import (
	"fmt"
	"strconv"
	"strings"
)

// subjects reads NUMBER/word: that many names, each of which stands for its salted hash.
func subjects(name string) (out []string, err error) {
	count, word, found := strings.Cut(name, "/")
	n, err := strconv.Atoi(count)
	if err != nil || !found || n < 1 || n > 10_000 {
		return nil, fmt.Errorf("%q is no number of subjects and a word, such as 1500/resident", name)
	}
	for i := range n {
		out = append(out, word+" "+strconv.Itoa(i+1))
	}
	return out, nil
}

// consentsOf are the numbers of the consents of the sets that name lists, in order.
func (r *run) consentsOf(name string) (out []string, err error) {
	for _, set := range strings.Fields(name) {
		var v struct {
			First uint64 `json:"first"`
			Count uint64 `json:"count"`
		}
		if err := r.fetch("subject_consent_set", map[string]string{"id": set}, &v); err != nil {
			return nil, err
		}
		for i := range v.Count {
			out = append(out, strconv.FormatUint(v.First+i, 10))
		}
	}
	return out, nil
}
