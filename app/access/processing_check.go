package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Check looks at the body alone.
func (m *ProcessingRecord) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !m.Grant.Valid():
		return rule.Malformed("grant", "须填写使用权限编号", "must name the grant")
	case m.Job == "" || m.Run == "":
		return rule.Malformed("job", "须写明作业和运行编号", "job and run are required")
	case m.Output == "":
		return rule.Malformed("output", "须写明输出数据集", "the output dataset is required")
	case m.Started == 0 || m.Ended < m.Started:
		return rule.Malformed("ended", "起止时间须先后正确", "the job must start before it ends")
	case m.Source.Check() != nil:
		return rule.Malformed("source", "须为运行事件的摘要", "must be the digest of the run's events")
	case len(m.Inputs) == 0:
		return rule.Malformed("inputs", "至少一项输入", "at least one input is required")
	}
	if err := m.checkStaff(); err != nil {
		return err
	}
	return m.checkInputs()
}

func (m *ProcessingRecord) checkInputs() error {
	for i, in := range m.Inputs {
		unversioned := in.Kind == KindDataset || in.Kind == KindImport
		known := in.Kind == KindResource || in.Kind == KindProduct || unversioned
		switch {
		case !in.Object.Valid() || !known:
			return rule.Malformed("inputs", "每项须写明编号及类别 resource、product、dataset 或 import",
				"each input needs an id and the kind resource, product, dataset or import")
		case (in.Version == 0) != unversioned:
			return rule.Malformed("inputs", "资源和产品须写明版本，数据集和导入数据不写",
				"resources and products have a version, datasets and imports none")
		case slices.ContainsFunc(m.Inputs[:i], func(e Input) bool {
			return e.Object == in.Object && e.Kind == in.Kind && e.Version == in.Version
		}):
			return rule.Malformed("inputs", "同一输入列了两次", "an input is listed twice")
		}
		if err := checkFields("inputs", in.Fields); err != nil {
			return err
		}
	}
	if err := m.checkSources("whole", m.Whole); err != nil {
		return err
	}
	for _, col := range m.Columns {
		if err := m.checkSources("columns", col.From); err != nil {
			return err
		}
	}
	return nil
}

// checkSources holds the column edges to the inputs: an edge may not name a field that its input
// does not list, or minimum necessary could be evaded through the edges. An input without fields is
// the whole object, which only a grant of the whole object allows.
func (m *ProcessingRecord) checkSources(field string, from []Source) error {
	for _, s := range from {
		if int(s.Input) >= len(m.Inputs) {
			return rule.Malformed(field, "列血缘所指输入不存在", "a column depends on an input that is not listed")
		}
		in := m.Inputs[s.Input]
		if !(Item{Fields: in.Fields}).whole() && !slices.Contains(in.Fields, s.Field) {
			return rule.Malformed(field, "列血缘所指字段未列入输入："+s.Field,
				"a column depends on field "+s.Field+" that its input does not list")
		}
	}
	return nil
}
