package settle

import (
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Resettled is a closed period as an export of the run that restated it holds it: as the run before
// knew it, and as corrected.
type Resettled struct {
	Period string `json:"period"`
	Was    Again  `json:"was"`
	Now    Again  `json:"now"`
}

// Again is a period to be settled again: the inputs of its segments, the first with the state that
// it opens with, and the root over the lines they give (see Restated).
type Again struct {
	LinesRoot wire.Hash          `json:"lines_root"`
	Periods   []settlement.Input `json:"periods"`
}

// Settle computes the period from its inputs.
func (a Again) Settle() (settlement.Report, error) {
	reports, err := settlement.History(a.Periods)
	if err != nil || len(reports) == 0 {
		return settlement.Report{}, err
	}
	return settlement.Joined(reports), nil
}
