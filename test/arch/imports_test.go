package arch

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rights are what the packages of one folder may import beyond the free part of the standard
// library.
type rights struct {
	ours    []string // packages of ours, from the module's root; a trailing /... means all below
	outside []string // packages of others; an entry covers what lies below it
}

// allowed is the whole import law. A folder that is not here may not exist. A chapter reads earlier
// chapters only, so the lists of the chapters grow with their numbers.
var allowed = map[string]rights{
	// The spine: small packages, each with one secret.
	// the one place that knows RLP
	"wire": {nil, []string{geth + "/rlp"}},
	// the curves
	"crypto": {nil, []string{geth + "/crypto", "github.com/emmansun/gmsm", x + "/crypto"}},
	// member keys held by another process (rulings U2)
	"crypto/signer": {list("crypto"), nil},
	"settlement":    {nil, nil},                 // pure arithmetic, recomputed offline by others
	"tx":            {list("wire crypto"), nil}, // bytes and signatures, no state
	"state":         {list("wire"), stores},     // the tree and the disk

	// The subject. rule is the vocabulary; a chapter adds what it reads.
	"app/rule":          {list("wire crypto tx state"), nil},
	"app/party":         {chapter(), nil},
	"app/regime":        {chapter("party"), nil},
	"app/govern":        {chapter("party regime"), nil},
	"app/catalog":       {chapter("party regime"), nil},
	"app/authorization": {chapter("party regime catalog"), nil},
	"app/access":        {chapter("party regime catalog authorization"), nil},
	"app/product":       {chapter("party regime catalog authorization access"), nil},
	"app/trace":         {chapter("party regime catalog authorization access product"), nil},
	"app/market":        {chapter("party regime catalog authorization access product trace"), nil},
	"app/settle": {chapter("party regime catalog authorization access product trace market"),
		nil},
	"app/oversight": {chapter("party regime catalog authorization access product trace market " +
		"settle"), nil},
	"app": {list("app/... wire crypto tx state"), nil}, // puts the chapters together

	// The shell around the machine.
	"genesis": {list("app/... wire crypto tx"), []string{yaml}}, // founders' document, the law as data
	"abci": {list("app/... app genesis settlement state tx crypto wire"), // CometBFT <-> app
		// toml: CometBFT's configuration file; prometheus: where CometBFT registers its metrics
		// cometbft-db: what CometBFT's databases are, so that their faults are told
		[]string{comet, comet + "-db", toml, prometheus}},
	// metrics and health of a node
	"api/watch": {list("abci api api/source app/rule wire"), []string{prometheus}},
	// run events -> records; yaml: the map file
	"api/openlineage": {list("app/access wire crypto"), []string{yaml}},
	// the read index of lineage inside a node
	"api/follow": {list("app/... app state wire"), nil},
	// raw uses and run events -> papers; Badger: its queue and segments, off the chain
	"api/collect": {list("api/openlineage app/access app/rule app/trace state wire crypto tx"),
		[]string{"github.com/dgraph-io/badger/v4", yaml, x + "/text"}},
	// the HTTP service
	"api": {list("api/source app/rule state tx wire"), nil},
	// a ledger at one height, by the names of its queries
	"api/source": {list("app/rule wire"), nil},
	// the ledger's words in Chinese and English
	"api/spoken": {nil, nil},
	// tables and papers of one height
	"api/report": {list("app/... api/bundle api/source api/spoken settlement tx wire crypto"),
		[]string{"github.com/signintech/gopdf", "github.com/xuri/excelize/v2"}},
	// pages drawn by the node
	"api/explorer": {list("api/bundle api/report api/source api/spoken app app/rule wire"), nil},
	// blocks executed again
	// govern: emergency plans that a replay needs
	"api/audit": {list("abci api/bundle api/evidence app app/govern app/oversight app/settle " +
		"genesis state wire"), []string{comet}},
	// documents that records name: kept, missing, packed
	"api/evidence": {list("api/bundle app/... crypto state tx wire"), nil},
	// proof files and their verification
	"api/bundle": {list("app/... app settlement state tx crypto wire"),
		[]string{comet, geth + "/rlp"}}, // validators' signatures over headers are CometBFT's to verify
	// real nodes as processes
	"localnet":          {list("..."), []string{comet, toml}},
	"localnet/platform": {list("abci api/openlineage app/access localnet wire"), nil}, // demo's client
	// plays stories through ABCI and RPC
	"localnet/scenario": {list("..."), []string{comet, yaml}},
	// yaml: agreements
	"cmd/suyuan": {list("..."), []string{comet, cobra, yaml, x + "/term", x + "/text"}},
}

const (
	geth  = "github.com/ethereum/go-ethereum"
	comet = "github.com/cometbft/cometbft"
	cobra = "github.com/spf13/cobra"
	yaml  = "go.yaml.in/yaml/v3"
	toml  = "github.com/pelletier/go-toml/v2"

	prometheus = "github.com/prometheus/client_golang"
	x          = "golang.org/x"
)

// stores: IAVL and Badger, with the types that their interfaces speak; nobody else sees the disk.
var stores = []string{"github.com/cosmos/iavl", "github.com/cosmos/ics23/go",
	"github.com/dgraph-io/badger/v4", "cosmossdk.io/core/store", "github.com/dgraph-io/ristretto/v2/z",
	"google.golang.org/protobuf/proto"}

// restricted parts of the standard library and who may use them, with the reason. All other parts
// are free.
var restricted = map[string][]string{
	// rules neither wait nor are cancelled
	"context": {"abci", "api", "cmd", "localnet"},
	// rules say what happened by events; nodes log through CometBFT
	"log":      {},
	"log/slog": {}, // the same
	// every node must draw the same
	"math/rand": {},
	// ports of a local network, nothing else
	"math/rand/v2": {"abci", "localnet"}, // abci: the rhythm of a pass
	// consensus code opens no connection; crypto/signer: the socket of a signer
	"net":      {"api", "cmd", "crypto/signer", "localnet"},
	"net/http": {"api", "cmd", "localnet"}, // the same
	// crypto: key files only; collect: logs that it follows; report: files too large for memory
	"os": {"abci", "api/collect", "api/evidence", "api/report", "cmd", "crypto", "localnet", "state"},
	// only who starts nodes starts processes
	"os/exec": {"cmd", "localnet"},
	// only programs listen to signals
	"os/signal": {"abci", "cmd", "localnet"},
	"plugin":    {}, // code is what was built
	// rules run alone; wire: cache of type plans
	"sync":        {"abci", "api", "cmd", "crypto/signer", "localnet", "state", "wire"},
	"sync/atomic": {"abci", "api", "cmd", "localnet", "state"}, // the same
	"syscall":     {"abci", "cmd", "localnet", "state"},        // file locks and signals
	"unsafe":      {},                                          // memory is Go's business
}

func list(s string) []string { return strings.Fields(s) }

// chapter lists what every chapter may use, and the chapters before it.
func chapter(earlier ...string) []string {
	out := list("app/rule wire crypto tx state settlement")
	for _, e := range earlier {
		for _, c := range list(e) {
			out = append(out, "app/"+c)
		}
	}
	return out
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		r, ok := allowed[f.dir()]
		if !ok {
			if !seen[f.dir()] {
				t.Errorf("%s: package %s is not in the import law", f.path, f.dir())
			}
			seen[f.dir()] = true
			continue
		}
		tree, _ := parse(t, f)
		for _, spec := range tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if why := forbidden(f.dir(), r, path); why != "" {
				t.Errorf("%s imports %s: %s", f.path, path, why)
			}
		}
	}
}

// Tests of rules may set up later chapters' facts by nothing but earlier kinds, and import no test
// package but the trial that they share.
func TestTestImports(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.isTest() || under(f.dir(), "test") || !strings.HasPrefix(f.dir(), "app/") {
			continue
		}
		tree, _ := parse(t, f)
		for _, spec := range tree.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			own, ours := strings.CutPrefix(path, module+"/")
			r := allowed[f.dir()]
			if ours && !covers(append(r.ours, f.dir(), "genesis"), own) && own != "app" &&
				!under(own, "test/trial") {
				t.Errorf("%s imports %s: a chapter's tests know earlier chapters only", f.path, own)
			}
		}
	}
}

// forbidden says why a package may not import a path, or "".
func forbidden(dir string, r rights, path string) string {
	if own, ours := strings.CutPrefix(path, module+"/"); ours {
		if under(own, "test") || !covers(r.ours, own) {
			return "it is not among the packages that " + dir + " may know"
		}
		return ""
	}
	if strings.Contains(strings.Split(path, "/")[0], ".") {
		for _, o := range r.outside {
			if under(path, o) {
				return ""
			}
		}
		return "it is not among the outside packages that " + dir + " may know"
	}
	if users, limited := restricted[path]; limited {
		for _, u := range users {
			if under(dir, u) {
				return ""
			}
		}
		return "that part of the standard library is not for " + dir
	}
	return ""
}

func covers(rights []string, own string) bool {
	return slices.ContainsFunc(rights, func(r string) bool {
		top, all := strings.CutSuffix(r, "...")
		if all {
			return strings.HasPrefix(own, top)
		}
		return own == r
	})
}
