package state

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Sizes is what the store occupies, in bytes: Badger's sorted tables and its value log as Badger
// estimates them, and all files as the disk counts them. Dead is what of tables and log Badger
// knows to be out of use: compaction and collection of the log give it back.
type Sizes struct{ Tables, Log, Files, Dead int64 }

// Sizes reads what the store occupies. It looks at every file's size and reads a list of Badger's.
func (d *DB) Sizes() (s Sizes, err error) {
	if err := d.disk.enter(); err != nil {
		return s, err
	}
	defer d.disk.leave()
	s.Tables, s.Log = d.disk.b.Size()
	for _, l := range d.disk.b.Levels() {
		s.Dead += l.StaleDatSize
	}
	if s.Files, err = d.Size(); err != nil || d.o.InMemory {
		return s, err
	}
	dead, err := deadInLog(d.o.Dir)
	s.Dead += dead
	return s, err
}

const (
	deadList  = "DISCARD" // Badger's list of log files: number and bytes out of use, 8 bytes each
	deadFiles = 4096      // log files that are added up at most
)

// deadInLog is how many bytes of the value log are out of use.
func deadInLog(dir string) (sum int64, err error) {
	f, err := os.Open(filepath.Join(dir, deadList))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	b := make([]byte, 16*deadFiles)
	n, err := io.ReadFull(f, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return 0, err
	}
	for b = b[:n]; len(b) >= 16 && binary.BigEndian.Uint64(b) != 0; b = b[16:] {
		sum += int64(binary.BigEndian.Uint64(b[8:]))
	}
	return sum, nil
}

// Pending is how many net changes the last Apply put into the working tree.
func (d *DB) Pending() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pending)
}

// Held is what the store says at this moment: the bytes of all keys and values of the tree, and of
// those beside it. It reads every record; what Badger has not given back yet does not count.
func (d *DB) Held() (tree, side int64, err error) {
	sum := func(space byte, into *int64) error {
		return d.disk.walk(space, nil, nil, false, func(key, value []byte) bool {
			*into += int64(1 + len(key) + len(value))
			return true
		})
	}
	err = sum(spaceTree, &tree)
	if err == nil {
		err = sum(spaceBulk, &side)
	}
	return tree, side, err
}
