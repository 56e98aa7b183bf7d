package scenario

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// completeObjection shows that the named lines are the statement's: their bytes, and the paths to
// its root, where a story gives their places alone.
func (r *run) completeObjection(f map[string]any) error {
	lines, _ := f["lines"].([]any)
	var s struct {
		Detail []struct {
			Line json.RawMessage `json:"line"`
		} `json:"detail"`
	}
	args := map[string]string{}
	for _, name := range []string{"period", "payer", "payee"} {
		args[name] = fmt.Sprint(f[name])
	}
	if err := r.fetch("statement", args, &s); err != nil {
		return nil // there is no such statement: the paper says so
	}
	var leaves [][]byte
	for _, d := range s.Detail {
		leaves = append(leaves, d.Line)
	}
	for i := range lines {
		l, ok := lines[i].(map[string]any)
		at := int(numberOf(l["index"]))
		if !ok || l["leaf"] != nil || at >= len(leaves) {
			continue
		}
		path := []any{}
		for _, h := range settlement.AuditPath(leaves, at) {
			path = append(path, hex.EncodeToString(h[:]))
		}
		l["leaf"], l["path"] = hex.EncodeToString(leaves[at]), path
	}
	return nil
}
