package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ProcessingRecord files one completed job of the grant's holder: what it read, field by field,
// which dataset it made, and how the columns depend on the fields.
//
// GZ §13: the platform's 监管溯源; GZ §25: no use outside agreement and purpose; YN §25(4), HE §20(3)
// and HB 四(四): processing is logged and traceable.
type ProcessingRecord struct {
	ID             wire.ID       `json:"id"`
	Grant          wire.ID       `json:"grant"`
	Job            string        `json:"job" max:"256"`
	Run            string        `json:"run" max:"64"`
	Started        wire.Time     `json:"started"`
	Ended          wire.Time     `json:"ended"`
	Inputs         []Input       `json:"inputs" max:"64"`
	Output         string        `json:"output" max:"256"`
	Columns        []Column      `json:"columns" max:"500"`
	Whole          []Source      `json:"whole" max:"2000"`
	Source         crypto.Digest `json:"source"`
	Replayed       bool          `json:"replayed"`          // times moved to a test ledger's clock
	ColumnsOmitted bool          `json:"columns_omitted"`   // column lineage is off chain under Source
	Scenario       string        `json:"scenario" max:"64"` // its grant's if left out
	Work           string        `json:"work" max:"12" words:"production|training|validation|development|testing"`
	Sampled        bool          `json:"sampled_desensitized"` // the data were so
	Persons        []wire.ID     `json:"persons" max:"16"`     // who worked on it, by their files
}

// Writes are the record, its output, and two in the log of each input.
func (m *ProcessingRecord) Writes() uint32 { return 2 + 2*uint32(min(len(m.Inputs), maxRead)) }

// maxRead is how many inputs a job has at most.
const maxRead = 64

// Apply files the record.
func (m *ProcessingRecord) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if processings.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	g, ok := grants.Get(c.Store, m.Grant)
	if !ok {
		return ErrUnknownGrant.At("grant", "id", m.Grant)
	}
	if c.Author() != g.Holder {
		return ErrNotHolder.At("grant", "holder", g.Holder)
	}
	p := regime.At(c.Store, g.Regime)
	if err := m.requireTime(c, p, g); err != nil {
		return err
	}
	if err := m.requireScene(p, g); err != nil {
		return err
	}
	if err := m.requireStaff(c, p, g); err != nil {
		return err
	}
	for _, in := range m.Inputs {
		if err := m.requireInput(c, p, g, in); err != nil {
			return err
		}
	}
	key := outputKey{g.Holder, crypto.SHA256([]byte(m.Run + "\n" + m.Output))}
	if use, ok := outputs.Get(c.Store, key); ok {
		return ErrTwice.At("run", "id", use.Record)
	}

	outputs.Set(c.Store, key, outputUse{m.ID})
	processings.Set(c.Store, m.ID, Processing{ID: m.ID, Grant: g.ID, Maker: g.Holder, Job: m.Job,
		Run: m.Run, Started: m.Started, Ended: m.Ended, Inputs: m.Inputs, Output: m.Output,
		Columns: m.Columns, Whole: m.Whole, Source: m.Source, Flags: m.flags(c, g),
		Work: m.Work, Sampled: m.Sampled, Persons: m.Persons,
		Recorded: ActOf(c, false, rule.Evidence{})})
	for _, in := range m.Inputs {
		Lead(c, in.Node(), Node{Kind: KindProcessing, Object: m.ID})
	}
	c.Emit(ProcessingRecorded{ID: m.ID, Grant: g.ID, Output: m.Output})
	return nil
}

func (m *ProcessingRecord) requireTime(c *rule.Ctx, p regime.Profile, g Grant) error {
	ahead := wire.Time(regime.Periods(c.Store).LateSecondsAhead)
	if m.Ended > c.Time+ahead {
		return ErrFuture.At("ended", "limit", uint64(ahead))
	}
	if m.Replayed {
		if _, test := regime.TestClock(c.Store); !test {
			return ErrReplayed.At("replayed")
		}
	}
	to := max(m.Ended, m.Started+1)
	if _, cause, ok := entitledDuring(c.Store, m.Grant, m.Started, to); !ok {
		return unusable(p, g, "grant", cause)
	}
	return nil
}

// ends are the causes by which an agreement's end takes the rights under it at the same instant.
var ends = []string{authorization.CauseTerminated, authorization.CauseExpired,
	authorization.CauseStraddles, "dev_agreement.terminated", "dev_agreement.ended"}

// unusable refuses under the key that entitles the holder or, where an agreement ended, under that
// which takes its rights with it (HE §36: 同步撤销).
func unusable(p regime.Profile, g Grant, field, cause string) *rule.Refused {
	r := p.Refuse(ErrNotUsable, field, "grant", g.ID, "cause", cause)
	switch {
	case slices.Contains(ends, cause) && p.Text("terminate.revoke_access") == "same_tx":
		r.Article, r.Mark = p.Cite("terminate.revoke_access")
	case g.Layer == LayerDeveloper:
		r.Article, r.Mark = p.Cite("grant.developer_basis")
	}
	return r
}

func (m *ProcessingRecord) flags(c *rule.Ctx, g Grant) []string {
	var out []string
	a, d, dev := g.Basis(c.Store)
	end := min(g.To, a.End())
	if dev {
		end = min(end, d.End())
	}
	if g.Revoked != 0 {
		end = min(end, g.Revoked)
	}
	lateness := wire.Time(regime.Periods(c.Store).LatenessDays) * 86400
	if c.Time >= end || c.Time > m.Ended+lateness {
		out = append(out, FlagLate)
	}
	if m.Replayed {
		out = append(out, FlagReplayed)
	}
	if m.ColumnsOmitted {
		out = append(out, FlagColumnsOmitted)
	}
	return out
}
