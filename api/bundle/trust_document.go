package bundle

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
)

// plainHTML takes back what Go's JSON writes for three characters.
var plainHTML = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&")

// TrustDocument trusts a genesis.json as it was written when the ledger was founded. It reads
// nothing of it but the chain id and the validators, so that files outlive changes of what a
// genesis document must hold. The digest is that of app_state without white space.
func TrustDocument(b []byte) (Trust, error) {
	var doc struct {
		Chain string          `json:"chain_id"`
		State json.RawMessage `json:"app_state"`
	}
	var founding struct {
		Party struct {
			Validators []party.GenesisVoter `json:"validators"`
		} `json:"party"`
	}
	bad := faultf("trust.genesis", "创世文件不能识别", "the genesis document cannot be read")
	if json.Unmarshal(b, &doc) != nil || json.Unmarshal(doc.State, &founding) != nil ||
		doc.Chain == "" || len(founding.Party.Validators) == 0 {
		return Trust{}, bad
	}
	var state bytes.Buffer
	if json.Compact(&state, doc.State) != nil {
		return Trust{}, bad
	}
	return TrustGenesis(doc.Chain, sha256.Sum256([]byte(plainHTML.Replace(state.String()))),
		founding.Party.Validators), nil
}
