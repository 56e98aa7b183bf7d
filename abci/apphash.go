package abci

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AppHashFormat names the format of what a node writes when its app hash is not the chain's.
const AppHashFormat = "suyuan-apphash/1"

// Disagreement is what a node knows of its own when the chain agreed on another app hash: every
// write of the block, by the paper that made it, and the first key at which the stored state is not
// what executing the block again gives. Another node's document of the same height, or suyuan state
// diff, tells the rest.
type Disagreement struct {
	Format  string        `json:"format"`
	Version string        `json:"version"` // of the program
	Chain   string        `json:"chain"`
	Height  uint64        `json:"height"`  // whose state is disagreed on
	Ours    wire.Hash     `json:"ours"`    // app hash that this node stored
	Again   wire.Hash     `json:"again"`   // root of what executing again wrote, see Writes
	Cause   string        `json:"cause"`   // CometBFT's sentence, with the chain's app hash
	First   *Differing    `json:"first"`   // null: the stored state is what executing again gives
	Writes  []PaperWrites `json:"papers"`  // in order, the last is the end of the block
	Unknown string        `json:"unknown"` // why the block could not be executed again, or ""
}

// Differing is a key whose stored value is not what executing again gives.
type Differing struct {
	Key    wire.Bytes `json:"key"`
	Place  string     `json:"place"`
	Paper  int        `json:"paper"` // that wrote it, from 0; -1: nothing of the block did
	TxID   wire.Hash  `json:"tx_hash"`
	Stored string     `json:"stored"` // SHA-256, "" for absent
	Again  string     `json:"again"`
}

// PaperWrites are the net writes of one paper of a block.
type PaperWrites struct {
	Paper  int         `json:"paper"` // from 0; -1: the end of the block
	TxID   wire.Hash   `json:"tx_hash"`
	Kind   string      `json:"kind"`
	Code   uint32      `json:"code"`
	Writes []WrittenAt `json:"writes"`
}

// WrittenAt is a key with the digest of its new value, "" where it was deleted.
type WrittenAt struct {
	Key    wire.Bytes `json:"key"`
	Place  string     `json:"place"`
	SHA256 string     `json:"sha256"`
}

// AppHashFile is the file of a height below a home.
func AppHashFile(home string, height uint64) string {
	return filepath.Join(home, "data", fmt.Sprintf("apphash-%d.json", height))
}

// disagree writes what this node did in the block whose app hash is not the chain's.
func (n *Node) disagree(cause error) {
	defer func() {
		if p := recover(); p != nil {
			n.log.Error("the writes of the block could not be told", "why", fmt.Sprint(p))
		}
	}()
	h := n.app.head.Load()
	d := n.app.disagreement(h, n.comet.BlockStore().LoadBlock(int64(h.height)))
	d.Cause = cause.Error()
	if i := strings.IndexByte(d.Cause, '\n'); i >= 0 {
		d.Cause = d.Cause[:i]
	}
	file := AppHashFile(n.config.RootDir, h.height)
	if err := os.WriteFile(file, append(mustJSON(d), '\n'), 0o600); err != nil {
		n.log.Error("the writes of the block could not be kept", "why", err)
		return
	}
	n.log.Error("another app hash than the chain's: compare with suyuan state diff "+
		"应用哈希与全网不一致，用 suyuan state diff 与其他节点比较", "height", h.height, "file", file)
}

// diverged puts CometBFT's sentence of another app hash into ours, with what to do. A node cannot
// know that its ledger went on under an emergency plan that it has not been given: with the rules
// that were in force, all that shows is that the plan is on record elsewhere.
func (n *Node) diverged(cause error) error {
	if n.app == nil {
		return cause
	}
	h := n.app.head.Load()
	const zh = "高度 %[1]d 的状态与全网议定的不一致（%[2]v）"
	const en = "the state of height %[1]d is not what the chain agreed on (%[2]v)"
	if _, known := govern.Revived(h.store, h.height); known || h.height < 2 {
		return say(zh+"：见运行手册“状态摘要不符”", en+`: see "App hash differs" of the runbook`, h.height, cause)
	}
	return say(zh+"。若账本自该高度按应急方案恢复而本节点没有方案：suyuan emergency fetch plan.json --height %[1]d "+
		"--node URL，suyuan rollback --to %[3]d --yes，suyuan emergency apply plan.json，再启动；"+
		"否则见运行手册“状态摘要不符”",
		en+": where the ledger went on from that height under an emergency plan that this node lacks, "+
			"suyuan emergency fetch plan.json --height %[1]d --node URL, suyuan rollback --to %[3]d "+
			"--yes, suyuan emergency apply plan.json, then start; else see \"App hash differs\" of the "+
			"runbook", h.height, cause, h.height-1)
}

// disagreement executes the newest block again on the state before it and holds every key that it
// wrote against the stored state.
func (a *Application) disagreement(h *head, b *types.Block) Disagreement {
	d := Disagreement{Format: AppHashFormat, Version: Version, Chain: a.o.Chain, Height: h.height,
		Ours: h.hash, Writes: []PaperWrites{}}
	before, refused := a.asOf(height64(h.height) - 1)
	if h.height < 2 || b == nil || refused != nil {
		d.Unknown = "the state or the block before is not kept"
		return d
	}
	past := newHead(before)
	env := a.env(past, wire.At(b.Time))
	env.Bulk, env.Proposer = a.runs, b.ProposerAddress
	copy(env.Hash[:], b.Hash())
	run := a.m.Begin(before.store, env)
	seen := map[string]string{}
	last := map[string]int{}
	tell := func(w PaperWrites) {
		w.Writes = []WrittenAt{}
		for _, c := range run.Overlay().Changes() {
			sum := digest(c.Value)
			if old, ok := seen[string(c.Key)]; ok && old == sum {
				continue
			}
			seen[string(c.Key)], last[string(c.Key)] = sum, w.Paper
			w.Writes = append(w.Writes, WrittenAt{c.Key, a.place(c.Key), sum})
		}
		d.Writes = append(d.Writes, w)
	}
	for i, raw := range b.Txs {
		r := run.Deliver(raw)
		tell(PaperWrites{Paper: i, TxID: r.TxID, Code: r.Code, Kind: r.Kind})
	}
	run.End()
	tell(PaperWrites{Paper: -1})
	d.First = a.firstDiffering(h.store, run.Overlay(), last, d.Writes)
	return d
}

// firstDiffering walks the stored state and the one executed again side by side.
func (a *Application) firstDiffering(stored state.Reader, again *state.Overlay, last map[string]int,
	papers []PaperWrites) (first *Differing) {
	at := func(key []byte, mine, other []byte) {
		first = &Differing{Key: bytes.Clone(key), Place: a.place(key), Paper: -1,
			Stored: digest(mine), Again: digest(other)}
		if i, ok := last[string(key)]; ok && i >= 0 {
			first.Paper, first.TxID = i, papers[i].TxID
		}
	}
	for _, c := range again.Changes() {
		if mine, _ := stored.Get(c.Key); !bytes.Equal(mine, c.Value) {
			at(c.Key, mine, c.Value)
			return first
		}
	}
	stored.Iterate(nil, nil, func(key, value []byte) bool {
		if other, _ := again.Get(key); !bytes.Equal(value, other) {
			at(key, value, other)
		}
		return first == nil
	})
	return first
}

// place names a key's collection, with what follows as text where it is readable.
func (a *Application) place(key []byte) string {
	return PlaceOf(a.m, key)
}

// PlaceOf names a key: its collection and the rest of it, control characters as dots.
func PlaceOf(m *app.Machine, key []byte) string {
	if len(key) < 2 {
		return hex.EncodeToString(key)
	}
	name := fmt.Sprintf("%02x%02x", key[0], key[1])
	for _, c := range m.Chapters() {
		for _, d := range c.Collections {
			if d.Chapter == key[0] && d.Number == key[1] {
				name = d.Name
			}
		}
	}
	rest := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0xfffd {
			return '.'
		}
		return r
	}, strings.ReplaceAll(string(key[2:]), "\x00\x01", "/"))
	return strings.TrimSuffix(name+" "+rest, "/")
}

func digest(value []byte) string {
	if value == nil {
		return ""
	}
	sum := crypto.SHA256(value)
	return hex.EncodeToString(sum[:])
}
