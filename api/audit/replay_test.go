package audit

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	cmtabci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtversion "github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var began = time.Date(2026, 12, 31, 9, 0, 0, 0, wire.Beijing)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func store(t *testing.T) *state.DB {
	db, err := state.Open(state.Options{Dir: t.TempDir(), MemTableBytes: 4 << 20})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// founding is a ledger of one institution and one validator.
func founding(t *testing.T) *types.GenesisDoc {
	key := ed25519.GenPrivKeyFromSecret([]byte("audit"))
	doc, err := genesis.Build(genesis.Spec{ChainID: "test-audit", GenesisTime: wire.At(began),
		TestStart: wire.At(began) + 86400, Calendars: []string{"2026"},
		Regimes: []genesis.RegimeSpec{{Name: "guizhou"}}, AcknowledgeConcentration: "one machine",
		Parties: []party.Founder{{ID: "bureau", Name: "大数据局", Nature: party.Administrative,
			Jurisdiction: "520000", Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}},
			Accounts: []party.FounderAccount{{Number: 0, Duty: "root",
				Keys: []crypto.PublicKey{crypto.FromSeed(crypto.SM2, "bureau").Public()}}}}},
		Validators: []party.GenesisVoter{{Party: "bureau", Name: "v0", Power: party.DefaultPower,
			PubKey: base64.StdEncoding.EncodeToString(key.PubKey().Bytes())}}})
	must(t, err)
	g, err := abci.NewFounding(doc)
	must(t, err)
	return g.Doc
}

// exported is the file of a chain of some blocks, each with a paper that nobody could admit.
func exported(t *testing.T, g *types.GenesisDoc, last int64, change func(*types.Block)) []byte {
	doc, err := genesis.Load(g.AppState)
	must(t, err)
	digest, err := doc.Digest()
	must(t, err)
	r := &Report{Chain: g.ChainID, Genesis: digest}
	a, hash, err := found(context.Background(), store(t), app.Standard(), g, nil, r)
	must(t, err)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	must(t, e.Encode(Head{Format: BlocksFormat, Chain: g.ChainID, Last: uint64(last),
		Genesis: json.RawMessage(`{}`)}))
	var id types.BlockID
	results := types.NewResults(nil).Hash()
	for h := int64(1); h <= last+1; h++ {
		b := &types.Block{Data: types.Data{Txs: types.Txs{types.Tx("paper " + string(rune('a'+h)))}}}
		sum := crypto.SHA256([]byte{byte(h)})
		b.Header = types.Header{Version: cmtversion.Consensus{Block: version.BlockProtocol,
			App: abci.Rules}, ChainID: g.ChainID, Height: h, Time: began.Add(time.Duration(h) * time.Second),
			LastBlockID: id, DataHash: b.Txs.Hash(), AppHash: hash, LastResultsHash: results,
			ValidatorsHash: sum[:], NextValidatorsHash: sum[:], ConsensusHash: sum[:],
			ProposerAddress: sum[:20], EvidenceHash: types.EvidenceList{}.Hash(), LastCommitHash: sum[:]}
		if change != nil {
			change(b)
		}
		line, err := Line(b)
		must(t, err)
		out.Write(append(line, '\n'))
		id = types.BlockID{Hash: b.Header.Hash(), PartSetHeader: types.PartSetHeader{Total: 1,
			Hash: b.Header.DataHash}}
		raws := [][]byte{b.Txs[0]}
		res, err := a.FinalizeBlock(context.Background(), &cmtabci.RequestFinalizeBlock{Height: h,
			Time: b.Header.Time, Txs: raws, Hash: b.Header.Hash(), ProposerAddress: sum[:20]})
		must(t, err)
		_, err = a.Commit(context.Background(), &cmtabci.RequestCommit{})
		must(t, err)
		hash, results = res.AppHash, types.NewResults(res.TxResults).Hash()
	}
	return out.Bytes()
}

func TestReplay(t *testing.T) {
	g := founding(t)
	file := exported(t, g, 5, nil)
	r, err := Replay(context.Background(), bytes.NewReader(file), store(t), app.Standard(), g, nil)
	must(t, err)
	if !r.Sound() || r.Blocks != 5 || r.Papers != 5 || r.Refused != 5 || len(r.Records) == 0 ||
		len(r.Checks) < 10 {
		t.Errorf("%+v", r)
	}
	lied := exported(t, g, 5, func(b *types.Block) {
		if b.Height == 4 {
			b.Header.AppHash = append([]byte{1}, b.Header.AppHash[1:]...)
		}
	})
	r, err = Replay(context.Background(), bytes.NewReader(lied), store(t), app.Standard(), g, nil)
	must(t, err)
	if r.Sound() || r.Differs == nil || r.Differs.Height != 3 || r.Differs.What != "app_hash" {
		t.Errorf("an app hash that is not the state's: %+v", r.Differs)
	}
	lines := strings.SplitAfter(string(file), "\n")
	for name, text := range map[string]string{
		"a paper exchanged": strings.Replace(string(file), "7061706572206", "7061706572207", 1),
		"a block missing":   lines[0] + lines[1] + strings.Join(lines[3:], ""),
		"cut off":           strings.Join(lines[:4], ""),
		"another format":    strings.Replace(string(file), "blocks/1", "blocks/2", 1),
	} {
		if _, err := Replay(context.Background(), strings.NewReader(text), store(t), app.Standard(), g,
			nil); err == nil {
			t.Errorf("%s: replayed", name)
		}
	}
}
