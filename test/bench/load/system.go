package load

import (
	"fmt"
	"path/filepath"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The systems that can be measured.
const (
	Suyuan  = "suyuan"
	Signed  = "signed-kvstore" // checks suyuan's signatures and proves one write of each paper
	KVStore = "kvstore"        // CometBFT's own, which verifies and proves nothing
)

// Systems are all of them, in the order in which they run and are told of.
var Systems = []string{Suyuan, Signed, KVStore}

// System is a program to measure, and how many validators it runs with.
type System struct {
	Name       string // one of Systems
	Binary     string // the program whose `start --home HOME` is a node
	Validators int    // 1 to 4
	Alg        string // of the accounts that file: secp256k1 or sm2
	Kind       string // of the papers: OneRecord or Batch
	PaperBytes int    // kvstore: size of one transaction
	Threads    int    // GOMAXPROCS of a node; 0: all
	Units      uint64 // suyuan: uses that each batch counts; 0: a few
}

// Net is a system that is up, ready to be loaded.
type Net struct {
	System
	*localnet.Network
	story *scenario.Story
	law   wire.Time // when the story ended; where it is not played, when it begins
	given int       // papers made so far
}

// Up starts a fresh network of the system in dir and brings it to where papers can be filed. All
// systems get the same genesis document, configuration and environment.
func (s System) Up(dir string) (*Net, error) {
	story, err := readStory(dir, s.Alg)
	if err != nil {
		return nil, err
	}
	manifest, founding := s.founding(story)
	network, err := localnet.Up(localnet.Options{Dir: filepath.Join(dir, "net"), Binary: s.Binary,
		Manifest: manifest, Founding: founding, New: true})
	n := &Net{System: s, Network: network, story: story, law: story.Start}
	if err != nil {
		return nil, err
	}
	if s.Name == Suyuan {
		if err := n.play(); err != nil {
			return nil, fmt.Errorf("%w%s", err, n.last(n.Down()))
		}
	}
	return n, nil
}

// founding is a fast network of the first validators of the story.
func (s System) founding(story *scenario.Story) (localnet.Manifest, *localnet.Founding) {
	f := &localnet.Founding{Genesis: func(now wire.Time, voters []party.GenesisVoter) (
		genesis.Document, error) {
		doc, err := story.GenesisAt(now, voters...)
		if err != nil {
			return genesis.Document{}, err
		}
		return *doc, nil
	}}
	for _, p := range story.Parties {
		if p.Validator && len(f.Validators) < s.Validators {
			f.Validators = append(f.Validators, p.ID)
		}
	}
	return localnet.Manifest{Chain: story.Chain, Fast: true, Idle: "1s", LogLevel: "error",
		Threads: s.Threads}, f
}

// Down ends the network's processes.
func (n *Net) Down() error {
	_, err := localnet.Down(n.Dir)
	return err
}

// last adds what a node wrote last, and the error of ending, to the text of an error.
func (n *Net) last(err error) string {
	tail, _ := localnet.Tail(n.Nodes[0].Log, 3)
	if err != nil {
		return fmt.Sprintf("; %v; %s", err, tail)
	}
	return "; " + tail
}

// Papers makes so many more papers, all valid and all different.
func (n *Net) Papers(count int) ([][]byte, error) {
	from := n.given
	n.given += count
	if n.Name == KVStore {
		return kvPapers(from, count, n.PaperBytes), nil
	}
	return n.signed(from, count)
}
