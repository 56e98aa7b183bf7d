package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

var workZh = map[string]string{Production: "生产加工", Training: "训练", Validation: "验证",
	Development: "开发", Testing: "测试"}

// checkStaff is the stateless part: a known sort of work, no person twice.
func (m *ProcessingRecord) checkStaff() error {
	if m.Work != "" && workZh[m.Work] == "" {
		return rule.Malformed("work", "须为 production、training、validation、development 或 testing",
			"must be production, training, validation, development or testing")
	}
	for i, id := range m.Persons {
		if !id.Valid() || slices.Contains(m.Persons[:i], id) {
			return rule.Malformed("persons", "人员编号不得为空或重复", "ids may not be empty or repeated")
		}
	}
	return nil
}

// requireStaff wants the workers named where the regime asks it, each on file over the whole job
// with everything the regime asks for (YN §25(1), HB 四(四)), and sampled, desensitized data where
// the work is one of those that use nothing else (HE §20(3), HB 四(四)).
func (m *ProcessingRecord) requireStaff(c *rule.Ctx, p regime.Profile, g Grant) error {
	if p.Has("processing.sampled_desensitized", m.Work) && !m.Sampled {
		return p.Refuse(ErrNotSampled, "sampled_desensitized", "work", m.Work, "work_zh",
			workZh[m.Work])
	}
	if len(m.Persons) == 0 && len(p.List("processing.person_controls")) > 0 {
		return p.Refuse(ErrNoPersons, "persons")
	}
	for _, id := range m.Persons {
		v, ok := persons.Get(c.Store, id)
		if !ok || id.Party != g.Holder || !during(v.From, v.To, m.Started, m.Ended) {
			return p.Refuse(ErrPerson, "persons", "id", id, "holder", g.Holder)
		}
		if err := requireControls(p, "persons", id, v.Controls); err != nil {
			return err
		}
	}
	return nil
}
