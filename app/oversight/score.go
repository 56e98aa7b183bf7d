package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Score is how punctual a provider was in a period: the mean of the ratios that exist, each the
// facts in time of a hundred facts due. None is scored without a fact.
type Score struct {
	ID           wire.ID       `json:"id"`
	Provider     string        `json:"provider" max:"32"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Period       string        `json:"period" max:"16"`
	Evaluator    string        `json:"evaluator" max:"32"`
	Quality      catalog.Ratio `json:"quality"`
	Timeliness   catalog.Ratio `json:"timeliness"`
	Scored       bool          `json:"scored"`
	Score        uint32        `json:"score"`       // 0 to 100
	Application  uint64        `json:"application"` // uses as reported by the evaluator; not scored
	Evidence     rule.Evidence `json:"evidence"`
	Issued       wire.Time     `json:"issued"`
}

// maxFacts bounds the facts of one score.
const maxFacts = 2000
