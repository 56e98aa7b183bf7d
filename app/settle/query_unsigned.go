package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Paying is how a statement stands: what may be paid between its payer and its payee, which of its
// lines are held, and who has not confirmed it.
type Paying struct {
	Payable
	Lines   []HeldLineShown `json:"lines"`
	Missing []string        `json:"missing"`
	Days    uint32          `json:"days"` // since it landed
}

func (s Statement) paying(q rule.Ask) Paying {
	run, _ := runs.Get(q.Store, s.Period)
	v := Paying{Payable: payable(q.Store, s.Payer, s.Payee), Lines: []HeldLineShown{},
		Missing: s.unsignedBy(q), Days: daysSince(run.LandedAt, q.Time)}
	eachHold(q.Store, pair{s.Payer, s.Payee}, func(k holdKey, h hold) {
		if k.Period == s.Period {
			v.Lines = append(v.Lines, k.shown(q, h))
		}
	})
	return v
}

// byImpl stands among the missing signatures for any implementing body.
const byImpl = "impl"

// unsignedBy lists whose confirmation is missing: payer, payee, and an implementing body.
func (s Statement) unsignedBy(q rule.Ask) []string {
	missing := slices.Compact([]string{s.Payer, s.Payee})
	impl := true
	payer, _ := party.Get(q.Store, s.Payer)
	c := &rule.Ctx{Store: state.NewOverlay(q.Store), Time: q.Time}
	signatures.EachPrefix(q.Store, []any{s.Period, s.Payer, s.Payee},
		func(k signatureKey, _ Signature) bool {
			missing = slices.DeleteFunc(missing, func(who string) bool { return who == k.Party })
			impl = impl && !implements(c, k.Party, payer.Jurisdiction)
			return true
		})
	if impl {
		missing = append(missing, byImpl)
	}
	return missing
}

// UnsignedShown is a statement that somebody has not confirmed.
type UnsignedShown struct {
	Payer   string    `json:"payer"`
	Payee   string    `json:"payee"`
	Missing []string  `json:"missing"` // of payer, payee and impl
	Landed  wire.Time `json:"landed"`
	Days    uint32    `json:"days"`
}

func askUnsigned(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	from := statementKey{Period: period}
	if after != nil {
		from.Payer, from.Payee = after.Party, after.Local
	}
	run, _ := runs.Get(q.Store, period)
	page := rule.Page[UnsignedShown]{Items: []UnsignedShown{}}
	statements.EachFrom(q.Store, []any{period}, from, func(k statementKey, s Statement) bool {
		if k == from {
			return true
		}
		v := UnsignedShown{Payer: s.Payer, Payee: s.Payee, Missing: s.unsignedBy(q),
			Landed: run.LandedAt, Days: daysSince(run.LandedAt, q.Time)}
		if len(v.Missing) == 0 {
			return true
		}
		if last := len(page.Items) - 1; last+1 == limit {
			page.Next = page.Items[last].Payer + "/" + page.Items[last].Payee
			return false
		}
		page.Items = append(page.Items, v)
		return true
	})
	return page, nil
}
