package abci

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Running tells which process runs on a home; ok is false where none does. A number that a process
// left behind in its lock file is nobody's: only a held lock counts.
func Running(home string) (pid int, ok bool, err error) {
	f, err := os.Open(filepath.Join(home, lockFile))
	if errors.Is(err, os.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer f.Close() // gives back the lock where nobody had it
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if err == nil || !errors.Is(err, syscall.EWOULDBLOCK) {
		return 0, false, err
	}
	b, err := os.ReadFile(f.Name())
	if err == nil {
		pid, err = strconv.Atoi(strings.TrimSpace(string(b)))
	}
	return pid, err == nil && pid > 0, err
}
