package state

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// storeFile marks a directory as a store of ours. It lies beside Badger's files, so that a store
// whose manifest was lost is told from a new one. While a store is being made it is called
// makingFile: a kill in between leaves a directory that the next opening goes on making.
const (
	storeFile   = "STORE"
	makingFile  = "STORE.making"
	storeFormat = "suyuan state store, format 1\n"
)

var (
	formatKey = []byte("format")
	stampKey  = []byte("stamp")
)

// prepareDir refuses a directory of somebody else and marks a new one. The result says that the
// store is being made.
func prepareDir(o Options) (making bool, err error) {
	if o.InMemory {
		return true, nil
	}
	if o.Dir == "" {
		return false, errors.New("no directory given for the store")
	}
	b, err := os.ReadFile(filepath.Join(o.Dir, storeFile))
	switch {
	case err == nil && string(b) != storeFormat:
		return false, fmt.Errorf("the store in %s has a format this program does not know: %q", o.Dir,
			strings.TrimSpace(string(b[:min(len(b), 80)])))
	case err == nil:
		return false, nil
	case !errors.Is(err, os.ErrNotExist):
		return false, fmt.Errorf("the store directory cannot be read: %w", err)
	}
	making, err = beingMade(o.Dir)
	if making || err != nil {
		return making, err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return false, fmt.Errorf("the store directory cannot be made: %w", err)
	}
	return true, os.WriteFile(filepath.Join(o.Dir, makingFile), []byte(storeFormat), 0o600)
}

func beingMade(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, fmt.Errorf("the store directory cannot be read: %w", err)
	}
	for _, e := range entries {
		if e.Name() == makingFile {
			return true, nil
		}
	}
	if len(entries) > 0 {
		return false, fmt.Errorf("%s is not a store: it holds %s and no %s file", dir,
			entries[0].Name(), storeFile)
	}
	return false, nil
}

// checkFormat finds the format record inside Badger, or writes it when the store is being made.
func (d *DB) checkFormat(making bool) error {
	b, err := d.disk.get(spaceMeta, formatKey)
	if err != nil {
		return err
	}
	if b == nil && !making {
		return errors.New("its records are gone")
	}
	if b == nil {
		rec := op{key: spaced(spaceMeta, formatKey), value: []byte(storeFormat)}
		if err := d.disk.write([]op{rec}, true); err != nil {
			return err
		}
	} else if string(b) != storeFormat {
		return fmt.Errorf("its format record is %q", b)
	}
	if !making || d.o.InMemory {
		return nil
	}
	return finishMaking(d.o.Dir)
}

// finishMaking renames the mark and syncs the directory.
func finishMaking(dir string) error {
	err := os.Rename(filepath.Join(dir, makingFile), filepath.Join(dir, storeFile))
	if err != nil {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// ErrDamaged says that the files of a store are not what was written.
var ErrDamaged = errors.New("damaged")

// openError makes one sentence of what Badger says.
func openError(dir string, err error) error {
	msg, _, _ := strings.Cut(err.Error(), "\n")
	if errors.Is(err, errInUse) || strings.Contains(msg, "Cannot acquire directory lock") {
		return fmt.Errorf("the store in %s is in use by another process", dir)
	}
	return fmt.Errorf("the store in %s is %w: %s", dir, ErrDamaged, msg)
}

// Stamp ties the store to one chain. The first call writes; a later call with another chain or
// genesis refuses.
func (d *DB) Stamp(chainID string, genesis [32]byte) error {
	want := append(append([]byte{1}, genesis[:]...), chainID...)
	have, err := d.disk.get(spaceMeta, stampKey)
	if err != nil {
		return Fault{Err: err}
	}
	if have == nil {
		return d.disk.write([]op{{key: spaced(spaceMeta, stampKey), value: want}}, true)
	}
	if bytes.Equal(have, want) {
		return nil
	}
	if len(have) < 33 || have[0] != 1 {
		return fmt.Errorf("the stamp of the store in %s is not one of this version", d.o.Dir)
	}
	return fmt.Errorf("the store in %s belongs to chain %q with genesis %s, not to %q with genesis %s",
		d.o.Dir, have[33:], hex.EncodeToString(have[1:9]), chainID, hex.EncodeToString(genesis[:8]))
}

// Size is the number of bytes that the store's files occupy on disk; in memory it is Badger's
// estimate.
func (d *DB) Size() (int64, error) {
	if d.o.InMemory {
		lsm, log := d.disk.b.Size()
		return lsm + log, nil
	}
	var total int64
	err := filepath.WalkDir(d.o.Dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return ignoreGone(err)
		}
		info, err := e.Info()
		if err != nil {
			return ignoreGone(err)
		}
		total += allocated(info)
		return nil
	})
	return total, err
}

// ignoreGone passes over files that a compaction removes during the walk.
func ignoreGone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// allocated is what a file occupies: Badger's log files are mapped at twice their size and mostly
// holes.
func allocated(info os.FileInfo) int64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Blocks * 512
	}
	return info.Size()
}

func sortedKeys(m map[string][]byte) []string { return slices.Sorted(maps.Keys(m)) }
