package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ShownFiling is one leg with its deadline as it stands when asked.
type ShownFiling struct {
	Duty string `json:"duty"`
	No   uint32 `json:"no"`
	Filing
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"`
	Overdue     bool      `json:"overdue"`
	DaysLate    uint32    `json:"days_late"`
}

// Filings is the answer of the query "filings".
type Filings struct {
	Items []ShownFiling `json:"items"`
}

func serveFilings(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	out := Filings{Items: []ShownFiling{}}
	filings.EachPrefix(q.Store, []any{id}, func(k filingKey, f Filing) bool {
		s, _ := regime.Deadline(q.Store, regime.DutyID{Owner: f.Owner, Duty: k.Duty,
			Object: objectOf(k.Object, k.No)}, q.Time)
		out.Items = append(out.Items, ShownFiling{Duty: k.Duty, No: k.No, Filing: f, Due: s.Due,
			Provisional: s.Provisional, Overdue: s.Overdue, DaysLate: s.DaysLate})
		return len(out.Items) < maxShown
	})
	return out, nil
}
