package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// logFolder is where a home keeps its log of administrators' acts and of reads over HTTP: one file
// for each day at +08:00, one JSON document on each line, each with the SHA-256 of the line before
// it. What the last line of a day hashes to stands for everything until then.
const logFolder = "log"

// logLine is one line.
type logLine struct {
	Seq  uint64    `json:"seq"` // counts on over the days, from 1
	Prev wire.Hash `json:"prev"`
	Time time.Time `json:"time"` // this machine's clock
	Who  string    `json:"who"`  // member, or the operating system's user
	By   string    `json:"by,omitempty"`
	Act  string    `json:"act"` // such as GET, POST, start, stop, token.add
	What string    `json:"what,omitempty"`
}

// logbook appends to a home's log; several processes may.
type logbook struct {
	mu    sync.Mutex
	dir   string
	lock  *os.File
	clock func() time.Time

	name string // the file that was written last, its size then, and what its last line says
	size int64
	seq  uint64
	head wire.Hash
}

func openLogbook(home string) (*logbook, error) {
	dir := filepath.Join(home, logFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unwritable(dir, err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unwritable(dir, err)
	}
	return &logbook{dir: dir, lock: lock, clock: time.Now}, nil
}

func (b *logbook) close() error { return b.lock.Close() }

// append writes one line after whatever is last, another process's line too.
func (b *logbook) append(l logLine) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := syscall.Flock(int(b.lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, syscall.Flock(int(b.lock.Fd()), syscall.LOCK_UN)) }()
	if err := b.follow(); err != nil {
		return err
	}
	now := b.clock()
	l.Seq, l.Prev, l.Time = b.seq+1, b.head, now.In(wire.Beijing)
	doc, err := json.Marshal(l)
	if err != nil {
		return err
	}
	// A clock that went back does not open an earlier day: the files are in order.
	name := max(now.In(wire.Beijing).Format(time.DateOnly)+".jsonl", b.name)
	f, err := os.OpenFile(filepath.Join(b.dir, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(append(doc, '\n')); err == nil {
		if name != b.name {
			b.size = 0
		}
		b.name, b.size = name, b.size+int64(len(doc))+1
		b.seq, b.head = l.Seq, sha256.Sum256(doc)
	}
	return errors.Join(err, f.Close())
}

// follow finds the last line, where another process has written since.
func (b *logbook) follow() error {
	days, err := logDays(b.dir)
	if err != nil || len(days) == 0 {
		return err
	}
	last := days[len(days)-1]
	info, err := os.Stat(filepath.Join(b.dir, last))
	if err != nil || (last == b.name && info.Size() == b.size) {
		return err
	}
	line, err := lastLine(filepath.Join(b.dir, last), info.Size())
	if err != nil {
		return err
	}
	var l logLine
	if err := json.Unmarshal(line, &l); err != nil {
		return fmt.Errorf("%s: its last line: %w", last, err)
	}
	b.name, b.size, b.seq, b.head = last, info.Size(), l.Seq, sha256.Sum256(line)
	return nil
}

// maxLogLine bounds a line; a longer one is no line of ours.
const maxLogLine = 64 << 10

func lastLine(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	tail := make([]byte, min(size, maxLogLine))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return nil, err
	}
	tail, ok := bytes.CutSuffix(tail, []byte("\n"))
	if !ok {
		return nil, fmt.Errorf("%s ends inside a line", path)
	}
	return tail[bytes.LastIndexByte(tail, '\n')+1:], nil
}

func logDays(dir string) (out []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries { // in order of name, and so of day
		if strings.HasSuffix(e.Name(), ".jsonl") {
			out = append(out, e.Name())
		}
	}
	return out, err
}

// logHead is where a day of the log ends.
type logHead struct {
	Day    string    `json:"day"`
	Lines  uint64    `json:"lines"` // of that day
	Seq    uint64    `json:"seq"`   // of its last line
	Sha256 wire.Hash `json:"sha256"`
}

// verifyLog reads a whole log and returns where each day ends. The first line may follow files that
// were put away: then it says so by its number. Anchors are what lines must hash to by their
// numbers; those of lines that were put away are passed over.
func verifyLog(dir string, anchors map[uint64]wire.Hash) (heads []logHead, err error) {
	days, err := logDays(dir)
	if err != nil {
		return nil, err
	}
	var head wire.Hash
	var seq uint64
	for _, day := range days {
		f, err := os.Open(filepath.Join(dir, day))
		if err != nil {
			return heads, err
		}
		at := logHead{Day: strings.TrimSuffix(day, ".jsonl")}
		lines := bufio.NewScanner(f)
		lines.Buffer(make([]byte, 4096), maxLogLine)
		for lines.Scan() {
			var l logLine
			err = json.Unmarshal(lines.Bytes(), &l)
			first := seq == 0
			if err == nil && (first && l.Seq == 0 || !first && (l.Seq != seq+1 || l.Prev != head) ||
				l.Seq == 1 && !l.Prev.IsZero()) {
				err = errors.New("does not follow the line before it")
			}
			if at.Lines++; err != nil {
				return heads, errors.Join(fmt.Errorf("%s, line %d: %w", day, at.Lines, err), f.Close())
			}
			seq, head = l.Seq, sha256.Sum256(lines.Bytes())
			if want, anchored := anchors[seq]; anchored && want != head {
				err = fmt.Errorf("line %d is not the one that was anchored on the ledger, %s", seq, want)
				return heads, errors.Join(err, f.Close())
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			return heads, fmt.Errorf("%s: %w", day, err)
		}
		at.Seq, at.Sha256 = seq, head
		heads = append(heads, at)
	}
	for _, n := range slices.Sorted(maps.Keys(anchors)) {
		if n > seq {
			return heads, fmt.Errorf("the log ends at line %d, and line %d was anchored on the ledger",
				seq, n)
		}
	}
	return heads, nil
}
