package settle

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// inputQueries are what recomputing a period elsewhere needs.
var inputQueries = []rule.Query{
	{Name: "settlement_input", Zh: "一个结算期的计算输入，分段取回，供离线复算",
		En:    "the input of a period's settlement, a piece at a time, to compute it again elsewhere",
		Serve: askInput, Args: []rule.Arg{periodArg,
			{Name: "piece", Zh: "第几段，自 0 起", En: "which piece, from 0"}}},
	{Name: "settlement_parties", Zh: "所列主体在一个结算期中的身份与收款去向",
		En:    "what parties are in a period's settlement, and where they are paid",
		Serve: askParties, Args: []rule.Arg{periodArg,
			{Name: "parties", Zh: "主体，以逗号分隔，至多 100 个",
				En: "parties, separated by commas, at most 100", Required: true}}}}

// InputPiece is a piece of the request that Export makes of a frozen period. Text ends between two
// characters; the texts of all pieces, one after the other, are the request.
type InputPiece struct {
	Period    string    `json:"period"`
	Stage     string    `json:"stage"`
	Cut       uint64    `json:"cut"`
	InputHash wire.Hash `json:"input_hash"` // zero until the run lands
	LinesRoot wire.Hash `json:"lines_root"`
	Lines     uint32    `json:"lines"`
	Piece     uint32    `json:"piece"`
	Pieces    uint32    `json:"pieces"`
	Text      string    `json:"text"`
}

// askInput serves a piece that the node keeps beside the tree; it answers not found while the
// period is open and where the node no longer has the state at the cut.
func askInput(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(q.Args["piece"], 10, 32)
	if err != nil && q.Args["piece"] != "" {
		return nil, rule.Malformed("piece", "须为不小于 0 的整数", "must be an integer from 0")
	}
	run, ok := GetRun(q.Store, period)
	if !ok || run.Cut == 0 || q.Side == nil {
		return nil, rule.ErrNotFound
	}
	text, pieces, ok := q.Side.Input(period, run.Cut, uint32(n))
	if !ok {
		return nil, rule.ErrNotFound
	}
	return InputPiece{Period: period, Stage: run.Stage, Cut: run.Cut, InputHash: run.InputHash,
		LinesRoot: run.LinesRoot, Lines: run.Lines, Piece: uint32(n), Pieces: pieces,
		Text: string(text)}, nil
}

// PartiesShown are parties as a period's settlement reads them; names of none are left out.
type PartiesShown struct {
	Period  string             `json:"period"`
	Parties []settlement.Party `json:"parties"`
}

const maxParties = 100

func askParties(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	ids := strings.Split(q.Args["parties"], ",")
	if len(ids) > maxParties {
		return nil, rule.Malformed("parties", "至多 100 个", "at most 100")
	}
	x := begin(q.Store, period)
	out := PartiesShown{Period: period, Parties: []settlement.Party{}}
	for _, id := range ids {
		if v, ok := party.Get(q.Store, id); ok {
			out.Parties = append(out.Parties, x.party(v))
		}
	}
	return out, nil
}
