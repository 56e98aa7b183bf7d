package scenario

import (
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// completeChallenge commits to the nonce that a later step shows: a story writes the nonce in both.
func completeChallenge(f map[string]any) {
	text, _ := f["commitment"].(string)
	var nonce wire.Hash
	if nonce.UnmarshalText([]byte(text)) == nil && !nonce.IsZero() {
		f["commitment"] = trace.Commitment(nonce).String()
	}
}
