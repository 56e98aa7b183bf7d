package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProofFormat begins every proof file.
const ProofFormat = "suyuan-trace-proof/1"

// Proof shows that one use is counted in a batch of the ledger.
type Proof struct {
	Format string     `json:"format"`
	Batch  wire.ID    `json:"batch"`
	Leaves uint64     `json:"leaves"` // uses in the batch
	Index  uint64     `json:"index"`  // of this one, from 0
	Offset uint64     `json:"offset"` // units before it
	Leaf   wire.Bytes `json:"leaf"`   // its canonical bytes
	Path   []Sibling  `json:"path"`   // from the leaf upwards
	Trace  Trace      `json:"trace"`  // Leaf, for people
	// a record file (suyuan-record/1) that proves the batch's record of state; for offline checks
	Record wire.Bytes `json:"record,omitempty"`
}

// Sibling is the other child on the way up.
type Sibling struct {
	Hash wire.Hash `json:"hash"`
	Sum  uint64    `json:"sum"`
}

// ErrProof says that a proof shows nothing.
var ErrProof = errors.New("the proof does not hold")

func unproved(zh, en string) error { return fmt.Errorf("%w: %s（%s）", ErrProof, en, zh) }

// maxPath is the height of a tree of 2^63 leaves.
const maxPath = 64

// ParseProof reads a proof file strictly.
func ParseProof(text []byte) (p Proof, err error) {
	if err := json.Unmarshal(text, &p); err != nil {
		return p, unproved("不是证明文件", "it is no proof file: "+err.Error())
	}
	p.Trace, _ = ParseLeaf(p.Leaf) // what people read must be what is checked
	if again, err := p.Encode(); err != nil || !sameJSON(again, text) {
		return p, unproved("内容与其规范写法不符", "it is not written as its content must be")
	}
	if p.Format != ProofFormat || len(p.Path) > maxPath || len(p.Leaf) > fixed+2*maxMembers+
		maxKey+maxLine {
		return p, unproved("格式须为 "+ProofFormat, "its format must be "+ProofFormat)
	}
	return p, nil
}

// Encode is the one way in which a proof file is written.
func (p Proof) Encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(p)
	return b.Bytes(), err
}

// sameJSON compares texts apart from their spaces between values.
func sameJSON(a, b []byte) bool {
	var x, y bytes.Buffer
	return json.Compact(&x, a) == nil && json.Compact(&y, b) == nil &&
		bytes.Equal(x.Bytes(), y.Bytes())
}

// VerifyState checks the proof against a record of state: key and value as somebody proved them to
// lead to an app hash, such as bundle.VerifyRecords does with the file in Record. Nothing else is
// asked, so that whoever trusts the header may trust the answer.
func (p Proof) VerifyState(key, value []byte) (Trace, error) {
	if !bytes.Equal(key, trace.BatchKey(p.Batch)) {
		return Trace{}, unproved("账本记录不是该批次的", "the record of the ledger is not of its batch")
	}
	b, err := trace.DecodeBatch(value)
	if err != nil {
		return Trace{}, unproved("账本记录不是批次", "the record of the ledger is no batch: "+err.Error())
	}
	return p.Verify(b)
}

// Verify checks the proof against the batch as the ledger has it: the root, the batch's count, the
// window, and that the use's units lie inside the counter of its own inputs. Counters stand one
// after the other in the batch's order, and so do the uses.
func (p Proof) Verify(b trace.Batch) (Trace, error) {
	t, err := ParseLeaf(p.Leaf)
	if err != nil {
		return t, unproved("使用记录有误", err.Error())
	}
	if p.Batch != b.ID {
		return t, unproved("批次不同", "it is about another batch")
	}
	l, _ := parseLeaf(p.Leaf)
	n, _ := hashLeaf(nil, l)
	top, offset, ok := walk(n, p.Index, p.Leaves, p.Path)
	switch {
	case !ok || top.seal(p.Leaves) != b.Root:
		return t, unproved("与账本上的根不符", "it does not lead to the root on the ledger")
	case top.sum != b.Count:
		return t, unproved("合计与账本不符", "the sum is not the count on the ledger")
	case t.At < b.From || t.At >= b.To:
		return t, unproved("时间不在批次窗口内", "the use lies outside the batch's window")
	case offset != p.Offset:
		return t, unproved("位置不符", "its offset is wrong")
	}
	var from uint64
	for _, c := range b.Counters {
		if offset >= from && offset+t.Units <= from+c.Units {
			if !slices.Equal(c.Members, t.Members) {
				break
			}
			return t, nil
		}
		from += c.Units
	}
	return t, unproved("不属于其输入的计数项", "it does not lie in the counter of its inputs")
}
