package abci

import (
	"errors"
	"os"
	"path/filepath"
)

// replaceFile puts a file in the place of another at once: a full disk or a loss of power leaves
// the one or the other.
func replaceFile(file string, b []byte) error {
	making := file + makingSuffix
	if err := writeSynced(making, b); err != nil {
		return errors.Join(err, os.Remove(making))
	}
	if err := os.Rename(making, file); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(file))
}

// writeSynced writes a file that is on the disk when it returns.
func writeSynced(file string, b []byte) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
