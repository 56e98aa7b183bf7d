package report

import (
	"crypto/sha256"
	"encoding/json"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// linePage is how many lines are held at once, maxKept how many lines that others come from.
const linePage, maxKept = 1000, 50_000

// eachLine visits the lines of a statement in their order, a page at a time. The first time all of
// them are checked against the statement's lines root.
func (s *statement) eachLine(fn func(place int, l settlement.Line, leaf []byte) error) error {
	if s.only != nil {
		l, err := settlement.ParseLine(s.only)
		if err != nil {
			return err
		}
		return fn(0, l, s.only)
	}
	v := s.shown
	args := dict{"period": v.Period, "payer": v.Payer, "payee": v.Payee}
	var tree growing
	page, lines := make([]settle.LineShown, 0, linePage), make([]settlement.Line, 0, linePage)
	turn := func() error {
		if err := s.ancestors(lines); err != nil {
			return err
		}
		for i, l := range lines {
			if err := fn(page[i].Index, l, page[i].Line); err != nil {
				return err
			}
		}
		page, lines = page[:0], lines[:0]
		return nil
	}
	err := each(s.a, "statement_lines", args, func(d settle.LineShown) error {
		l, err := settlement.ParseLine(d.Line)
		if err != nil {
			return err
		}
		if !s.checked {
			tree.add(leafHash(d.Line))
		}
		page, lines = append(page, d), append(lines, l)
		if len(page) < linePage {
			return nil
		}
		return turn()
	})
	if err == nil {
		err = turn()
	}
	if err == nil && !s.checked && tree.root() != v.LinesRoot {
		err = problem("report.lines", "所问节点的明细行与账本的明细根不符，请问另一个节点",
			"the node's lines are not those of the lines root; ask another node")
	}
	s.checked = s.checked || err == nil
	return err
}

// ancestors reads the lines that lines come from, generation by generation, many at once.
func (s *statement) ancestors(lines []settlement.Line) error {
	if len(s.lines) > maxKept {
		clear(s.lines)
		clear(s.leaves)
	}
	for len(lines) > 0 {
		var next []settlement.Line
		var names []string
		asked := map[string]bool{}
		for _, l := range lines {
			for _, name := range l.Parents {
				if _, ok := s.lines[name]; !ok && !asked[name] {
					names, asked[name] = append(names, name), true
				}
			}
		}
		for len(names) > 0 {
			some := names[:min(len(names), linePage)]
			names = names[len(some):]
			args := dict{"period": s.shown.Period, "names": strings.Join(some, ",")}
			err := each(s.a, "lines", args, func(d settle.LineShown) error {
				l, err := settlement.ParseLine(d.Line)
				s.lines[l.ID], s.leaves[l.ID] = l, d.Line
				next = append(next, l)
				return err
			})
			if err != nil {
				return err
			}
		}
		lines = next
	}
	return nil
}

// runLines visits all lines of a run, a page at a time.
func (a *asking) runLines(of string, fn func(settlement.Line) error) error {
	return each(a, "lines", dict{"period": of}, func(d settle.LineShown) error {
		l, err := settlement.ParseLine(d.Line)
		if err != nil {
			return err
		}
		return fn(l)
	})
}

// leafHash is the RFC 6962 hash of a line, which is what the ledger's lines root is made of.
func leafHash(leaf []byte) wire.Hash { return sha256.Sum256(append([]byte{0}, leaf...)) }

// growing is the RFC 6962 root over leaves that come one by one: the roots of the full subtrees so
// far, the largest first.
type growing struct {
	roots []wire.Hash
	n     uint64
}

func (g *growing) add(h wire.Hash) {
	for n := g.n; n&1 == 1; n >>= 1 {
		last := len(g.roots) - 1
		h, g.roots = join(g.roots[last], h), g.roots[:last]
	}
	g.roots, g.n = append(g.roots, h), g.n+1
}

func (g *growing) root() wire.Hash {
	if g.n == 0 {
		return sha256.Sum256(nil)
	}
	h := g.roots[len(g.roots)-1]
	for i := len(g.roots) - 2; i >= 0; i-- {
		h = join(g.roots[i], h)
	}
	return h
}

func join(left, right wire.Hash) wire.Hash {
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// placeOf is the place of a line by its name, from 0.
func placeOf(name string) (n int) {
	for _, c := range strings.TrimPrefix(name, "L") {
		n = n*10 + int(c-'0')
	}
	return n - 1
}

// facts of a line as text, in the order of the line.
func whyText(leaf []byte) string {
	var v struct {
		Why json.RawMessage `json:"why"`
	}
	if json.Unmarshal(leaf, &v) != nil {
		return ""
	}
	return string(v.Why)
}
