package localnet

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Options says what network to start. Dir and Binary are required.
type Options struct {
	Dir      string
	Binary   string        // the program whose `start --home HOME` is a node
	Manifest Manifest      // of a new network
	Founding *Founding     // ledger of a new network; nil: the manifest's own
	New      bool          // refuse a directory that holds a network already
	Wait     time.Duration // until all nodes are at one height of at least 2; 0: 60 s
	Progress io.Writer     // one line per node; nil: none
}

// Up starts a network and returns when all its nodes are at one height of at least 2. In a
// directory that holds a network which is down, that network goes on. On an error nothing of it
// keeps running.
func Up(o Options) (*Network, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	release, err := hold(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	o.Dir = dir
	n, err := o.network()
	if err != nil {
		return nil, err
	}
	if o.Wait == 0 {
		o.Wait = 60 * time.Second
	}
	return n, n.launchAll(o)
}

// network opens the network that is there, or makes a new one.
func (o Options) network() (*Network, error) {
	n, err := Open(o.Dir)
	if errors.Is(err, ErrNone) {
		return o.make()
	}
	if err != nil {
		return nil, err
	}
	if names := n.running(); len(names) > 0 {
		return nil, fmt.Errorf("%w: the network in %s is up: %v", ErrConflict, o.Dir, names)
	}
	if o.New {
		return nil, fmt.Errorf("%w: %s holds a network already; take another directory", ErrConflict,
			o.Dir)
	}
	n.Binary = o.Binary
	return n, nil
}

// make writes homes, keys and genesis. The record comes last: a directory without it is not a
// network.
func (o Options) make() (*Network, error) {
	inside, err := os.ReadDir(o.Dir)
	if err != nil {
		return nil, err
	}
	for _, e := range inside {
		if e.Name() != "LOCK" {
			return nil, fmt.Errorf("%w: %s is not empty and holds no network", ErrConflict, o.Dir)
		}
	}
	founding := o.Founding
	if founding == nil {
		if founding, err = o.Manifest.Founding(); err != nil {
			return nil, err
		}
	}
	n := &Network{Dir: o.Dir, Binary: o.Binary, Manifest: o.Manifest,
		Nodes: o.nodes(founding.Validators)}
	voters, err := n.makeHomes()
	if err != nil {
		return nil, err
	}
	doc, err := founding.Genesis(wire.At(time.Now()), voters)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	g, err := abci.NewFounding(doc)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	n.Chain, n.Genesis = doc.ChainID, g.Digest
	for _, home := range append([]string{n.Dir}, n.homes()...) {
		if err := os.MkdirAll(filepath.Join(home, "config"), 0o700); err != nil {
			return nil, err
		}
		if err := g.Write(filepath.Join(home, abci.GenesisFile)); err != nil {
			return nil, err
		}
	}
	if err := n.writeKeys(founding.Keys); err != nil {
		return nil, err
	}
	return n, n.save()
}

// nodes are those of the manifest; a story's validators replace the manifest's.
func (o Options) nodes(validators []string) []Node {
	var out []Node
	add := func(s NodeSpec) {
		home := filepath.Join(o.Dir, s.Name)
		out = append(out, Node{Name: s.Name, Party: s.Party, Validator: s.Validator, Power: s.Power,
			Home: home, Log: filepath.Join(home, "node.log")})
	}
	for _, id := range validators {
		add(NodeSpec{Name: id, Party: id, Validator: true})
	}
	for _, s := range o.Manifest.Nodes {
		if len(validators) > 0 && (s.Validator || slices.Contains(validators, s.Name)) {
			continue
		}
		add(s)
	}
	return out
}

func (n *Network) makeHomes() ([]party.GenesisVoter, error) {
	var voters []party.GenesisVoter
	for i := range n.Nodes {
		node := &n.Nodes[i]
		id, err := abci.MakeKeys(node.Home)
		if err != nil {
			return nil, err
		}
		node.NodeID = id.NodeID
		if !node.Validator {
			continue
		}
		if node.Power == 0 {
			node.Power = party.DefaultPower
		}
		voters = append(voters, party.GenesisVoter{Party: node.Party, Name: node.Name,
			PubKey: id.PubKey, Power: node.Power})
	}
	return voters, nil
}

func (n *Network) homes() []string {
	var out []string
	for _, node := range n.Nodes {
		out = append(out, node.Home)
	}
	return out
}
