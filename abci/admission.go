package abci

import (
	"encoding/hex"
	"path/filepath"
	"sync"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Witness signs for a node that it took a paper (rulings E15): a key of an account of the
// institution that runs it, which the ledger knows. It may be held outside this process.
type Witness struct {
	Account tx.Account
	Key     uint16 // number of the key
	Signer  crypto.PrivateKey
}

// Admission is the section [admission] of app.toml: what the node signs admissions with. Files are
// relative to the home and of mode 0600.
type Admission struct {
	Account  string `toml:"account" comment:"such as gz-bureau/3; empty: no admissions are signed"`
	Key      uint16 `toml:"key" comment:"number of the account's key"`
	KeyFile  string `toml:"key_file" comment:"keystore file of that key"`
	Password string `toml:"password_file"`
}

// witness opens the key; nil where the section names none.
func (s Admission) witness(home string) (*Witness, error) {
	if s.Account == "" {
		return nil, nil
	}
	a, err := tx.ParseAccount(s.Account)
	if err != nil {
		return nil, say("[admission] 的账号有误：%[2]v", "[admission] names the account %[1]q: %[2]v",
			s.Account, err)
	}
	at := func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(home, name)
	}
	password, err := crypto.ReadPasswordFile(at(s.Password))
	if err != nil {
		return nil, say("[admission] 的口令文件无法读取：%v", "[admission]: the password file: %v", err)
	}
	defer clear(password)
	k, err := crypto.ReadKeyFile(at(s.KeyFile), password)
	if err != nil {
		return nil, say("[admission] 的密钥无法打开：%v", "[admission]: the key does not open: %v", err)
	}
	return &Witness{Account: a, Key: max(s.Key, party.FirstKey), Signer: k}, nil
}

// maxTaken is how many papers a node remembers to have taken.
const maxTaken = 65_536

// taken remembers when this node took a paper, the latest maxTaken of them.
type taken struct {
	mu    sync.Mutex
	at    map[wire.Hash]wire.Time
	order []wire.Hash // a ring
	next  int
}

func newTaken() *taken { return &taken{at: map[wire.Hash]wire.Time{}} }

// add keeps the first time a paper was taken.
func (t *taken) add(id wire.Hash, at wire.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.at[id]; known {
		return
	}
	if len(t.order) < maxTaken {
		t.order = append(t.order, id)
	} else {
		delete(t.at, t.order[t.next])
		t.order[t.next] = id
		t.next = (t.next + 1) % maxTaken
	}
	t.at[id] = at
}

func (t *taken) when(id wire.Hash) (wire.Time, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, ok := t.at[id]
	return at, ok
}

// take notes that a paper waits here since now, by the node's own clock in law time.
func (a *Application) take(h *head, id wire.Hash) {
	if a.o.Witness != nil {
		a.taken.add(id, regime.LawTime(h.store, wire.At(a.o.Clock())))
	}
}

// admission signs that this node took a paper. It is asked for apart from the paper: papers that
// peers pass on need none.
func (a *Application) admission(id []byte) ([]byte, error) {
	if len(id) != len(wire.Hash{}) {
		return nil, ErrQuery.At("data", "zh", "交易编号为 32 字节", "en", "a paper's id has 32 bytes")
	}
	w := a.o.Witness
	if w == nil {
		return nil, ErrNoWitness.At("")
	}
	at, ok := a.taken.when(wire.Hash(id))
	if !ok {
		return nil, ErrNotTaken.At("data", "what", hex.EncodeToString(id))
	}
	h := a.head.Load()
	key, held := party.AccountKey(h.store, w.Account, w.Key)
	if !held || !key.ActiveAt(at) || !key.Public.Equal(w.Signer.Public()) {
		return nil, ErrWitness.At("", "account", w.Account, "number", w.Key)
	}
	out := tx.Admission{Paper: wire.Hash(id), Time: at, Node: w.Account}
	if err := out.Sign(w.Signer, w.Key); err != nil {
		a.o.Log.Error("no admission can be signed 受理回执无法签署", "cause", err)
		return nil, ErrWitness.At("", "account", w.Account, "number", w.Key)
	}
	return wire.ToJSON(out)
}
