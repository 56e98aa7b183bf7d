package access

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Consents looks consents up by number. Those of one set share its record, read once: a batch of
// ten thousand calls costs ten thousand short reads.
type Consents struct {
	r    state.Reader
	sets map[wire.ID]ConsentSet
}

// NewConsents looks up in r.
func NewConsents(r state.Reader) Consents { return Consents{r, map[wire.ID]ConsentSet{}} }

func (l Consents) find(handle uint64) (Consent, ConsentSet, bool) {
	v, ok := consents.Get(l.r, handle)
	if !ok {
		return v, ConsentSet{}, false
	}
	set, known := l.sets[v.Set]
	if !known {
		set, _ = consentSets.Get(l.r, v.Set)
		l.sets[v.Set] = set
	}
	return v, set, true
}

// ConsentSpan is when a consent is active: from From until To, 0 while nothing ends it.
type ConsentSpan struct {
	Handle uint64    `json:"handle"`
	From   wire.Time `json:"from"`
	To     wire.Time `json:"to"`
}

// Span is when a consent is active; not found for a number that was never given.
func (l Consents) Span(handle uint64) (s ConsentSpan, found bool) {
	v, set, found := l.find(handle)
	s = ConsentSpan{handle, set.From, set.To}
	if v.Revoked != 0 && (s.To == 0 || v.Revoked < s.To) {
		s.To = v.Revoked
	}
	return s, found
}

// During returns the set of a consent that was active over all of [from, to), and else why it was
// not.
func (l Consents) During(handle uint64, from, to wire.Time) (set ConsentSet, cause string,
	ok bool) {
	v, set, found := l.find(handle)
	switch {
	case !found:
		return set, "consent.unknown", false
	case from < set.From:
		return set, "consent.not_yet", false
	case v.Revoked != 0 && to > v.Revoked:
		return set, "consent.revoked", false
	case set.To != 0 && to > set.To:
		return set, "consent.expired", false
	}
	return set, "", true
}
