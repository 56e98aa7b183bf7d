package scenario

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// cutNode reads a product version, party/local@1.
func cutNode(text string) (id string, version uint32, ok bool) {
	id, after, ok := strings.Cut(text, "@")
	n, err := strconv.ParseUint(after, 10, 32)
	if !ok || err != nil {
		return text, 0, false
	}
	return id, uint32(n), true
}

// remember keeps the fields of a drafted resource, for steps that refer to them.
func (r *run) remember(body rule.Msg) {
	m, ok := body.(*catalog.ResourceDraft)
	if !ok {
		return
	}
	var names []string
	for _, f := range m.Fields {
		names = append(names, f.Name)
	}
	r.drafted[m.ID.String()] = names
}
