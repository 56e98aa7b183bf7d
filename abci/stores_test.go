package abci

import (
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/libs/log"
)

// deaf is a database whose disk does not answer.
type deaf struct{ cmtdb.DB }

var unread = &fs.PathError{Op: "read", Path: "/data/blockstore.db/000007.ldb", Err: syscall.EIO}

func (deaf) Get([]byte) ([]byte, error) { return nil, unread }

// Where a database of CometBFT fails, or its log of a round is not kept, the node is told in one
// sentence that names the file, and the goroutine does not go on. Other errors pass.
func TestDiskFaultsAreTold(t *testing.T) {
	path := func(why error) error { return &fs.PathError{Op: "sync", Path: "/data/wal", Err: why} }
	for _, c := range []struct {
		name string
		do   func(*Node, log.Logger)
		word string // "": it goes on
	}{
		{"a read", func(n *Node, _ log.Logger) {
			_, _ = heeded{deaf{}, func(err error) error { return n.lost("/data", err) }}.Get([]byte("k"))
		}, "000007.ldb: input/output error"},
		{"the log before a proposal", func(_ *Node, l log.Logger) {
			l.Error("failed flushing WAL to disk")
		}, "failed flushing WAL"},
		{"the log before a vote", func(_ *Node, l log.Logger) {
			l.Error("failed signing vote", "height", 7, "err", path(syscall.EIO))
		}, "/data/wal: input/output error"},
		{"a full disk", func(_ *Node, l log.Logger) {
			l.Error("Periodic WAL flush failed", "err", path(syscall.ENOSPC))
		}, "no space left"},
		{"a peer", func(_ *Node, l log.Logger) {
			l.Error("a peer", "err", &net.OpError{Op: "read", Err: syscall.ECONNRESET})
		}, ""},
		{"a file that is not there", func(_ *Node, l log.Logger) {
			l.Error("a file", "err", path(syscall.ENOENT))
		}, ""},
	} {
		n := &Node{failed: make(chan error, 1), log: log.NewNopLogger(),
			config: cmtcfg.DefaultConfig()}
		n.runs.Store(true)
		goesOn, done := false, make(chan struct{})
		go func() {
			defer close(done)
			c.do(n, heard{Logger: log.NewNopLogger(), n: n}.With("module", "consensus"))
			goesOn = true
		}()
		<-done
		var err error
		select {
		case err = <-n.Failed():
		case <-time.After(10 * time.Millisecond):
		}
		if goesOn != (c.word == "") || (err == nil) != (c.word == "") {
			t.Errorf("%s: goes on %v, told %v", c.name, goesOn, err)
			continue
		}
		if err != nil && (!errors.As(err, new(*DiskFault)) || !strings.Contains(err.Error(), c.word) ||
			strings.ContainsRune(err.Error(), '\n') || n.Stop() != nil) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
