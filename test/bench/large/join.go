package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

// join has the node that runs take a snapshot, and a new home begin at it.
func (m measurement) join(ctx context.Context) (*joined, error) {
	network, err := localnet.Open(m.net())
	if err != nil {
		return nil, err
	}
	first, out := network.Nodes[0], &joined{}
	height, err := m.snapshot(ctx, first, out)
	if err != nil {
		return nil, err
	}
	theirs := &localnet.Client{URLs: []string{first.RPC}}
	if err := above(ctx, theirs, height+2); err != nil {
		return nil, err
	}
	home, rpc := filepath.Join(m.dir, "guest"), freePort()
	_, err = m.command(ctx, "--home", home, "join", "guest", "--genesis", first.RPC, "--peers",
		first.NodeID+"@"+strings.TrimPrefix(first.P2P, "tcp://"), "--snapshot-from", first.RPC,
		"--p2p", "tcp://"+freePort(), "--rpc", "tcp://"+rpc, "--api", "off")
	if err != nil {
		return nil, err
	}
	return out, m.guest(ctx, home, theirs, &localnet.Client{URLs: []string{"http://" + rpc}}, out)
}

// snapshot times the command that asks the running node for one, and looks at the blocks
// meanwhile.
func (m measurement) snapshot(ctx context.Context, node localnet.Node, out *joined) (
	height uint64, err error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	slowest := make(chan time.Duration, 1)
	go func() { slowest <- gap(watching, &localnet.Client{URLs: []string{node.RPC}}) }()
	began := time.Now()
	answer, err := m.command(ctx, "--home", node.Home, "snapshot", "create", "--timeout",
		startWithin.String())
	if err != nil {
		return 0, err
	}
	out.Snapshot = time.Since(began).Seconds()
	stop()
	out.Slowest = (<-slowest).Seconds()
	var doc struct {
		Height uint64 `json:"height"`
		Bytes  uint64 `json:"bytes"`
		Chunks int    `json:"chunks"`
	}
	if err := json.Unmarshal(answer, &doc); err != nil {
		return 0, fmt.Errorf("snapshot create: %w in %.300s", err, answer)
	}
	out.SnapshotBytes, out.Chunks = doc.Bytes, doc.Chunks
	out.FileBytes = onDisk(filepath.Join(node.Home, abci.SnapshotDir,
		strconv.FormatUint(doc.Height, 10)))
	return doc.Height, nil
}

// gap is the longest time without a new block until ctx ends.
func gap(ctx context.Context, c *localnet.Client) (longest time.Duration) {
	var height uint64
	moved := time.Now()
	for ctx.Err() == nil {
		if s, err := c.Status(ctx); err == nil && s.Height > height {
			if height > 0 {
				longest = max(longest, time.Since(moved))
			}
			height, moved = s.Height, time.Now()
		}
		time.Sleep(10 * time.Millisecond)
	}
	return longest
}

// guest runs the joining node until it has itself computed the app hash of a new height.
func (m measurement) guest(ctx context.Context, home string, theirs, ours *localnet.Client,
	out *joined) (err error) {
	log, err := os.Create(home + ".log")
	if err != nil {
		return err
	}
	defer log.Close()
	node := exec.CommandContext(ctx, m.binary, "start", "--home", home)
	node.Env = append(os.Environ(), "GOMEMLIMIT="+m.memory)
	node.Stdout, node.Stderr = log, log
	node.Cancel = func() error { return node.Process.Signal(syscall.SIGTERM) }
	node.WaitDelay = 30 * time.Second
	began := time.Now()
	if err := node.Start(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tail, _ := localnet.Tail(log.Name(), 5)
			err = fmt.Errorf("%w: %s", err, tail)
		}
		_ = node.Process.Signal(syscall.SIGTERM)
		_ = node.Wait() // how it ends is not measured
	}()
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	now, err := theirs.Status(ctx)
	if err != nil {
		return err
	}
	if err := above(ctx, ours, now.Height); err != nil {
		return err
	}
	out.Join, out.Memory = time.Since(began).Seconds(), load.PeakMemory(node.Process.Pid)
	return same(ctx, ours, theirs)
}

// same compares the app hashes of a height that both nodes executed.
func same(ctx context.Context, ours, theirs *localnet.Client) error {
	at, err := ours.Status(ctx)
	if err != nil {
		return err
	}
	if err := above(ctx, theirs, at.Height+1); err != nil {
		return err
	}
	if err := above(ctx, ours, at.Height+1); err != nil {
		return err
	}
	mine, err := ours.OwnAppHash(ctx, at.Height+1)
	other, failed := theirs.OwnAppHash(ctx, at.Height+1)
	if err = errors.Join(err, failed); err == nil && mine != other {
		err = fmt.Errorf("app hash of height %d: %s and %s", at.Height+1, mine, other)
	}
	return err
}

// above waits until a node is above a height and fetches no blocks any more.
func above(ctx context.Context, c *localnet.Client, height uint64) error {
	for {
		if s, err := c.Status(ctx); err == nil && s.Height > height && !s.Catching {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("no block above height %d: %w", height, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// command runs the program that is measured and returns its document.
func (m measurement) command(ctx context.Context, words ...string) ([]byte, error) {
	b, err := exec.CommandContext(ctx, m.binary, append(words, "--output", "json")...).Output()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		err = fmt.Errorf("%w: %s%s", err, b, ended.Stderr)
	}
	return b, err
}

// freePort is an address that nobody listened on a moment ago.
func freePort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:0" // the node says why it cannot listen
	}
	defer l.Close()
	return l.Addr().String()
}
