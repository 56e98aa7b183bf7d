package abci

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"

	"github.com/suyuan-ledger/suyuan/state"
)

// DiskFault is a disk, or a file on it, that failed under a node. Where its databases fail CometBFT
// panics, on any goroutine; where its log of a round fails it goes on. The first would end the
// process with a stack alone, the second could sign what no disk holds.
type DiskFault struct {
	Where string // file or folder
	Err   error
}

// Error says what failed and where it is told what to do.
func (f *DiskFault) Error() string {
	if strings.Contains(f.Err.Error(), "corrupt") { // it reads, and something else than was written
		return fmt.Sprintf("%s is damaged: %v; %s %s", f.Where, f.Err, asideData[1], asideData[0])
	}
	return fmt.Sprintf("the disk fails at %s: %v (runbook: Lose a disk 见运维手册“损坏磁盘”)", f.Where, f.Err)
}

// Unwrap gives the cause to errors.Is and errors.As.
func (f *DiskFault) Unwrap() error { return f.Err }

// lost tells of a failed disk and ends the goroutine that met it: nothing runs on from there, and
// the locks that it holds are released. While the node is being started it returns the fault.
func (n *Node) lost(where string, err error) error {
	f := &DiskFault{where, err}
	if !n.runs.Load() {
		return f
	}
	n.broken.Store(true)
	n.fail(f)
	runtime.Goexit()
	return f
}

// diskFailed is told by the ledger's store of what fails in the background.
func (n *Node) diskFailed(home string) func(error) {
	return func(err error) {
		n.broken.Store(n.runs.Load())
		n.fail(&DiskFault{filepath.Join(home, StoreDir), err})
	}
}

// What puts a damaged home right, as the runbook says under "Lose a disk".
var (
	asideLedger = [2]string{"请移走 data/ledger 再启动，由区块重新算出（运维手册“损坏磁盘”）",
		"put data/ledger aside and start again: the blocks are executed anew (runbook: Lose a disk)"}
	asideData = [2]string{"请移走 data 再启动，区块取自其他节点（运维手册“损坏磁盘”）",
		"put data aside and start again: the blocks come from the other nodes (runbook: Lose a disk)"}
)

// appFailed is told by the application of a fault. Where its store is at fault CometBFT does not
// get it: while it fetches blocks it would end the process by a panic.
func (n *Node) appFailed(err error) {
	if n.runs.Load() && (ofDisk(err) || errors.As(err, new(state.Fault))) {
		n.broken.Store(true)
		n.fail(err)
		runtime.Goexit()
	}
	n.fail(err)
}

// ofDisk says that the system failed to read, write or keep something.
func ofDisk(err error) bool {
	var why syscall.Errno
	return errors.As(err, &why) && (why == syscall.EIO || why == syscall.ENOSPC ||
		why == syscall.EROFS || why == syscall.EDQUOT)
}

// stores opens a database of CometBFT whose faults are told.
func (n *Node) stores(c *cmtcfg.DBContext) (cmtdb.DB, error) {
	dir := filepath.Join(c.Config.DBDir(), c.ID+".db")
	db, err := cmtcfg.DefaultDBProvider(c)
	if err != nil {
		return nil, &DiskFault{dir, err}
	}
	return heeded{db, func(err error) error {
		if err == nil {
			return nil
		}
		if strings.Contains(err.Error(), "closed") && n.runs.Load() {
			runtime.Goexit() // a goroutine of CometBFT that outlives its stop; it would panic
		}
		return n.lost(dir, err)
	}}, nil
}

// heeded is a database that hands every error on.
type heeded struct {
	cmtdb.DB
	tell func(error) error
}

func (d heeded) Get(key []byte) ([]byte, error) {
	v, err := d.DB.Get(key)
	return v, d.tell(err)
}

func (d heeded) Has(key []byte) (bool, error) {
	ok, err := d.DB.Has(key)
	return ok, d.tell(err)
}

func (d heeded) Set(key, value []byte) error     { return d.tell(d.DB.Set(key, value)) }
func (d heeded) SetSync(key, value []byte) error { return d.tell(d.DB.SetSync(key, value)) }
func (d heeded) Delete(key []byte) error         { return d.tell(d.DB.Delete(key)) }
func (d heeded) DeleteSync(key []byte) error     { return d.tell(d.DB.DeleteSync(key)) }

func (d heeded) Iterator(start, end []byte) (cmtdb.Iterator, error) {
	it, err := d.DB.Iterator(start, end)
	return heededIterator{it, d.tell}, d.tell(err)
}

func (d heeded) ReverseIterator(start, end []byte) (cmtdb.Iterator, error) {
	it, err := d.DB.ReverseIterator(start, end)
	return heededIterator{it, d.tell}, d.tell(err)
}

func (d heeded) NewBatch() cmtdb.Batch { return heededBatch{d.DB.NewBatch(), d.tell} }

type heededIterator struct {
	cmtdb.Iterator
	tell func(error) error
}

func (i heededIterator) Error() error { return i.tell(i.Iterator.Error()) }

type heededBatch struct {
	cmtdb.Batch
	tell func(error) error
}

func (b heededBatch) Write() error     { return b.tell(b.Batch.Write()) }
func (b heededBatch) WriteSync() error { return b.tell(b.Batch.WriteSync()) }

// unkept finds the lines of CometBFT that tell of a file that was not written or not synced, its
// log of a round above all: it goes on after most of them, once even to sign.
func unkept(msg string, keyvals []any) error {
	if strings.HasPrefix(msg, "failed flushing WAL") { // it does not say why
		return errors.New(msg)
	}
	for i := 1; i < len(keyvals); i += 2 {
		err, ok := keyvals[i].(error)
		if !ok || errors.As(err, new(*DiskFault)) { // our own line
			continue
		}
		if ofDisk(err) {
			return err
		}
	}
	return nil
}
