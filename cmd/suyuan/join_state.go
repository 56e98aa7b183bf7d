package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// planState finds a header that all given nodes agree on, and asks who has snapshots. What is
// missing is said before the node starts, not waited for.
func (c *cli) planState(ctx context.Context, j *joining, chain string) error {
	newest := uint64(0)
	var lacking []string
	for _, url := range j.rpc {
		has, err := c.snapshotsAt(ctx, url, chain)
		if err != nil {
			return err
		}
		if has == 0 {
			lacking = append(lacking, url)
			continue
		}
		newest = max(newest, has)
		c.note("%[1]s 有高度 %[2]d 的快照", "%[1]s has a snapshot of height %[2]d", url, has)
	}
	if newest == 0 {
		return failf(exitNotFound, "%[1]s 都没有快照：请其中一位运行 suyuan snapshot create",
			"none of %[1]s has a snapshot: ask one of them to run suyuan snapshot create",
			strings.Join(lacking, ", "))
	}
	if j.anchor.Height == 0 {
		j.anchor.Height = newest
	}
	if err := c.agreedHeader(ctx, j); err != nil {
		return err
	}
	servers := j.rpc
	if len(servers) == 1 { // CometBFT wants a witness beside the first
		servers = []string{servers[0], servers[0]}
	}
	for i := range servers {
		servers[i] = strings.TrimRight(servers[i], "/")
	}
	j.spec.Sync = &abci.Sync{RPC: servers, Anchor: j.anchor}
	return nil
}

// agreedHeader asks every node for the hash of the anchor's header: all must say the same, and what
// was told beforehand.
func (c *cli) agreedHeader(ctx context.Context, j *joining) error {
	told := !j.anchor.Hash.IsZero()
	var first string
	for _, url := range j.rpc {
		hash, rules, err := headerHash(ctx, url, j.anchor.Height)
		if err != nil {
			return failf(exitUnreachable, "节点 %[1]s 给不出高度 %[2]d 的区块头：%[3]v",
				"node %[1]s does not give the header of height %[2]d: %[3]v", url, j.anchor.Height, err)
		}
		// The header of a plan's height names the rules that nobody could run.
		revived := j.plan != nil && j.plan.Plan.Height == j.anchor.Height
		if rules > abci.Rules && !revived {
			return failf(exitConfig, "账本在高度 %[1]d 适用规则第 %[2]d 版，本程序只知到第 %[3]d 版：请安装新版程序；"+
				"账本若自该高度按应急方案恢复，以 --emergency 给出方案",
				"at height %[1]d the ledger follows version %[2]d of the rules and this program knows "+
					"them up to %[3]d: install a newer one, or, where the ledger went on from there under "+
					"an emergency plan, give it with --emergency", j.anchor.Height, rules, abci.Rules)
		}
		if j.anchor.Hash.IsZero() {
			j.anchor.Hash, first = hash, url
		}
		if hash != j.anchor.Hash {
			return failf(exitVerify, "高度 %[1]d 的区块头，%[2]s 说是 %[3]s，%[4]s 说是 %[5]s",
				"the header of height %[1]d is %[3]s for %[2]s and %[5]s for %[4]s", j.anchor.Height, url, hash,
				or(first, "--trust"), j.anchor.Hash)
		}
	}
	if !told {
		c.note("请与一位成员核对高度 %[1]d 的区块头 %[2]s", "compare header %[1]d with a member: %[2]s",
			j.anchor.Height, j.anchor.Hash)
	}
	return nil
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// headerHash asks a node for the hash of a height's header and the version of the rules in it.
func headerHash(ctx context.Context, url string, height uint64) (h wire.Hash, rules uint64,
	err error) {
	var r struct {
		Signed struct {
			Header struct {
				Version struct {
					App uint64 `json:"app,string"`
				} `json:"version"`
			} `json:"header"`
			Commit struct {
				BlockID struct {
					Hash string `json:"hash"`
				} `json:"block_id"`
			} `json:"commit"`
		} `json:"signed_header"`
	}
	node := &localnet.Client{URLs: []string{url}}
	err = node.Call(ctx, "commit", map[string]any{"height": strconv.FormatUint(height, 10)}, &r)
	if err != nil {
		return h, 0, err
	}
	err = h.UnmarshalText([]byte(strings.ToLower(r.Signed.Commit.BlockID.Hash)))
	return h, r.Signed.Header.Version.App, err
}

// snapshotsAt is the height of the newest snapshot of a node from which state sync can go on: two
// blocks above it are there. 0 when it has none.
func (c *cli) snapshotsAt(ctx context.Context, url, chain string) (uint64, error) {
	node := &localnet.Client{URLs: []string{url}}
	s, err := node.Status(ctx)
	if err != nil {
		return 0, failf(exitUnreachable, "节点 %[1]s 的 RPC 没有应答：%[2]v",
			"the RPC of node %[1]s does not answer: %[2]v", url, err)
	}
	if s.Chain != chain {
		return 0, failf(exitVerify, "节点 %[1]s 属于账本 %[2]s，不是 %[3]s",
			"node %[1]s is of chain %[2]s, not %[3]s", url, s.Chain, chain)
	}
	var list abci.Snapshots
	err = ledger{node}.ask(ctx, abci.PathSnapshots, nil, 0, &list)
	if err != nil {
		return 0, errors.Join(fmt.Errorf("%s", url), err)
	}
	newest := uint64(0)
	for _, m := range list.Snapshots {
		if m.Height+2 <= s.Height {
			newest = max(newest, m.Height)
		}
	}
	return newest, nil
}
