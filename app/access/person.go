package access

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// controlRecorded asks that operations are recorded: the processing record that names the person is
// that record, so no document is filed for it.
const controlRecorded = "recorded"

var controlZh = map[string]string{"real_name": "实名认证", "filing": "备案", "vetting": "审查",
	"nda": "保密协议"}

// requireControls wants a document for each thing that a regime asks of data-processing staff.
func requireControls(p regime.Profile, field string, id wire.ID, has []authorization.Item) error {
	var missing, zh []string
	for _, want := range p.List("processing.person_controls") {
		given := slices.ContainsFunc(has, func(i authorization.Item) bool {
			return i.Item == want && i.Evidence.Given()
		})
		if want != controlRecorded && !given {
			missing, zh = append(missing, want), append(zh, controlZh[want])
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return p.Refuse(ErrPersonControls, field, "id", id, "missing", strings.Join(missing, " "),
		"missing_zh", strings.Join(zh, "、"))
}
