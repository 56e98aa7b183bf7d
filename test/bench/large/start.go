package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

// startWithin bounds one start.
const startWithin = 15 * time.Minute

// start starts the grown node with the program that is measured.
func (m measurement) start() (s started, err error) {
	began := time.Now()
	net, err := localnet.Up(localnet.Options{Dir: m.net(), Binary: m.binary, Wait: startWithin})
	if err != nil {
		return s, err
	}
	s.Answers = time.Since(began).Seconds()
	node := net.Nodes[0]
	for !ready(node.API) {
		if time.Since(began) > startWithin {
			return s, errors.Join(errors.New("the node does not become ready"), m.down())
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.Ready, s.Memory = time.Since(began).Seconds(), load.PeakMemory(node.PID)
	return s, nil
}

func ready(api string) bool {
	res, err := http.Get(api + "/readyz")
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// forget asks the system to drop the files of a folder from its cache, so that a start reads them
// from the disk, as after a reboot.
func forget(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := f.Sync(); err != nil {
			return err
		}
		const dontNeed = 4 // POSIX_FADV_DONTNEED
		_, _, no := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0)
		if no != 0 {
			return fmt.Errorf("%s: %w", path, no)
		}
		return nil
	})
}

// onDisk is how many bytes the files of a folder take, holes apart.
func onDisk(dir string) (sum int64) {
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // a file may go while it is looked at
		}
		if info, err := e.Info(); err == nil {
			if s, ok := info.Sys().(*syscall.Stat_t); ok {
				sum += s.Blocks * 512
			}
		}
		return nil
	})
	return sum
}
