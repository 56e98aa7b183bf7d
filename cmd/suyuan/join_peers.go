package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

// wanted is what a new home will fetch from its peers.
type wanted struct {
	block    int64 // the first block that it asks for; 0: none is known yet
	snapshot bool  // a snapshot comes first
}

// reachPeers asks every peer what it has. One that has what is wanted is enough; what the others
// lack is said, with what to do about it.
func (c *cli) reachPeers(ctx context.Context, j *joining, g *abci.Founding, want wanted) error {
	for _, peer := range j.spec.Peers {
		if id, at, ok := strings.Cut(peer, "@"); !ok || len(id) != 40 || at == "" {
			return failf(exitUsage, "节点 %[1]q 应为 id@host:port", "peer %[1]q is not id@host:port", peer)
		}
	}
	if j.offline {
		return nil
	}
	lacks := make([]error, len(j.spec.Peers))
	var all sync.WaitGroup
	for i, peer := range j.spec.Peers {
		all.Go(func() {
			p, err := askPeer(ctx, peer, g.Doc.ChainID, g.Doc.InitialHeight, want.snapshot)
			if err == nil {
				err = p.lacks(g.Digest, want)
			}
			lacks[i] = err
		})
	}
	all.Wait()
	useful := slices.Contains(lacks, nil)
	lacks = slices.DeleteFunc(lacks, func(err error) bool { return err == nil })
	if !useful {
		return noPeer(lacks)
	}
	for _, err := range lacks {
		c.note("%s", "%s", c.say(sentences(err)))
	}
	return nil
}

// noPeer is the failure when no peer has what is wanted. Where one answers, what it lacks counts,
// not that another is away.
func noPeer(lacks []error) error {
	out := &failure{exit: exitUnreachable}
	var zh, en []string
	for _, err := range lacks {
		var f *failure
		if !errors.As(err, &f) {
			f = asFailure(err)
		}
		zh, en = append(zh, f.zh), append(en, f.en)
		if out.exit == exitUnreachable {
			out.exit = f.exit
		}
	}
	out.zh, out.en = strings.Join(zh, "；"), strings.Join(en, "; ")
	return out
}

// lacks says why nothing that is wanted can be had from a peer.
func (p peerSays) lacks(genesis wire.Hash, want wanted) error {
	switch {
	case !p.genesis.IsZero() && p.genesis != genesis:
		return failf(exitVerify, "节点 %[1]s 的账本始于另一份创世文件（摘要 %[2]s，所给为 %[3]s）：请向成员重新取得创世文件",
			"the ledger of %[1]s began with another genesis document (digest %[2]s, the one given has "+
				"%[3]s): ask a member for the document again", p.peer, p.genesis, genesis)
	case want.snapshot && len(p.snapshots) == 0:
		return failf(exitNotFound, "节点 %[1]s 没有快照：请其管理者运行 suyuan snapshot create",
			"%[1]s has no snapshot: ask who runs it for suyuan snapshot create", p.peer)
	case want.block > 0 && p.base > want.block && want.block == p.initial:
		return failf(exitNotFound, "节点 %[1]s 只有高度 %[2]d 起的区块，其前的已归档：请另找保有全部区块的节点，"+
			"或以 --snapshot-from、--snapshot 先取状态",
			"%[1]s has blocks from height %[2]d on, older ones went to archives: name a peer that has "+
				"all, or take the state first, with --snapshot-from or --snapshot", p.peer, p.base)
	case want.block > 0 && p.base > want.block:
		return failf(exitNotFound, "节点 %[1]s 只有高度 %[2]d 起的区块，快照停在高度 %[3]d：请取较新的快照",
			"%[1]s has blocks from height %[2]d on and the snapshot is of height %[3]d: ask for a newer "+
				"one", p.peer, p.base, want.block-1)
	}
	return nil
}
