package settle

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxLines bounds the lines of one objection.
const maxLines = 20

// NamedLine is a line with what shows that it is one of the statement's: every node judges it by
// the root in state, whether it keeps the lines or not.
type NamedLine struct {
	Index uint32      `json:"index"` // within the statement, from 0
	Leaf  wire.Bytes  `json:"leaf" max:"20000"`
	Path  []wire.Hash `json:"path" max:"40"` // to the statement's lines root
}

// ObjectionFile objects to lines of a landed statement within the days for objections.
type ObjectionFile struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Period   string        `json:"period" max:"16" need:"yes"`
	Payer    string        `json:"payer" max:"32" need:"yes"`
	Payee    string        `json:"payee" max:"32" need:"yes"`
	Lines    []NamedLine   `json:"lines" max:"20" need:"yes"`
	Reason   string        `json:"reason" max:"500" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ObjectionFile) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Period == "" || !wire.IsName(m.Payer) || !wire.IsName(m.Payee):
		return rule.Malformed("period", "须写明期间、付款方和收款方", "names period, payer and payee")
	case len(m.Lines) == 0 || len(m.Lines) > maxLines:
		return rule.Malformed("lines", "须为一至二十行", "are one to twenty")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "must be given")
	}
	for i, l := range m.Lines {
		if i > 0 && l.Index <= m.Lines[i-1].Index {
			return rule.Malformed("lines["+strconv.Itoa(i)+"].index", "须由小到大、不重复",
				"must ascend")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply holds the lines out of payment and opens the implementing body's time to decide.
func (m *ObjectionFile) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if objections.Has(c.Store, m.ID) {
		return ErrIDUsed.At("id", "id", m.ID)
	}
	s, run, err := landedStatement(c, m.Period, m.Payer, m.Payee)
	if err != nil {
		return err
	}
	if due := finalDue(c.Store, run); run.Stage == Final || c.Time >= due {
		return ErrObjectionLate.At("period", "period", m.Period, "until", due)
	}
	v := Objection{ID: m.ID, Period: m.Period, Payer: m.Payer, Payee: m.Payee, Reason: m.Reason,
		Evidence: m.Evidence, Status: Filed, By: c.Signers, Filed: c.Time}
	for i, l := range m.Lines {
		if err := v.add(c, s, l, "lines["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
	}
	if !v.objector(c, s, c.Author()) && !m.own(c.Author()) {
		return ErrObjector.At("", "party", c.Author())
	}
	if err := v.open(c); err != nil {
		return err
	}
	objections.Set(c.Store, v.ID, v)
	openObjections.Add(c.Store, v.ID)
	v.hold(c, undecided)
	c.Emit(ObjectionFiled{v.ID, v.Period, v.Payer, v.Payee, uint32(len(v.Lines)), v.Amount, v.Impl})
	return nil
}

// add takes a line whose path leads to the statement's root, and is not held already.
func (v *Objection) add(c *rule.Ctx, s Statement, n NamedLine, field string) error {
	path := make([][32]byte, len(n.Path))
	for i, h := range n.Path {
		path[i] = h
	}
	l, err := settlement.ParseLine(n.Leaf)
	if err != nil || !settlement.VerifyPath(s.LinesRoot, n.Leaf, int(n.Index), int(s.Lines), path) {
		return ErrLine.At(field, "index", n.Index)
	}
	if by, held := v.heldBy(c.Store, n.Index); held {
		return ErrLineHeld.At(field, "index", n.Index, "objection", by)
	}
	k, ok := contractOf(c.Store, l.Node)
	if !ok {
		return ErrLine.At(field, "index", n.Index)
	}
	if err := v.of(k, field); err != nil {
		return err
	}
	v.Lines = append(v.Lines, HeldLine{n.Index, l.ID, wire.Fen(l.Amount)})
	v.Amount += wire.Fen(l.Amount)
	return nil
}

// of notes under which contract a line's money is divided: one implementing body decides an
// objection.
func (v *Objection) of(k trace.Contract, field string) error {
	switch v.Impl {
	case "":
		v.Impl, v.Agreement, v.Regime, v.Place = k.Impl, k.ID, k.Regime, k.Jurisdiction
	case k.Impl:
	default:
		return ErrBodies.At(field, "one", v.Impl, "other", k.Impl)
	}
	return nil
}

// objector reports whether a party may object to any line of the statement: payer, payee, the
// implementing body, finance and audit.
func (v Objection) objector(c *rule.Ctx, s Statement, by string) bool {
	if by == s.Payer || by == s.Payee || by == v.Impl {
		return true
	}
	payee, _ := party.Get(c.Store, s.Payee)
	return holdsAny(c, by, v.Place, "finance", "audit") ||
		holdsAny(c, by, payee.Jurisdiction, "finance", "audit")
}

// own reports whether every line is money received for a party, which may object to these alone:
// what the same treasury receives for others is not its to hold.
func (m *ObjectionFile) own(by string) bool {
	return !slices.ContainsFunc(m.Lines, func(n NamedLine) bool {
		l, err := settlement.ParseLine(n.Leaf)
		return err != nil || base(l.To) != by
	})
}
