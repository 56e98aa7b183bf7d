package localnet

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is a process for ever: its id alone is given to another one some day.
type Process struct {
	PID     int    `json:"pid"`     // 0: none
	Started uint64 `json:"started"` // clock ticks after boot
	Boot    string `json:"boot"`    // id of that boot
}

// launched is a process that this one started and will reap.
type launched struct {
	Process
	ended chan struct{} // closed when it ended
	err   error         // how, after ended
}

// launch starts a command in a session of its own, with its output at the end of a file, so that
// it outlives this process and its terminal.
func launch(bin string, args, env []string, logFile string) (*launched, error) {
	out, err := os.OpenFile(logFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(bin, args...)
	cmd.Stdout, cmd.Stderr, cmd.Env = out, out, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	l := &launched{Process: Process{PID: cmd.Process.Pid, Boot: bootID()},
		ended: make(chan struct{})}
	s, err := procStat(l.PID)
	if err != nil {
		return nil, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	l.Started = s.started
	go func() {
		l.err = cmd.Wait()
		close(l.ended)
	}()
	return l, nil
}

// Running reports whether this very process runs. One that ended and waits for its parent does
// not, unless threads of it still end: they hold its files and locks.
func (p Process) Running() bool {
	if p.PID == 0 || p.Boot != bootID() {
		return false
	}
	s, err := procStat(p.PID)
	ended := s.state == 'X' || s.state == 'Z' && s.threads < 2
	return err == nil && s.started == p.Started && !ended
}

// signal sends sig to this very process, never to a later one with its id: the handle is taken
// first and the start time read through the id after.
func (p Process) signal(sig syscall.Signal) error {
	h, err := os.FindProcess(p.PID)
	if err != nil {
		return err
	}
	defer func() { _ = h.Release() }()
	if !p.Running() {
		return nil
	}
	if err := h.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("process %d: %w", p.PID, err)
	}
	return nil
}

// gone waits until the process ended.
func (p Process) gone(within time.Duration) bool {
	for end := time.Now().Add(within); p.Running(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// stat is what the system says of a process.
type stat struct {
	started uint64 // clock ticks since boot
	state   byte
	threads int
}

// procStat reads the line of a process. The name in parentheses may hold anything, so the fields
// are counted from its last closing one.
func procStat(pid int) (v stat, err error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return v, err
	}
	s := string(b)
	fields := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(fields) < 20 {
		return v, fmt.Errorf("/proc/%d/stat: %d fields", pid, len(fields))
	}
	v.state = fields[0][0]
	v.started, err = strconv.ParseUint(fields[19], 10, 64)
	threads, bad := strconv.Atoi(fields[17])
	v.threads = threads
	return v, errors.Join(err, bad)
}

func bootID() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(b))
}
