package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sort"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AnswerFormat begins every answer file.
const AnswerFormat = "suyuan-sample-answer/1"

// Drawn is what an auditor's random sample asks of a recorder: the uses that count some units.
type Drawn struct {
	Challenge wire.ID         `json:"challenge"`
	Draws     []trace.Located `json:"draws"`
}

// Answer is the answer file of a challenge: each drawn use with its proof, or why it is not shown.
// It goes to the auditor, never on the ledger, which keeps its digest.
type Answer struct {
	Format    string  `json:"format"`
	Challenge wire.ID `json:"challenge"`
	Shown     []Shown `json:"shown"` // one for each draw, in order
}

// Shown is the answer to one draw.
type Shown struct {
	Draw    uint32 `json:"draw"`
	Proof   *Proof `json:"proof,omitempty"`
	Missing string `json:"missing,omitempty"` // why there is no proof
}

// Answer makes the answer to a sample from the sealed segments. Draws of one batch that stand
// together, as the ledger lists them, read its segment once. A use that is gone is told as missing;
// the error is of the disk alone.
func (c *Collector) Answer(d Drawn) (Answer, error) {
	a := Answer{Format: AnswerFormat, Challenge: d.Challenge, Shown: make([]Shown, 0, len(d.Draws))}
	var from *opened
	for _, draw := range d.Draws {
		if from == nil || from.id != draw.Batch {
			from = c.store.unseal(draw.Batch)
		}
		p, err := from.prove(draw.Place)
		switch {
		case err == nil:
			a.Shown = append(a.Shown, Shown{Draw: draw.Draw, Proof: &p})
		case errors.Is(err, ErrNoJob), errors.Is(err, ErrNoTrace):
			_, zh := Sentences(err)
			a.Shown = append(a.Shown, Shown{Draw: draw.Draw, Missing: fmt.Sprintf("%v %s", err, zh)})
		default:
			return a, err
		}
	}
	return a, nil
}

// opened is a segment with its whole tree, so that many of its uses are proved at the cost of one.
type opened struct {
	id     wire.ID
	leaves []leaf
	starts []uint64 // units before each leaf, and of all of them
	levels [][]node // from the leaves to the top
	err    error
}

func (s *store) unseal(id wire.ID) *opened {
	o := &opened{id: id}
	j, ok, err := s.jobNamed(id)
	if err == nil && (!ok || j.Kind != KindTrace) {
		err = ErrNoJob
	}
	if err == nil {
		o.leaves, err = s.segment(j)
	}
	if o.err = err; err != nil {
		return o
	}
	o.starts = make([]uint64, len(o.leaves)+1)
	for i, l := range o.leaves {
		o.starts[i+1] = o.starts[i] + l.units
	}
	level := nodes(o.leaves)
	for ok := true; ok && len(level) > 0; level, ok = climb(copied(level)) {
		o.levels = append(o.levels, level)
		if len(level) == 1 {
			break
		}
	}
	return o
}

// copied is a copy of a level, which climbing overwrites.
func copied(level []node) []node { return append([]node(nil), level...) }

// prove makes the proof of the use that counts a unit.
func (o *opened) prove(unit uint64) (p Proof, err error) {
	if o.err != nil {
		return p, o.err
	}
	n := len(o.leaves)
	if unit >= o.starts[n] {
		return p, ErrNoTrace
	}
	at := sort.Search(n, func(i int) bool { return o.starts[i+1] > unit })
	p = Proof{Format: ProofFormat, Batch: o.id, Leaves: uint64(n), Index: uint64(at),
		Offset: o.starts[at], Leaf: bytes.Clone(o.leaves[at].bytes), Path: []Sibling{},
		Trace: o.leaves[at].trace()}
	for _, level := range o.levels {
		if s := at ^ 1; s < len(level) {
			p.Path = append(p.Path, Sibling{Hash: level[s].hash, Sum: level[s].sum})
		}
		at /= 2
	}
	return p, nil
}

// ParseAnswer reads an answer file strictly.
func ParseAnswer(text []byte) (a Answer, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&a); err != nil {
		return a, unproved("不是应答文件", "it is no answer file: "+err.Error())
	}
	if a.Format != AnswerFormat || d.More() || len(a.Shown) > trace.MaxSample {
		return a, unproved("格式须为 "+AnswerFormat, "its format must be "+AnswerFormat)
	}
	return a, nil
}

// Check compares the answer with the sample that the ledger drew and with the batches as the ledger
// has them. Every draw that is not shown, or whose proof does not hold, is one finding.
func (a Answer) Check(d Drawn, batch func(wire.ID) (trace.Batch, error)) ([]trace.Finding, error) {
	if a.Challenge != d.Challenge {
		return nil, unproved("应答针对另一项抽查", "it answers another challenge")
	}
	shown := make(map[uint32]Shown, len(a.Shown))
	for _, s := range a.Shown {
		if _, twice := shown[s.Draw]; twice {
			return nil, unproved("同一序号应答两次", fmt.Sprintf("draw %d is answered twice", s.Draw))
		}
		shown[s.Draw] = s
	}
	var findings []trace.Finding
	var b trace.Batch
	for _, draw := range d.Draws {
		if b.ID != draw.Batch {
			var err error
			if b, err = batch(draw.Batch); err != nil {
				return nil, err
			}
		}
		if why := shown[draw.Draw].wrong(draw, b); why != "" {
			findings = append(findings, trace.Finding{Draw: draw.Draw, Why: why})
		}
	}
	return findings, nil
}

// wrong says why an answer does not show the drawn use, "" where it does.
func (s Shown) wrong(draw trace.Located, b trace.Batch) string {
	if s.Proof == nil {
		return short("not shown（未出示）" + s.Missing)
	}
	t, err := s.Proof.Verify(b)
	switch {
	case err != nil:
		return short(err.Error())
	case s.Proof.Offset > draw.Place || draw.Place >= s.Proof.Offset+t.Units:
		return "another use is shown（出示的不是抽中的记录）"
	}
	return ""
}

// short is a text as long as a finding may be, cut between characters.
func short(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	end := 0
	for i := range s {
		if i > most {
			break
		}
		end = i
	}
	return s[:end]
}

// answerSample answers a sample over HTTP.
func (f *front) answerSample(w http.ResponseWriter, r *http.Request, _ Source) error {
	text, err := body(r, maxBatchBody)
	if err != nil {
		return err
	}
	var d Drawn
	if err := json.Unmarshal(text, &d); err != nil {
		return fmt.Errorf("%w: %v", errFormat, err)
	}
	if len(d.Draws) > trace.MaxSample {
		return errLarge
	}
	a, err := f.c.Answer(d)
	if err == nil {
		answer(w, http.StatusOK, a)
	}
	return err
}
