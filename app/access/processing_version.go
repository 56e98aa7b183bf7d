package access

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// requireMarks refuses a version that was replaced before the job began by one that marks what the
// job read as personal data or trade secrets: citing the old one would hide whose consent is needed
// (HB 四(五)2, GD §25¶2).
func (m *ProcessingRecord) requireMarks(c *rule.Ctx, in Input, cited catalog.Resource) error {
	v, _ := catalog.Get(c.Store, in.Object)
	for v.Version > cited.Version && v.Updated > m.Started {
		v, _ = catalog.At(c.Store, in.Object, v.Version-1)
	}
	if v.Version <= cited.Version {
		return nil
	}
	named := slices.ContainsFunc(v.Fields, func(f catalog.Field) bool { return f.Personal })
	hidden := v.Personal && !cited.Personal && !named || v.Secret && !cited.Secret
	for _, f := range v.Fields {
		read := len(in.Fields) == 0 || slices.Contains(in.Fields, f.Name) ||
			slices.Contains(in.Fields, WholeField)
		marked := slices.ContainsFunc(cited.Fields, func(o catalog.Field) bool {
			return o.Name == f.Name && o.Personal
		})
		hidden = hidden || f.Personal && read && !marked
	}
	if hidden {
		return ErrOldVersion.At("inputs", "object", in.Object, "version", cited.Version, "next",
			v.Version)
	}
	return nil
}
