package product

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// pointNoRaw is the review point that asks whether raw or sensitive data shows: the third of six
// (GD §26(3), YN §22¶2(3)).
const pointNoRaw = "no_raw_exposure"

// Anonymized tells whether a version is marked as anonymized and passed a review that found no raw
// or sensitive data in it: its calls then need no consent where the regime takes anonymization
// instead of it (GD §25¶2). A risk that consent excused is not anonymity.
func Anonymized(r state.Reader, id wire.ID, version uint32) bool {
	p, ok := Get(r, id, version)
	if !ok || !p.Anonymized || p.Reviewed == 0 || p.Status == Failed {
		return false
	}
	if p.ReviewOf != 0 {
		p, _ = Get(r, id, p.ReviewOf)
	}
	found := false
	for _, a := range p.Answers {
		if a.Point == pointNoRaw {
			if a.Risk {
				return false
			}
			found = true
		}
	}
	return found
}
