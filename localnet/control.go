package localnet

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// Down ends the network of a directory: its recorded processes and no others. A network that is
// down stays so.
func Down(dir string) (*Network, error) {
	n, release, err := openHeld(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	return n, n.end()
}

// Kill ends nodes with SIGKILL, all at once, as a power cut would.
func Kill(dir string, names ...string) (*Network, error) {
	n, release, err := openHeld(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	nodes, err := n.named(names)
	if err != nil {
		return nil, err
	}
	for _, node := range nodes {
		if !node.Running() {
			return n, fmt.Errorf("%w: node %s is not running", ErrConflict, node.Name)
		}
	}
	var errs []error
	for _, node := range nodes {
		errs = append(errs, node.signal(syscall.SIGKILL))
	}
	for _, node := range nodes {
		if !node.gone(graceful) {
			errs = append(errs, fmt.Errorf("%w %s: process %d does not end", ErrNode, node.Name,
				node.PID))
			continue
		}
		node.Process = Process{}
	}
	return n, errors.Join(append(errs, n.save())...)
}

// Start starts nodes of a network that is up, on their own ports, and waits until each answers.
func Start(dir string, wait time.Duration, names ...string) (*Network, error) {
	n, release, err := openHeld(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	nodes, err := n.named(names)
	if err != nil {
		return nil, err
	}
	if n.Down {
		return n, fmt.Errorf("%w: the network in %s is down, start it with up", ErrConflict, n.Dir)
	}
	for _, node := range nodes {
		if node.Running() {
			return n, fmt.Errorf("%w: node %s runs already", ErrConflict, node.Name)
		}
	}
	var started []*launched
	for _, node := range nodes {
		l, err := n.launch(node)
		if err != nil {
			return n, err
		}
		started = append(started, l)
	}
	for i, node := range nodes {
		if err := n.answers(node, started[i], wait); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (n *Network) answers(node *Node, l *launched, wait time.Duration) error {
	c := Client{URLs: []string{node.RPC}, Wait: time.Second}
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		select {
		case <-l.ended:
			return n.ended(node, l)
		default:
		}
		if s, err := c.Status(context.Background()); err == nil && s.NodeID == node.NodeID {
			return nil
		}
	}
	return fmt.Errorf("%w: node %s does not answer after %s", ErrTimeout, node.Name, wait)
}

// named finds nodes by name; none means all.
func (n *Network) named(names []string) ([]*Node, error) {
	if len(names) == 0 {
		for _, node := range n.Nodes {
			names = append(names, node.Name)
		}
	}
	var out []*Node
	for _, name := range names {
		node, err := n.Node(name)
		if err != nil {
			return nil, err
		}
		out = append(out, node)
	}
	return out, nil
}

// NodeState is a node and where it is.
type NodeState struct {
	Name      string `json:"name"`
	Party     string `json:"party"`
	Validator bool   `json:"validator"`
	Running   bool   `json:"running"`
	PID       int    `json:"pid"`
	Answers   bool   `json:"answers"`
	Height    uint64 `json:"height"`
	AppHash   string `json:"app_hash"`
	Catching  bool   `json:"catching_up"`
	RPC       string `json:"rpc"`
	Home      string `json:"home"`
	Log       string `json:"log"`
}

// States asks every node of the network where it is.
func (n *Network) States() []NodeState {
	var out []NodeState
	for _, node := range n.Nodes {
		s := NodeState{Name: node.Name, Party: node.Party, Validator: node.Validator,
			Running: node.Running(), RPC: node.RPC, Home: node.Home, Log: node.Log}
		if s.Running {
			s.PID = node.PID
			c := Client{URLs: []string{node.RPC}, Wait: 2 * time.Second}
			if at, err := c.Status(context.Background()); err == nil && at.NodeID == node.NodeID {
				s.Answers, s.Height, s.AppHash, s.Catching = true, at.Height, at.AppHash, at.Catching
			}
		}
		out = append(out, s)
	}
	return out
}
