package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/badger/v4/y"
	"github.com/dgraph-io/ristretto/v2/z"
	"google.golang.org/protobuf/proto"
)

var errInUse = errors.New("in use by another process")

// checkFiles reads the table files that Badger's manifest names before Badger does. Badger leaves
// out a table whose checksum is wrong and ends the process on a damaged footer; a node must say one
// sentence.
func checkFiles(o Options) error {
	if o.InMemory {
		return nil
	}
	dir, err := os.Open(o.Dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	// The same lock that Badger takes: tables come and go while somebody else has the store open.
	if syscall.Flock(int(dir.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return errInUse
	}
	defer func() { _ = syscall.Flock(int(dir.Fd()), syscall.LOCK_UN) }()
	if err := RemoveEmptyLogs(o.Dir); err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(o.Dir, badger.ManifestFilename))
	if errors.Is(err, os.ErrNotExist) {
		return nil // a new store, or one whose records are gone: the format record tells
	}
	if err != nil {
		return err
	}
	defer f.Close()
	manifest, _, err := badger.ReplayManifestFile(f, 0, badger.DefaultOptions(o.Dir))
	if err != nil {
		return fmt.Errorf("its manifest: %w", err)
	}
	for id := range manifest.Tables {
		err := guard(func() error { return checkTable(table.NewFilename(id, o.Dir), !o.SkipTableCheck) })
		if err != nil {
			return fmt.Errorf("table %d: %w", id, err)
		}
	}
	return nil
}

// RemoveEmptyLogs removes a Badger store's logs without a byte. A kill between the making of a log
// and its first bytes leaves one behind, and Badger does not open beside it. Nobody else may have
// the store open.
func RemoveEmptyLogs(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext != ".vlog" && ext != ".mem" {
			continue
		}
		info, err := e.Info()
		if err == nil && info.Size() == 0 {
			err = os.Remove(filepath.Join(dir, e.Name()))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func checkTable(file string, blocks bool) error {
	m, err := z.OpenMmapFile(file, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	if err := checkFooter(m.Data); err != nil || !blocks {
		return errors.Join(err, m.Close(-1))
	}
	t, err := table.OpenTable(m, table.Options{ReadOnly: true, ChkMode: options.OnTableRead,
		Compression: options.None})
	if err != nil {
		return err
	}
	return t.Close(-1)
}

// checkFooter reads a table from its end: length of checksum, checksum, length of index, index.
func checkFooter(b []byte) error {
	cut := func(n int) ([]byte, error) {
		if n < 0 || n > len(b) {
			return nil, errors.New("its footer is damaged")
		}
		out := b[len(b)-n:]
		b = b[:len(b)-n]
		return out, nil
	}
	section := func() ([]byte, error) {
		n, err := cut(4)
		if err != nil {
			return nil, err
		}
		return cut(int(binary.BigEndian.Uint32(n)))
	}
	raw, err := section()
	if err != nil {
		return err
	}
	index, err := section()
	if err != nil {
		return err
	}
	var sum pb.Checksum
	if err := proto.Unmarshal(raw, &sum); err != nil || len(index) == 0 || sum.Sum == 0 {
		return errors.New("its footer is damaged")
	}
	return y.VerifyChecksum(index, &sum)
}
