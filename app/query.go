package app

import (
	"maps"
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Query answers the named question of the view in q as one JSON document. Errors are a
// *rule.Refused (unknown query, bad argument) or rule.ErrNotFound.
func (m *Machine) Query(name string, q rule.Ask) (answer []byte, err error) {
	def := m.queries[name]
	if def == nil {
		return nil, ErrQuery.At("", "query", name)
	}
	if err := checkArgs(def, q.Args); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			answer, err = nil, rule.Internal.At("", "what", recovered(p))
		}
	}()
	v, err := def.Serve(q)
	if err != nil {
		return nil, err
	}
	return wire.ToJSON(v)
}

func checkArgs(def *rule.Query, args map[string]string) error {
	known := map[string]bool{}
	for _, a := range def.Args {
		known[a.Name] = true
		if a.Required && args[a.Name] == "" {
			return ErrArgument.At(a.Name, "query", def.Name, "name", a.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(args)) {
		if !known[name] {
			return ErrArgument.At(name, "query", def.Name, "name", name)
		}
	}
	return nil
}

func viewLedger(q rule.Ask) (any, error) {
	l, ok := ledger.Get(q.Store)
	if !ok {
		return nil, rule.ErrNotFound
	}
	algorithms := make([]string, len(l.Algorithms))
	for i, a := range l.Algorithms {
		algorithms[i] = a.String()
	}
	return struct {
		Chain      string    `json:"chain"`
		Genesis    wire.Hash `json:"genesis"`
		Began      wire.Time `json:"began"`
		Algorithms []string  `json:"algorithms"`
		Test       bool      `json:"test"`
	}{l.Chain, l.Genesis, l.Began, algorithms, l.Test}, nil
}

// NonceView tells which nonces an author may use in a lane.
type NonceView struct {
	Account tx.Account `json:"account"`
	Lane    uint16     `json:"lane"`
	Highest uint64     `json:"highest"` // the highest nonce used; the next one is always free
	Low     uint64     `json:"low"`     // lowest nonce inside the window
	High    uint64     `json:"high"`    // highest nonce inside the window
}

func viewNonce(q rule.Ask) (any, error) {
	a, err := tx.ParseAccount(q.Args["account"])
	if err != nil {
		return nil, rule.Malformed("account", "须形如 gz-bureau/1", "it reads like gz-bureau/1")
	}
	lane := uint64(0)
	if s := q.Args["lane"]; s != "" {
		if lane, err = strconv.ParseUint(s, 10, 16); err != nil {
			return nil, rule.Malformed("lane", "须在 0 至 65535 之间", "0 to 65535")
		}
	}
	if _, ok := party.GetAccount(q.Store, a); !ok {
		return nil, rule.ErrNotFound
	}
	w := WindowOf(q.Store, a, uint16(lane))
	low, high := w.Span()
	return NonceView{Account: a, Lane: uint16(lane), Highest: w.Highest, Low: low, High: high}, nil
}
