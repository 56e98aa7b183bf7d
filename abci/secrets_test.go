package abci

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	"github.com/suyuan-ledger/suyuan/crypto"
)

type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *logged) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

// A node that tells everything, at the lowest level of its log, shows no key and no password; nor
// do its data, and nor does the sentence about a password that is wrong.
func TestSecretsStayOutOfLogs(t *testing.T) {
	home, g := newHome(t, "note-1", true)
	member, password := keyOf("bureau/1"), []byte("correct horse battery staple")
	at := func(name string) string { return filepath.Join(home, "config", name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(crypto.WriteKeyFile(at("desk.json"), member, password, true))
	must(os.WriteFile(at("desk.password"), append(password, '\n'), 0o600))
	spec := Spec{P2P: "tcp://127.0.0.1:0", RPC: "tcp://" + freePort(t), Fast: true,
		Genesis: g.Digest.String(), LogLevel: "debug", Admission: Admission{Account: "bureau/1", Key: 1,
			KeyFile: "config/desk.json", Password: "config/desk.password"}}
	must(WriteConfig(home, spec))
	c := homeConfig(home)
	pv := privval.LoadFilePV(c.PrivValidatorKeyFile(), c.PrivValidatorStateFile())
	node, err := p2p.LoadNodeKey(c.NodeKeyFile())
	must(err)
	secrets := map[string][]byte{"password": password, "member": crypto.Secret(member),
		"validator": pv.Key.PrivKey.Bytes()[:32], "node": node.PrivKey.Bytes()[:32]}

	var log logged
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{}, LogTo: &log})
	must(err)
	ch := &chain{t: t, g: g, now: began, nonces: map[string]uint64{}}
	ch.app = n.App()
	raw := ch.paper("alpha/1", "note.put", "k", "v")
	_ = n.comet.Mempool().CheckTx(raw, nil, mempool.TxInfo{})
	until(t, "three blocks", func() error {
		if h := n.comet.BlockStore().Height(); h < 3 {
			return fmt.Errorf("height %d", h)
		}
		return nil
	})
	must(n.Stop())
	if log.b.Len() < 5000 {
		t.Fatalf("the log has %d bytes", log.b.Len())
	}
	shows := func(where string, b []byte) {
		t.Helper()
		for name, s := range secrets {
			forms := [][]byte{s, []byte(hex.EncodeToString(s)), bytes.ToUpper([]byte(hex.EncodeToString(s))),
				[]byte(base64.StdEncoding.EncodeToString(s))[:40*len(s)/32]}
			if name == "password" {
				forms = forms[:2]
			}
			for _, form := range forms {
				if bytes.Contains(b, form) {
					t.Errorf("%s shows the secret of the %s", where, name)
				}
			}
		}
	}
	shows("the log", log.b.Bytes())
	must(
		filepath.WalkDir(filepath.Join(home, "data"), func(file string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(file) == ".mem" || filepath.Ext(file) == ".vlog" {
				return err // sparse logs of many megabytes; what is flushed to tables is looked at
			}
			b, err := os.ReadFile(file)
			shows(file, b)
			return err
		}),
	)
	must(os.WriteFile(at("desk.password"), []byte("wrong horse\n"), 0o600))
	secrets["password"] = []byte("wrong horse")
	_, err = Start(NodeOptions{Home: home, Machine: noteMachine(t), LogTo: &log})
	if !isSentence(err, "the key does not open") {
		t.Fatal(err)
	}
	shows("the sentence", []byte(err.Error()))
}
