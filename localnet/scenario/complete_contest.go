package scenario

import (
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// completeContest signs the admissions of a story's nodes: a story writes node and time alone.
func (r *run) completeContest(f map[string]any, step Step) error {
	list, _ := f["admissions"].([]any)
	for _, item := range list {
		m, ok := item.(map[string]any)
		if !ok || m["signature"] != nil {
			continue
		}
		put(m, "paper", f["paper"])
		b, err := json.Marshal(m)
		if err != nil {
			return err
		}
		var a tx.Admission
		if err := wire.FromJSON(b, &a); err != nil {
			return step.src.err("an admission: %v", err)
		}
		if err := a.Sign(r.story.key(a.Node, party.FirstKey), party.FirstKey); err != nil {
			return err
		}
		m["signature"] = map[string]any{"alg": a.Signature.Alg.String(), "key": a.Signature.Key,
			"rs": fmt.Sprintf("%x", a.Signature.RS[:])}
	}
	return nil
}
