package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
)

// Explained is the derivation of a payee's amount in words.
type Explained struct {
	Period string `json:"period"`
	Payee  string `json:"payee"`
	Text   string `json:"text"`
}

// askExplain answers from the lines that this node keeps: those that pay the payee and those they
// came from. It answers not found where the node has none.
func askExplain(q rule.Ask) (any, error) {
	period, payee, lang := q.Args["period"], q.Args["payee"], q.Args["lang"]
	if lang != "" && lang != "zh" && lang != "en" {
		return nil, rule.Malformed("lang", "须为 zh 或 en", "must be zh or en")
	}
	if _, err := askPeriod(q); err != nil {
		return nil, err
	}
	leaves, ok := ancestry(q, period, payee)
	if !ok {
		if leaves, ok = leavesOf(q, period); !ok {
			return nil, rule.ErrNotFound
		}
	}
	text, err := Explain(q.Store, period, payee, lang, leaves)
	return Explained{period, payee, text}, err
}

// ancestry reads the lines that pay a payee and those that their money came from, in the run's
// order, generation by generation.
func ancestry(q rule.Ask, period, payee string) (leaves [][]byte, ok bool) {
	run, ok := GetRun(q.Store, period)
	if !ok || q.Side == nil {
		return nil, false
	}
	next, ok := q.Side.Listed(period, run.Cut, listOfParty(payee))
	if !ok {
		return nil, false
	}
	found := map[uint32][]byte{}
	for len(next) > 0 {
		some, ok := q.Side.Leaves(period, run.Cut, next)
		if !ok {
			return nil, false
		}
		parents := map[uint32]bool{}
		for i, leaf := range some {
			l, err := settlement.ParseLine(leaf)
			if place, named := lineIndex(l.ID); err != nil || !named || place != next[i] {
				return nil, false
			}
			found[next[i]] = leaf
			for _, id := range l.Parents {
				if place, named := lineIndex(id); named && found[place] == nil {
					parents[place] = true
				}
			}
		}
		next = slices.Sorted(maps.Keys(parents))
	}
	for _, place := range slices.Sorted(maps.Keys(found)) {
		leaves = append(leaves, found[place])
	}
	return leaves, true
}

// Explain tells how a payee's amount came about, in Chinese or, for lang "en", in English, from
// lines of a landed run in their order: all of them, or those the payee's money came by.
func Explain(r state.Reader, period, payee, lang string, leaves [][]byte) (string, error) {
	report := settlement.Report{Period: period}
	for _, leaf := range leaves {
		l, err := settlement.ParseLine(leaf)
		if err != nil {
			return "", err
		}
		l.To = base(l.To)
		report.Lines = append(report.Lines, l)
	}
	for _, p := range payoutsOf(r, period) {
		out := settlement.Payout{Payee: p.Payee, Amount: int64(p.Amount)}
		for _, s := range p.OnBehalf {
			part := settlement.PartyAmount{Party: s.Party, Amount: int64(s.Amount)}
			out.OnBehalfOf = append(out.OnBehalfOf, part)
			report.PartyTake = append(report.PartyTake, part)
		}
		report.Payouts = append(report.Payouts, out)
	}
	if lang != "en" {
		lang = "zh"
	}
	return settlement.Explain(report, settlement.Input{}, payee, lang), nil
}
