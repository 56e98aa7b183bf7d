package bundle

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

var update = flag.Bool("update", false, "write testdata/vector anew, for a new proof version only")

const vectorDir = "testdata/vector"

// recorded is a node's answer, kept so that programs can be tested against a node without one.
type recorded struct {
	Method string          `json:"method"`
	Path   string          `json:"path,omitempty"`
	Data   string          `json:"data,omitempty"`
	Height uint64          `json:"height,omitempty"`
	Value  []byte          `json:"value,omitempty"`
	Proof  []byte          `json:"proof,omitempty"`
	Result json.RawMessage `json:"result,omitempty"` // in CometBFT's JSON
}

// recorder keeps what a source answers.
type recorder struct {
	*chain
	answers []recorded
}

func (r *recorder) Ask(ctx context.Context, path string, data []byte, height uint64, prove bool) (
	value, proof []byte, err error) {
	value, proof, err = r.chain.Ask(ctx, path, data, height, prove)
	r.answers = append(r.answers, recorded{Method: "abci_query", Path: path,
		Data: hex.EncodeToString(data), Height: height, Value: value, Proof: proof})
	return value, proof, err
}

func (r *recorder) Signed(ctx context.Context, height uint64) (
	types.SignedHeader, []*types.Validator, error) {
	signed, vals, err := r.chain.Signed(ctx, height)
	commit, fault := cmtjson.Marshal(struct {
		Signed types.SignedHeader `json:"signed_header"`
	}{signed})
	must(r.t, fault)
	set, fault := cmtjson.Marshal(struct {
		Validators []*types.Validator `json:"validators"`
		Total      int                `json:"total"`
	}{vals, len(vals)})
	must(r.t, fault)
	r.answers = append(r.answers, recorded{Method: "commit", Height: height, Result: commit},
		recorded{Method: "validators", Height: height, Result: set})
	return signed, vals, err
}

// TestVector holds that a file once written verifies for ever, and its table with it.
func TestVector(t *testing.T) {
	if *update {
		writeVector(t)
		return
	}
	file, err := os.ReadFile(filepath.Join(vectorDir, "statement.json"))
	must(t, err)
	table, err := os.ReadFile(filepath.Join(vectorDir, "statement.csv"))
	must(t, err)
	trusted, err := os.ReadFile(filepath.Join(vectorDir, "trust.txt"))
	must(t, err)
	h, err := hex.DecodeString(strings.TrimSpace(string(trusted)))
	must(t, err)
	r, err := VerifyCSV(table, file, TrustHash(wire.Hash(h)))
	must(t, err)
	for _, name := range []string{"line.json", "payee.json"} {
		extract, err := os.ReadFile(filepath.Join(vectorDir, name))
		must(t, err)
		_, err = VerifyExtract(extract, TrustHash(wire.Hash(h)))
		must(t, err)
	}
	want, err := os.ReadFile(filepath.Join(vectorDir, "explain.zh.txt"))
	must(t, err)
	if got := r.Explain(2, "zh"); got != string(want) {
		t.Errorf("row 2 is explained as\n%s", got)
	}
}

func writeVector(t *testing.T) {
	r := &recorder{chain: newChain(t, "test-vector", 4)}
	e, err := NewExporter(context.Background(), r, period)
	must(t, err)
	_, err = e.Statements(context.Background(), "operator", "treasury")
	must(t, err)
	file, err := e.Export(context.Background(), Pair{"operator", "treasury"})
	must(t, err)
	report, err := Own(file)
	must(t, err)
	line, err := e.Line(context.Background(), "12")
	must(t, err)
	payee, err := e.Payee(context.Background(), "treasury")
	must(t, err)
	answers, err := json.MarshalIndent(r.answers, "", " ")
	must(t, err)
	must(t, os.MkdirAll(vectorDir, 0o755))
	for name, b := range map[string][]byte{"line.json": line, "payee.json": payee,
		"statement.json": file, "statement.csv": CSV(report, file),
		"explain.zh.txt": []byte(report.Explain(2, "zh")), "node.json": append(answers, '\n'),
		"trust.txt": []byte(report.Ledger.HeaderHash.String() + "\n")} {
		must(t, os.WriteFile(filepath.Join(vectorDir, name), b, 0o644))
	}
}
