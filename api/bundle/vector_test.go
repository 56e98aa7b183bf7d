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

var (
	update = flag.Bool("update", false, "write testdata/vector anew, for a new proof version only")
	sample = flag.Bool("sample", false, "write testdata/sample anew, for a new form of lineage")
)

// The vectors of proof version 1 are frozen; those of version 2 are of a chain whose validators
// changed twice. Samples follow the shapes of products and jobs and are written anew with them.
const (
	vectorDir  = "testdata/vector2"
	vectorDir1 = "testdata/vector"
	sampleDir  = "testdata/sample"
)

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
	for _, dir := range []string{vectorDir1, vectorDir} {
		read := func(name string) []byte {
			b, err := os.ReadFile(filepath.Join(dir, name))
			must(t, err)
			return b
		}
		h, err := hex.DecodeString(strings.TrimSpace(string(read("trust.txt"))))
		must(t, err)
		trusts := []Trust{TrustHash(wire.Hash(h))}
		if dir == vectorDir {
			founding, err := TrustDocument(read("genesis.json"))
			must(t, err)
			trusts = append(trusts, founding)
		}
		for _, trust := range trusts {
			r, err := VerifyCSV(read("statement.csv"), read("statement.json"), trust)
			must(t, err)
			if got := r.Explain(2, "zh"); got != string(read("explain.zh.txt")) {
				t.Errorf("row 2 is explained as\n%s", got)
			}
			for _, name := range []string{"line.json", "payee.json"} {
				_, err = VerifyExtract(read(name), trust)
				must(t, err)
			}
			if dir == vectorDir1 {
				continue
			}
			for _, name := range []string{"record.json", "absence.json"} {
				_, err = VerifyRecords(read(name), trust)
				must(t, err)
			}
		}
	}
}

// TestSample holds that the sample files of lineage and uses verify, by their header and by the
// document.
func TestSample(t *testing.T) {
	if *sample {
		writeSample(t)
	}
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(sampleDir, name))
		must(t, err)
		return b
	}
	h, err := hex.DecodeString(strings.TrimSpace(string(read("trust.txt"))))
	must(t, err)
	founding, err := TrustDocument(read("genesis.json"))
	must(t, err)
	for _, trust := range []Trust{TrustHash(wire.Hash(h)), founding} {
		for _, name := range []string{"lineage-up.json", "lineage-down.json"} {
			_, err = VerifyLineage(read(name), trust)
			must(t, err)
		}
		_, err = VerifyRecords(read("used-by.json"), trust)
		must(t, err)
	}
}

func writeSample(t *testing.T) {
	c := newChain(t, "test-sample", 3, lineageChapter(), usesChapter())
	c.handover(0, 1, 2, 3, 4)
	c.block()
	ctx := context.Background()
	up, err := ProveLineage(ctx, c, versionAt(5), false, 0, 0)
	must(t, err)
	down, err := ProveLineage(ctx, c, versionAt(5), true, 4, 0)
	must(t, err)
	uses, err := ProveRecords(ctx, c, [][]byte{usedByKeyOf(t, "1"), usedByKeyOf(t, "2")}, 0)
	must(t, err)
	r, err := VerifyLineage(up, c.trust())
	must(t, err)
	found, err := cmtjson.MarshalIndent(c.found.Doc, "", "  ")
	must(t, err)
	must(t, os.MkdirAll(sampleDir, 0o755))
	for name, b := range map[string][]byte{"lineage-up.json": up, "lineage-down.json": down,
		"used-by.json": uses, "genesis.json": append(found, '\n'),
		"trust.txt": []byte(r.Ledger.HeaderHash.String() + "\n")} {
		must(t, os.WriteFile(filepath.Join(sampleDir, name), b, 0o644))
	}
}

func writeVector(t *testing.T) {
	c := newChain(t, "test-vector", 3, grantsChapter(), lineageChapter())
	c.handover(0, 1, 2, 3, 4)
	c.absent = 2
	c.block()
	c.handover(2, 3, 4, 5)
	c.absent = -1
	c.block()
	c.block()
	r := &recorder{chain: c}
	ctx := context.Background()
	e, err := NewExporter(ctx, r, period)
	must(t, err)
	_, err = e.Statements(ctx, "operator", "treasury")
	must(t, err)
	file, err := e.Export(ctx, Pair{"operator", "treasury"})
	must(t, err)
	report, err := Own(file)
	must(t, err)
	line, err := e.Line(ctx, "12")
	must(t, err)
	payee, err := e.Payee(ctx, "treasury")
	must(t, err)
	answers, err := json.MarshalIndent(r.answers, "", " ")
	must(t, err)
	var keys [][]byte
	for _, k := range [][]string{{"party", "operator"}, {"run", period}, {"party", "nobody"}} {
		key, err := Key(k[0], k[1:])
		must(t, err)
		keys = append(keys, key)
	}
	record, err := ProveRecords(ctx, c, keys, 0)
	must(t, err)
	absence, err := ProveAbsence(ctx, c, Absence{Object: visits, Kind: "resource",
		Purpose: "insurance", From: at(-20), To: at(0)}, 0)
	must(t, err)
	found, err := cmtjson.MarshalIndent(c.found.Doc, "", "  ")
	must(t, err)
	must(t, os.MkdirAll(vectorDir, 0o755))
	for name, b := range map[string][]byte{"line.json": line, "payee.json": payee,
		"record.json": record, "absence.json": absence, "genesis.json": append(found, '\n'),
		"statement.json": file, "statement.csv": CSV(report, file),
		"explain.zh.txt": []byte(report.Explain(2, "zh")), "node.json": append(answers, '\n'),
		"trust.txt": []byte(report.Ledger.HeaderHash.String() + "\n")} {
		must(t, os.WriteFile(filepath.Join(vectorDir, name), b, 0o644))
	}
}
