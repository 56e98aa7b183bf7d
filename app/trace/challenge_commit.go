package trace

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const roleAudit = "audit"

// ChallengeCommit begins a challenge: the auditor fixes what it samples, how sure it wants to be,
// and a nonce that it shows only after the blocks that follow (rulings E17).
type ChallengeCommit struct {
	ID         wire.ID   `json:"id" need:"yes"`
	Product    wire.ID   `json:"product" need:"yes"`
	Version    uint32    `json:"version" need:"yes"`
	Reporter   string    `json:"reporter" max:"32" need:"yes"` // who recorded the batches
	First      wire.Date `json:"first" need:"yes"`
	Last       wire.Date `json:"last" need:"yes"`
	Confidence uint32    `json:"confidence" need:"yes"` // percent, 50 to 99
	Tolerated  uint32    `json:"tolerated" need:"yes"`  // bad units in 10,000
	Commitment wire.Hash `json:"commitment" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeCommit) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Product.Valid():
		return rule.Malformed("product", "须为 主体/编号", "must be party/name")
	case m.Version == 0:
		return rule.Malformed("version", "从 1 起", "counts from 1")
	case !wire.IsName(m.Reporter):
		return rule.Malformed("reporter", "须为主体编号", "must be a party")
	case !m.First.Valid() || !m.Last.Valid() || m.Last < m.First ||
		m.Last >= m.First.Add(maxChallengeDays):
		return rule.Malformed("last", "至多连续 92 日", "at most 92 days from the first")
	case m.Confidence < 50 || m.Confidence > 99:
		return rule.Malformed("confidence", "须在 50 至 99 之间（百分数）", "must be 50 to 99 percent")
	case m.Tolerated == 0 || m.Tolerated > perTenThousand/2:
		return rule.Malformed("tolerated", "须在 1 至 5000 之间（万分数）",
			"must be 1 to 5000 in 10,000")
	case m.Commitment.IsZero():
		return rule.Malformed("commitment", "须为随机数的承诺", "must commit to a nonce")
	}
	return nil
}

// Apply fixes the population and the size of the sample.
func (m *ChallengeCommit) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if challenges.Has(c.Store, m.ID) {
		return ErrExists.At("id", "id", m.ID)
	}
	p, ok := product.Get(c.Store, m.Product, m.Version)
	k, known := ContractOf(c.Store, p)
	if !ok || !known {
		return ErrUnknownProduct.At("product", "product", product.Node(m.Product, m.Version))
	}
	if !party.HasRole(c.Standing(), c.Author(), roleAudit, k.Jurisdiction, c.Time) ||
		together(c, c.Author(), m.Reporter) {
		return regime.At(c.Store, k.Regime).Refuse(ErrAuditor, "", "party", c.Author(), "place",
			k.Jurisdiction)
	}
	v := Challenge{ID: m.ID, Product: m.Product, Version: m.Version, Reporter: m.Reporter,
		Jurisdiction: k.Jurisdiction, Agreement: k.Parent, Regime: k.Regime, Confidence: m.Confidence,
		Tolerated: m.Tolerated, Commitment: m.Commitment, Committed: c.Time, Height: c.Height}
	v.populate(c.Store, m.First, m.Last)
	if v.Population == 0 {
		return ErrNothing.At("reporter", "reporter", m.Reporter, "product", p.Node())
	}
	if v.Sample, ok = SampleSize(v.Population, v.Confidence, v.Tolerated); !ok {
		return ErrSampleSize.At("tolerated", "max", MaxSample)
	}
	if _, more := waiting.After(c.Store, nil, nil, maxWaiting-1); more {
		return ErrWaiting.At("", "max", maxWaiting)
	}
	challenges.Set(c.Store, m.ID, v)
	challengesOf.Add(c.Store, reporterKey{v.Reporter, v.ID})
	waiting.Add(c.Store, waitingKey{c.Height, m.ID})
	c.Emit(SampleCommitted{ID: m.ID, Reporter: v.Reporter, Product: p.Node(),
		Population: v.Population, Sample: v.Sample})
	return nil
}

// populate reads what each day holds now.
func (v *Challenge) populate(r state.Reader, first, last wire.Date) {
	for day := first; day <= last; day = day.Add(1) {
		if n := unitsOf(r, v.Product, v.Version, v.Reporter, day); n > 0 {
			v.Days = append(v.Days, DayUnits{day, n})
			v.Population += n
		}
	}
}

// Located is one drawn unit and where it was counted.
type Located struct {
	Draw  uint32    `json:"draw"` // its place in the sample, from 0
	Unit  uint64    `json:"unit"` // of the population
	Day   wire.Date `json:"day"`
	Batch wire.ID   `json:"batch"`
	Place uint64    `json:"place"` // the unit's number inside the batch, from 0
}

// Drawn are the drawn units from one place in the sample on, at most limit of them.
func (v Challenge) Locate(r state.Reader, from, limit uint32) (out []Located) {
	units := Draw(v.Seed, v.Population, v.Sample)
	day, before := 0, uint64(0)
	for i := uint32(0); i < v.Sample && uint32(len(out)) < limit; i++ {
		for units[i] >= before+v.Days[day].Units {
			before += v.Days[day].Units
			day++
		}
		if i < from {
			continue
		}
		k := placeKey{v.Product, v.Version, v.Reporter, v.Days[day].Day, 0}
		batch, inside, _ := batchAt(r, k, units[i]-before)
		out = append(out, Located{i, units[i], v.Days[day].Day, batch, inside})
	}
	return out
}
