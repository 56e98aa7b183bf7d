package authorization

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementsAfter returns up to limit agreements in order of id, those after an id, and whether
// more follow.
func AgreementsAfter(r state.Reader, after wire.ID, limit int) (page []Agreement, more bool) {
	entries, more := agreements.After(r, nil, &after, limit)
	for _, e := range entries {
		page = append(page, e.Value)
	}
	return page, more
}
