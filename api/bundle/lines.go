package bundle

import (
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ledgerLine is a line of the run with its place.
type ledgerLine struct {
	settlement.Line
	index uint32
	own   bool
}

// openLines checks that the lines are lines of the run, that those of the statement are all there
// and nothing else is, that no ancestor is missing or idle, and every line's arithmetic.
func (p Proof) openLines(f *facts) ([]ledgerLine, *Fault) {
	if fault := p.checkRoots(f); fault != nil {
		return nil, fault
	}
	lines := make([]ledgerLine, len(p.Lines))
	at := make(map[string]int, len(lines))
	for i, l := range p.Lines {
		line, err := settlement.ParseLine([]byte(l.Leaf))
		if err != nil || line.ID != fmt.Sprintf("L%07d", l.Index+1) {
			return nil, faultf("lines.content", "第 %[1]d 条明细行不是规范内容",
				"line %[1]d of the run is not in its canonical form", l.Index)
		}
		lines[i] = ledgerLine{Line: line, index: l.Index, own: l.Own}
		at[line.ID] = i
	}
	parents, fault := resolve(lines, at)
	if fault != nil {
		return nil, fault
	}
	for i, l := range lines {
		if err := settlement.CheckLine(l.Line, parents[i]); err != nil {
			return nil, faultf("lines.arithmetic", "明细行 %[1]s 的金额与其算式不符",
				"the amount of line %[1]s does not follow from its formula", l.ID)
		}
	}
	return lines, checkSplits(lines, at)
}

// checkRoots hashes before anything is parsed.
func (p Proof) checkRoots(f *facts) *Fault {
	all, own := make([][]byte, len(p.Lines)), [][]byte{}
	indexes := make([]uint32, len(p.Lines))
	for i, l := range p.Lines {
		if l.Index >= f.run.Lines || i > 0 && l.Index <= indexes[i-1] {
			return faultf("lines.order", "明细行的序号未递增或超出范围",
				"the indexes of the lines do not ascend or are outside the run")
		}
		all[i], indexes[i] = []byte(l.Leaf), l.Index
		if l.Own {
			own = append(own, all[i])
		}
	}
	if int64(len(own)) != int64(f.statement.Lines) || settlement.Root(own) != f.statement.LinesRoot {
		return faultf("lines.statement", "明细行与结算单的明细根不符：有行缺失、多出或改动",
			"the lines do not have the statement's root: one is missing, added or changed")
	}
	if root, ok := jointRoot(all, indexes, int(f.run.Lines), p.Path); !ok || root != f.run.LinesRoot {
		return faultf("lines.run", "明细行及其来源与本期结算的明细根不符",
			"the lines and their ancestors do not lead to the run's lines root")
	}
	return nil
}

// resolve finds each line's parents, all of them before it. Lines that no line of the statement
// comes from are refused: nothing idle travels in a file.
func resolve(lines []ledgerLine, at map[string]int) ([][]settlement.Line, *Fault) {
	parents := make([][]settlement.Line, len(lines))
	needed := make([]bool, len(lines))
	for i := len(lines) - 1; i >= 0; i-- {
		if l := lines[i]; !l.own && !needed[i] {
			return nil, faultf("lines.idle", "明细行 %[1]s 不属于本结算单的来源",
				"line %[1]s is no ancestor of the statement", l.ID)
		}
		for _, id := range lines[i].Parents {
			k, known := at[id]
			if !known || k >= i {
				return nil, faultf("lines.parent", "明细行 %[1]s 的来源 %[2]s 不在文件中",
					"ancestor %[2]s of line %[1]s is not in the file", lines[i].ID, id)
			}
			needed[k] = true
			parents[i] = append(parents[i], lines[k].Line)
		}
	}
	return parents, nil
}

// checkSplits holds the parts that are in the file to the whole they come from: the parts of a
// split are never more than it, and money that goes on whole goes on once.
func checkSplits(lines []ledgerLine, at map[string]int) *Fault {
	spent := make([]fenSum, len(lines))
	for _, l := range lines {
		for _, id := range l.Parents {
			k := at[id]
			switch lines[k].Kind {
			case "inflow", "inputs", "levy":
				spent[k].add(l.Amount)
			default:
				spent[k].add(lines[k].Amount)
			}
		}
	}
	for k, l := range lines {
		if spent[k].moreThan(l.Amount) {
			return faultf("lines.split", "明细行 %[1]s 分出的金额超过其本身",
				"more is taken from line %[1]s than it holds", l.ID)
		}
	}
	return nil
}

// ancestors are the indexes of the given lines and of every line they come from, ascending.
func ancestors(all []settlement.Line, own []uint32) ([]uint32, error) {
	at := make(map[string]uint32, len(all))
	for i, l := range all {
		at[l.ID] = uint32(i)
	}
	in := make(map[uint32]bool, len(own))
	open := slices.Clone(own)
	for len(open) > 0 {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		if in[i] {
			continue
		}
		in[i] = true
		for _, id := range all[i].Parents {
			k, known := at[id]
			if !known || k >= i {
				return nil, fmt.Errorf("line %s names %s, which is not before it", all[i].ID, id)
			}
			open = append(open, k)
		}
	}
	var out []uint32
	for i := range all {
		if in[uint32(i)] {
			out = append(out, uint32(i))
		}
	}
	return out, nil
}

// rows are the statement's lines as people read them.
func rows(lines []ledgerLine) []Row {
	out := []Row{}
	var sum wire.Fen
	for _, l := range lines {
		if !l.own {
			continue
		}
		sum += wire.Fen(l.Amount)
		out = append(out, Row{Row: uint32(len(out) + 1), Index: l.index, ID: l.ID, Kind: l.Kind,
			Name: l.Name, Node: l.Node, To: l.To, Amount: wire.Fen(l.Amount), Sum: sum})
	}
	return out
}
