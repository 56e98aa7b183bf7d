package scenario

import (
	"sync"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// machine is the whole state machine; its tables say what a story may write.
var machine = sync.OnceValue(app.Standard)

func kindNames() (out []string) {
	for _, c := range machine().Chapters() {
		for _, k := range c.Kinds {
			out = append(out, k.Name)
		}
	}
	return out
}

func refusalNames() (out []string) {
	for _, c := range machine().Chapters() {
		for _, r := range c.Refusals {
			out = append(out, r.Name)
		}
	}
	return out
}

func queryNames() (out []string) {
	for _, c := range machine().Chapters() {
		for _, q := range c.Queries {
			out = append(out, q.Name)
		}
	}
	return out
}

func knownEvent(name string) bool {
	for _, c := range machine().Chapters() {
		for _, e := range c.Events {
			if e.Event() == name {
				return true
			}
		}
	}
	return false
}

func shippedCalendar(year string) (*regime.GenesisCalendar, error) {
	c, err := genesis.LoadCalendar(genesis.Files(), year)
	return &c, err
}
