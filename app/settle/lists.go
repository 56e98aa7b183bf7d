package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// listOfPair and listOfParty name the lists of a run: the lines of a statement, and those that pay
// a party.
func listOfPair(p pair) string { return "s/" + p.payer + "/" + p.payee }

func listOfParty(id string) string { return "p/" + id }

// lists says which lines belong to which statement and which pay which party, so that a question
// about one of them reads no others.
func (x *reading) lists(lines []settlement.Line) (out []rule.List) {
	at := map[string]int{}
	add := func(name string, place int) {
		i, known := at[name]
		if !known {
			i = len(out)
			at[name], out = i, append(out, rule.List{Name: name})
		}
		out[i].Places = append(out[i].Places, uint32(place))
	}
	for i, l := range lines {
		if d, ok := x.dutyOf(l); ok {
			add(listOfPair(d.pair), i)
		}
		if l.PaysParty() {
			add(listOfParty(base(l.To)), i)
		}
	}
	return out
}
