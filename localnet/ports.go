package localnet

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// lease holds one port for one network: by a bound listener until give, and by a locked file. The
// file stays, naming the network's directory, until the network is down; while a node of the
// network is merely killed its port is nobody else's.
type lease struct {
	port     int
	listener net.Listener
	file     *os.File
}

// ports is where leases are kept: one file per port, named after it.
type ports struct {
	dir       string // of the lease files
	owner     string // the network's directory, absolute
	low, high int    // half open
}

// newPorts keeps leases under the system's temporary directory, one folder per user.
func newPorts(owner string) (*ports, error) {
	dir := filepath.Join(os.TempDir(), "suyuan-ports-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	low, high := portRange()
	return &ports{dir: dir, owner: owner, low: low, high: high}, nil
}

// portRange keeps outside the range the kernel takes ports of outgoing connections from: inside it
// any connection may take a port between two moments.
func portRange() (low, high int) {
	const first, last = 10000, 65536
	b, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return first, 32768
	}
	var from, to int
	if _, err := fmt.Sscan(string(b), &from, &to); err != nil {
		return first, 32768
	}
	return widest(first, last, from, to+1)
}

func widest(first, last, from, to int) (int, int) {
	if from-first >= last-to {
		return first, max(from, first+1000)
	}
	return to, last
}

// take leases n different ports.
func (p *ports) take(n int) ([]*lease, error) {
	var out []*lease
	for tries := 0; len(out) < n; tries++ {
		if tries == 50*n+200 {
			freeAll(out)
			return nil, fmt.Errorf("no %d free ports between %d and %d", n, p.low, p.high)
		}
		l, err := p.one(p.low + rand.IntN(p.high-p.low))
		if err != nil {
			freeAll(out)
			return nil, err
		}
		if l != nil {
			out = append(out, l)
		}
	}
	return out, nil
}

// one leases port, or returns nil when it is taken.
func (p *ports) one(port int) (*lease, error) {
	f, err := p.open(port)
	if f == nil {
		return nil, err
	}
	if owner := ownerOf(f); owner != "" && owner != p.owner && holds(owner, port) {
		_ = f.Close()
		return nil, nil
	}
	l, err := net.Listen("tcp", loopback(port))
	if err != nil {
		_ = f.Close()
		return nil, nil
	}
	err = errors.Join(f.Truncate(0), func() error {
		_, err := f.WriteAt([]byte(p.owner+"\n"),
			0)
		return err
	}())
	if err != nil {
		return nil, errors.Join(err, l.Close(), f.Close())
	}
	return &lease{port: port, listener: l, file: f}, nil
}

// open opens and locks the lease file of port; nil when another process has it locked.
func (p *ports) open(port int) (*os.File, error) {
	f, err := os.OpenFile(p.path(port), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, f.Close()
	}
	// Whoever removed the file meanwhile took the name from us; the lock is on nothing then.
	opened, err := f.Stat()
	named, err2 := os.Stat(p.path(port))
	if err != nil || err2 != nil || !os.SameFile(opened, named) {
		return nil, f.Close()
	}
	return f, nil
}

func (p *ports) path(port int) string {
	return filepath.Join(p.dir, strconv.Itoa(port)+".lease")
}

func ownerOf(f *os.File) string {
	b := make([]byte, 4096)
	n, _ := f.ReadAt(b, 0)
	return strings.TrimSpace(string(b[:n]))
}

// holds reports whether the network in dir still counts on the port.
func holds(dir string, port int) bool {
	n, err := Open(dir)
	if err != nil {
		return false
	}
	for _, node := range n.Nodes {
		if !n.Down && (node.RPC == rpcURL(port) || node.P2P == p2pURL(port) ||
			node.API == rpcURL(port)) {
			return true
		}
	}
	return false
}

// give closes the listener: the node binds the port now.
func (l *lease) give() {
	if l.listener != nil {
		_ = l.listener.Close()
		l.listener = nil
	}
}

// keep ends this process's hold and leaves the lease to the network.
func (l *lease) keep() {
	l.give()
	_ = l.file.Close()
}

// free gives the port back.
func (l *lease) free() {
	_ = os.Remove(l.file.Name())
	l.keep()
}

func freeAll(ls []*lease) {
	for _, l := range ls {
		l.free()
	}
}

// drop removes the leases of ports that this network owns.
func (p *ports) drop(all []int) {
	for _, port := range all {
		if _, err := os.Stat(p.path(port)); err != nil {
			continue
		}
		f, _ := p.open(port)
		if f == nil {
			continue
		}
		if ownerOf(f) == p.owner {
			_ = os.Remove(f.Name())
		}
		_ = f.Close()
	}
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
func rpcURL(port int) string   { return "http://" + loopback(port) }
func p2pURL(port int) string   { return "tcp://" + loopback(port) }
