package collect

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Offset says how far a log is read. It is written with the uses it stands for.
type Offset struct {
	Source string    `json:"source"`
	File   uint64    `json:"file"` // number of the file behind the name, 1 at first
	At     int64     `json:"at"`   // bytes read
	Lines  uint64    `json:"lines"`
	Bad    uint64    `json:"bad"`  // lines that could not be read
	Head   int64     `json:"head"` // bytes that Mark covers
	Mark   wire.Hash `json:"mark"` // SHA-256 of the first Head bytes: tells rotated files apart
	Header string    `json:"header,omitempty"`
}

func (o Offset) pair() pair {
	return pair{keyOf(keyOffset, []byte(o.Source)), mustJSON(o)}
}

const (
	headBytes  = 512
	blockBytes = 512 << 10
	maxText    = blockBytes // a longer line is bad
	followWait = 250 * time.Millisecond
)

// tail is a log being read.
type tail struct {
	c      *Collector
	r      *reader
	o      Offset
	file   *os.File
	source os.FileInfo // of the file behind the name; a compressed one is read from a copy
	buf    []byte
}

// Follow reads a log from where it was left. With forever it waits for more, through rotation and
// truncation, until ctx ends; otherwise it returns at the end of the file.
func (c *Collector) Follow(ctx context.Context, g Gateway, forever bool) error {
	r, err := g.compile()
	if err != nil {
		return err
	}
	t := &tail{c: c, r: r, o: Offset{Source: g.Name, File: 1}}
	if _, err := c.store.getJSON(keyOf(keyOffset, []byte(g.Name)), &t.o); err != nil {
		return err
	}
	if err := t.catchUp(ctx); err != nil {
		return err
	}
	defer func() { t.closeFile() }()
	for ctx.Err() == nil {
		n, err := t.step(ctx, false)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		if !forever {
			return t.last(ctx)
		}
		select {
		case <-time.After(followWait):
		case <-ctx.Done():
		case <-c.stopped:
			return ErrClosed
		}
		if err := t.turn(ctx); err != nil {
			return err
		}
	}
	return nil
}

// last delivers, at the end of a log that is read once, a last line without an end: once its writer
// has left it so for a while. One that cannot be read is left for the next time, for it may be half
// written.
func (t *tail) last(ctx context.Context) error {
	if t.file == nil {
		return nil
	}
	rest := func() ([]byte, error) {
		return io.ReadAll(io.NewSectionReader(t.file, t.o.At, maxText+1))
	}
	before, err := rest()
	if err != nil || len(before) == 0 {
		return err
	}
	select {
	case <-time.After(followWait):
	case <-ctx.Done():
		return ctx.Err()
	}
	if after, err := rest(); err != nil || !bytes.Equal(before, after) {
		return err
	}
	if t.r.sure {
		if _, _, err := t.r.read(bytes.TrimSuffix(before, []byte{'\r'})); err != nil {
			t.c.fail(fmt.Errorf("%s: its last line has no end and is left for the next time: %w",
				t.r.g.File, err))
			return nil
		}
	}
	_, err = t.step(ctx, true)
	return err
}

func (t *tail) closeFile() {
	if t.file != nil {
		_ = t.file.Close()
		t.file = nil
	}
}

// catchUp finds the file that was read before the last stop. Behind the name stands another one if
// the log was rotated meanwhile: then the old file, under its new name, is read to its end first.
func (t *tail) catchUp(ctx context.Context) error {
	names := rotated(t.r.g.File)
	if t.o.At == 0 && t.o.File == 1 && t.r.g.Rotated {
		for _, name := range names {
			if err := t.readAll(ctx, name); err != nil {
				return err
			}
			t.fresh()
		}
	}
	if t.o.At == 0 || t.same(t.r.g.File) {
		return t.open(t.r.g.File)
	}
	i := slices.IndexFunc(names, t.same)
	if i < 0 {
		t.c.fail(fmt.Errorf("%s: the file read before is gone; what it had after byte %d is not counted（"+
			"原文件已不在，其后内容未计入）", t.r.g.File, t.o.At))
		t.fresh()
		return t.open(t.r.g.File)
	}
	for k, name := range names[i:] {
		if k > 0 {
			t.fresh()
		}
		if err := t.readAll(ctx, name); err != nil {
			return err
		}
	}
	t.fresh()
	return t.open(t.r.g.File)
}

// rotated lists what a log was renamed to, oldest first: its name with something behind it. Of a
// file that stands there both plain and compressed, the plain one counts.
func rotated(file string) []string {
	names, _ := filepath.Glob(escaped(file) + "?*")
	names = slices.DeleteFunc(names, func(name string) bool {
		plain, zipped := strings.CutSuffix(name, ".gz")
		return zipped && slices.Contains(names, plain)
	})
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(changed(a).Compare(changed(b)), strings.Compare(b, a))
	})
	return names
}

func (t *tail) readAll(ctx context.Context, name string) error {
	if err := t.open(name); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if n, err := t.step(ctx, true); err != nil || n == 0 {
			return err
		}
	}
	return ctx.Err()
}

// escaped keeps Glob from reading signs in a file's name.
func escaped(name string) string {
	var b []byte
	for i := range len(name) {
		if bytes.IndexByte([]byte(`*?[\`), name[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, name[i])
	}
	return string(b)
}

func changed(name string) time.Time {
	info, err := os.Stat(name)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// same tells whether a file is the one that was read.
func (t *tail) same(name string) bool {
	f, _, err := t.c.plain(name)
	if err != nil {
		return false
	}
	defer f.Close()
	return t.marked(f)
}

func (t *tail) marked(f *os.File) bool {
	head := make([]byte, t.o.Head)
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Size() >= t.o.At && wire.Hash(sha256.Sum256(head)) == t.o.Mark
}

// fresh begins another file under the same name.
func (t *tail) fresh() {
	t.closeFile()
	t.o.File, t.o.At, t.o.Head, t.o.Mark, t.o.Header = t.o.File+1, 0, 0, wire.Hash{}, ""
}

// open opens a file at the offset; a file that is not there yet is waited for.
func (t *tail) open(name string) error {
	t.closeFile()
	t.buf = t.buf[:0]
	if t.r.g.Form == "csv" && len(t.r.g.Columns) == 0 {
		t.r.sure = false
		if t.o.Header != "" {
			if _, _, err := t.r.read([]byte(t.o.Header)); err != nil {
				return err
			}
		}
	}
	f, source, err := t.c.plain(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	t.file, t.source = f, source
	return nil
}

// turn looks, at the end of the file, whether another one stands behind the name now.
func (t *tail) turn(ctx context.Context) error {
	if t.file == nil && t.o.At == 0 {
		return t.catchUp(ctx) // it may have been written and rotated since the last look
	}
	if t.file == nil {
		return t.open(t.r.g.File)
	}
	now, err := os.Stat(t.r.g.File)
	if errors.Is(err, os.ErrNotExist) {
		return nil // renamed; the new file is not there yet, and the old one may still grow
	}
	if err != nil {
		return err
	}
	switch {
	case !os.SameFile(now, t.source):
		for { // what was written to the old file before its writer turned
			if n, err := t.step(ctx, true); err != nil {
				return err
			} else if n == 0 {
				break
			}
		}
	case t.o.At == 0 || t.marked(t.file):
		return nil
	case slices.ContainsFunc(rotated(t.r.g.File), t.same):
		return t.catchUp(ctx) // copied and truncated: the copy has what was not read yet
	default:
		t.c.fail(fmt.Errorf("%s was truncated and is read from its start（日志已被截断，从头读取）",
			t.r.g.File))
	}
	t.fresh()
	return t.open(t.r.g.File)
}

// step delivers the whole lines of one block; with ended a last line without an end counts too.
func (t *tail) step(ctx context.Context, ended bool) (int, error) {
	if t.file == nil {
		return 0, nil
	}
	block := slices.Grow(t.buf[:0], blockBytes)[:blockBytes]
	n, err := t.file.ReadAt(block, t.o.At)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	t.buf = block
	eof, text := n < blockBytes, block[:n]
	if last := bytes.LastIndexByte(text, '\n'); last >= 0 {
		text = text[:last+1]
	} else if !(eof && ended) && n < maxText {
		return 0, nil
	}
	if len(text) == 0 {
		return 0, nil
	}
	return len(text), t.deliver(ctx, text)
}

// deliver hands over the uses of some lines together with how far they reach. It stops before a
// line that would make one delivery name too many meters.
func (t *tail) deliver(ctx context.Context, text []byte) error {
	next := t.o
	d := Delivery{Offset: &next}
	groups := map[group]bool{}
	for rest := text; len(rest) > 0 && len(groups) < maxGroups; {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		at := next.At
		next.At += int64(len(rest) - len(after))
		rest = after
		line = bytes.TrimSuffix(line, []byte{'\r'})
		header := !t.r.sure
		u, ok, err := t.r.read(line)
		next.Lines++
		if header {
			if next.Header = string(line); err != nil {
				return err // without columns no line can be read
			}
		}
		if err != nil {
			next.Bad++
			d.pairs = append(d.pairs, t.parkLine(at, line, err))
			continue
		}
		if !ok {
			continue
		}
		if u.Key == "" {
			u.Key = t.o.Source + ":" + strconv.FormatUint(t.o.File, 10) + ":" + strconv.FormatInt(at, 10)
		}
		d.Uses = append(d.Uses, u)
		groups[group{u.Meter, u.At.Date(), u.Consent != 0}] = true
	}
	if next.Head < headBytes {
		head := make([]byte, min(next.At, headBytes))
		if _, err := t.file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		next.Head, next.Mark = int64(len(head)), sha256.Sum256(head)
	}
	if _, err := t.c.Deliver(ctx, d); err != nil {
		return err
	}
	t.o = next
	return nil
}
