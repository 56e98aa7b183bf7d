package load

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// Meter reads what the node processes of a network use.
type Meter struct{ Nodes []localnet.Node }

// reading is one moment. Times of the processor are in all threads together.
type reading struct {
	at     time.Time
	nodes  time.Duration
	driver time.Duration
}

// ticksPerSecond is USER_HZ, which Linux fixes at 100 on every platform that Go runs on.
const ticksPerSecond = 100

func (m *Meter) read() (reading, error) {
	r := reading{at: time.Now()}
	if m == nil {
		return r, nil
	}
	for _, n := range m.Nodes {
		d, err := processTime(n.PID)
		if err != nil {
			return r, fmt.Errorf("node %s: %w", n.Name, err)
		}
		r.nodes += d
	}
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return r, err
	}
	r.driver = time.Duration(own.Utime.Nano() + own.Stime.Nano())
	return r, nil
}

// processTime is user and system time of a process, fields 14 and 15 of its stat.
func processTime(pid int) (time.Duration, error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	s := string(b)
	fields := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	var ticks uint64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseUint(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond, nil
}

// peak is the most memory that each node has had resident so far, added up.
func (m *Meter) peak() (sum int64) {
	for _, n := range m.Nodes {
		sum += PeakMemory(n.PID)
	}
	return sum
}

// PeakMemory is the most that a process has had resident so far, mapped files included, in bytes; 0
// where the system does not tell.
func PeakMemory(pid int) int64 {
	b, _ := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}

// disk is how many bytes a folder of the homes' data takes on disk, holes apart; "" is all of it.
func (m *Meter) disk(folder string) (sum int64) {
	for _, n := range m.Nodes {
		_ = filepath.WalkDir(filepath.Join(n.Home, "data", folder),
			func(_ string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() { // a file may go while it is looked at
					return nil
				}
				if info, err := e.Info(); err == nil {
					if s, ok := info.Sys().(*syscall.Stat_t); ok {
						sum += s.Blocks * 512
					}
				}
				return nil
			})
	}
	return sum
}

// wire is how many bytes the nodes have sent to each other so far, framing included.
func (m *Meter) wire() (sum int64, err error) {
	for _, n := range m.Nodes {
		c := newConn(n.RPC)
		var r struct {
			Peers []struct {
				Status struct {
					Send struct {
						Bytes int64 `json:"Bytes,string"`
					} `json:"SendMonitor"`
				} `json:"connection_status"`
			} `json:"peers"`
		}
		err := c.call("net_info", 0, &r)
		c.close()
		if err != nil {
			return 0, fmt.Errorf("node %s: %w", n.Name, err)
		}
		for _, p := range r.Peers {
			sum += p.Status.Send.Bytes
		}
	}
	return sum, nil
}
