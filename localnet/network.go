package localnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Network is a network on this machine, as DIR/network.json records it.
type Network struct {
	Dir      string    `json:"dir"`
	Chain    string    `json:"chain"`
	Genesis  wire.Hash `json:"genesis"`
	Binary   string    `json:"binary"`
	Down     bool      `json:"down"` // its ports are given back
	Manifest Manifest  `json:"manifest"`
	Nodes    []Node    `json:"nodes"`
}

// Node is one node of a network.
type Node struct {
	Name      string `json:"name"`
	Party     string `json:"party"`
	Validator bool   `json:"validator"`
	Power     uint64 `json:"power,omitempty"`
	NodeID    string `json:"node_id"`
	Home      string `json:"home"`
	Log       string `json:"log"`
	RPC       string `json:"rpc"` // http://127.0.0.1:port
	P2P       string `json:"p2p"` // tcp://127.0.0.1:port
	API       string `json:"api"` // http://127.0.0.1:port
	Process
}

const record = "network.json"

// Open reads the network of a directory. ErrNone when there is none.
func Open(dir string) (*Network, error) {
	b, err := os.ReadFile(filepath.Join(dir, record))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: no network in %s", ErrNone, dir)
	}
	if err != nil {
		return nil, err
	}
	var n Network
	if err := json.Unmarshal(b, &n); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, record), err)
	}
	return &n, nil
}

// save replaces the record at once, so that no reader sees half of it.
func (n *Network) save() error {
	b, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	at := filepath.Join(n.Dir, record)
	if err := os.WriteFile(at+".new", append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(at+".new", at)
}

// hold keeps other commands off the directory until the returned function is called.
func hold(dir string) (func(), error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%w: another command works on %s", ErrConflict, dir)
	}
	return func() {
		// A program that is being started elsewhere in this process may hold the file for a moment more.
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		_ = f.Close()
	}, nil
}

// openHeld opens the network of a directory for a command that changes it.
func openHeld(dir string) (*Network, func(), error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	if _, err := Open(dir); err != nil {
		return nil, nil, err
	}
	release, err := hold(dir)
	if err != nil {
		return nil, nil, err
	}
	n, err := Open(dir)
	if err != nil {
		release()
		return nil, nil, err
	}
	return n, release, nil
}

// Node finds a node by name.
func (n *Network) Node(name string) (*Node, error) {
	for i := range n.Nodes {
		if n.Nodes[i].Name == name {
			return &n.Nodes[i], nil
		}
	}
	var names []string
	for _, node := range n.Nodes {
		names = append(names, node.Name)
	}
	return nil, fmt.Errorf("%w: no node %q, there are %v", ErrNone, name, names)
}

// URLs are the RPC addresses of the nodes that run, validators first.
func (n *Network) URLs() []string {
	return n.each(func(node Node) string { return node.RPC })
}

// Services are the addresses of the HTTP services of the nodes that run, validators first.
func (n *Network) Services() []string {
	return n.each(func(node Node) string { return node.API })
}

func (n *Network) each(at func(Node) string) []string {
	var out []string
	for _, voting := range []bool{true, false} {
		for _, node := range n.Nodes {
			if node.Validator == voting && node.Running() {
				out = append(out, at(node))
			}
		}
	}
	return out
}

func (n *Network) running() []string {
	var out []string
	for _, node := range n.Nodes {
		if node.Running() {
			out = append(out, node.Name)
		}
	}
	return out
}
