package localnet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// attempts is how often a network is started again with other ports when a node found one taken.
const attempts = 5

// errPort says that a node found its port taken.
var errPort = errors.New("a port was taken meanwhile")

// launchAll leases ports, starts every node and waits for a common height.
func (n *Network) launchAll(o Options) error {
	for i := 0; ; i++ {
		err := n.launchOnce(o, i == 0)
		if err == nil {
			return nil
		}
		if stopped := n.end(); stopped != nil {
			return errors.Join(err, stopped)
		}
		if !errors.Is(err, errPort) || i+1 == attempts {
			return err
		}
		say(o.Progress, "%v; again with other ports", err)
	}
}

// launchOnce starts every node once, on the ports it had before where same is true and they are
// free.
func (n *Network) launchOnce(o Options, same bool) error {
	p, err := newPorts(n.Dir)
	if err != nil {
		return err
	}
	leases, err := n.lease(p, same)
	if err != nil {
		return err
	}
	defer func() {
		for _, l := range leases {
			l.keep()
		}
	}()
	n.Down = false
	for i := range n.Nodes {
		n.Nodes[i].RPC = rpcURL(leases[3*i].port)
		n.Nodes[i].P2P = p2pURL(leases[3*i+1].port)
		n.Nodes[i].API = rpcURL(leases[3*i+2].port)
	}
	for i := range n.Nodes {
		if err := n.configure(&n.Nodes[i]); err != nil {
			return err
		}
	}
	started := make([]*launched, len(n.Nodes))
	for i := range n.Nodes {
		for _, l := range leases[3*i : 3*i+3] {
			l.give()
		}
		if started[i], err = n.launch(&n.Nodes[i]); err != nil {
			return err
		}
		say(o.Progress, "%s: process %d, %s", n.Nodes[i].Name, n.Nodes[i].PID, n.Nodes[i].RPC)
	}
	return n.await(started, o.Wait)
}

// lease takes three ports for each node, those it had before or others.
func (n *Network) lease(p *ports, same bool) ([]*lease, error) {
	var out []*lease
	for _, at := range n.addresses() {
		var l *lease
		if port := portOf(at); same && port > 0 {
			var err error
			if l, err = p.one(port); err != nil {
				freeAll(out)
				return nil, err
			}
		}
		if l == nil {
			other, err := p.take(1)
			if err != nil {
				freeAll(out)
				return nil, err
			}
			l = other[0]
		}
		out = append(out, l)
	}
	return out, nil
}

// configure writes the configuration of a node for the present ports.
func (n *Network) configure(node *Node) error {
	m := n.Manifest
	idle, err := duration(m.Idle)
	if err != nil {
		return err
	}
	pause, err := duration(m.Pause)
	if err != nil {
		return err
	}
	s := abci.Spec{Moniker: node.Name, RPC: "tcp://" + hostOf(node.RPC), P2P: node.P2P,
		API: hostOf(
			node.API,
		), Genesis: n.Genesis.String(), Fast: m.Fast, BlockEvery: pause, IdleEvery: idle,
		LogFormat: m.LogFormat, LogLevel: m.LogLevel, NoSync: m.NoSync}
	for _, peer := range n.Nodes {
		if peer.Name != node.Name {
			s.Peers = append(s.Peers, peer.NodeID+"@"+hostOf(peer.P2P))
		}
	}
	s.Admission = n.admission(node)
	return abci.WriteConfig(node.Home, s)
}

// launch starts one node and records its process at once, so that an end of this command leaves no
// process that is not recorded.
func (n *Network) launch(node *Node) (*launched, error) {
	env := os.Environ()
	if os.Getenv("GOMEMLIMIT") == "" {
		env = append(env, "GOMEMLIMIT="+or(n.Manifest.Memory, "512MiB"))
	}
	if n.Manifest.Threads > 0 {
		env = append(env, "GOMAXPROCS="+strconv.Itoa(n.Manifest.Threads))
	}
	l, err := launch(n.Binary, []string{"start", "--home", node.Home}, env, node.Log)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrNode, node.Name, err)
	}
	node.Process = l.Process
	return l, n.save()
}

// await returns when every node is at one height of at least 2, or when one ended.
func (n *Network) await(started []*launched, wait time.Duration) error {
	var last []uint64
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for i, l := range started {
			select {
			case <-l.ended:
				return n.ended(&n.Nodes[i], l)
			default:
			}
		}
		if last = n.heights(); together(last) {
			return nil
		}
	}
	return fmt.Errorf("%w: after %s the nodes are at heights %v (0: no answer)", ErrTimeout, wait,
		last)
}

// logLines is how much of a log is looked through: a crash of Go lists every goroutine.
const logLines = 20_000

// ended says why a node ended by itself, as its log has it.
func (n *Network) ended(node *Node, l *launched) error {
	if tail, _ := Tail(node.Log, 30); strings.Contains(tail, "address already in use") {
		return fmt.Errorf("%w %s: %w", ErrNode, node.Name, errPort)
	}
	log, _ := Tail(node.Log, logLines)
	how := "exit status 0"
	if l != nil && l.err != nil {
		how = l.err.Error()
	}
	return fmt.Errorf("%w %s ended (%s): %s", ErrNode, node.Name, how, said(log))
}

func (n *Network) heights() []uint64 {
	out := make([]uint64, len(n.Nodes))
	for i, node := range n.Nodes {
		c := Client{URLs: []string{node.RPC}, Wait: time.Second}
		if s, err := c.Status(context.Background()); err == nil && s.NodeID == node.NodeID {
			out[i] = s.Height
		}
	}
	return out
}

func together(heights []uint64) bool {
	for _, h := range heights {
		if h < 2 || h != heights[0] {
			return false
		}
	}
	return len(heights) > 0
}

// Tail returns the last lines of a file.
func Tail(file string, lines int) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	const most = 1 << 20
	if _, err := f.Seek(max(0, info.Size()-most), io.SeekStart); err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return "", err
	}
	rows := bytes.SplitAfter(b, []byte("\n"))
	if len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	return string(bytes.Join(rows[max(0, len(rows)-lines):], nil)), nil
}

// end ends every process of the network: SIGTERM, and SIGKILL for what has not ended in time.
// Ports are given back.
func (n *Network) end() error {
	var errs []error
	for _, node := range n.Nodes {
		errs = append(errs, node.signal(syscall.SIGTERM))
	}
	deadline := time.Now().Add(graceful)
	for i := range n.Nodes {
		node := &n.Nodes[i]
		if !node.gone(max(time.Until(deadline), 0)) {
			errs = append(errs, node.signal(syscall.SIGKILL))
			if !node.gone(graceful) {
				errs = append(errs, fmt.Errorf("%w %s: process %d does not end", ErrNode, node.Name,
					node.PID))
				continue
			}
		}
		node.Process = Process{}
	}
	if err := errors.Join(errs...); err != nil {
		return errors.Join(err, n.save())
	}
	n.Down = true
	if err := n.save(); err != nil {
		return err
	}
	p, err := newPorts(n.Dir)
	if err != nil {
		return err
	}
	p.drop(n.ports())
	return nil
}

// graceful is how long a node has to end by itself.
const graceful = 15 * time.Second

func (n *Network) ports() []int {
	var out []int
	for _, at := range n.addresses() {
		if port := portOf(at); port > 0 {
			out = append(out, port)
		}
	}
	return out
}

// addresses are RPC, P2P and API of every node in turn, empty before the first start.
func (n *Network) addresses() []string {
	var out []string
	for _, node := range n.Nodes {
		out = append(out, node.RPC, node.P2P, node.API)
	}
	return out
}

// portOf is the port of an address, 0 for none.
func portOf(at string) int {
	u, err := url.Parse(at)
	if err != nil {
		return 0
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		return 0
	}
	return port
}

func hostOf(at string) string {
	_, host, _ := strings.Cut(at, "://")
	return host
}

func say(w io.Writer, format string, args ...any) {
	if w != nil {
		fmt.Fprintf(w, format+"\n", args...)
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
