package fault

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

// spaces is a network whose nodes each live in a network namespace of their own, and whose packets
// an exchange carries. Port i of the exchange is node i; the last one is this machine, which asks
// the nodes and stands outside all faults.
type spaces struct {
	*network
	exchange *exchange
	spaces   []*space // of the nodes, in order
	addrs    []netip.Addr
	tuns     []*os.File
	running  []*child
	final    map[wire.Hash]uint64 // papers that some node had in a block, and its height
}

// apart counts the networks of this process in namespaces.
var apart atomic.Int64

// inSpaces founds the network of a story and starts each node in its namespace.
func inSpaces(t *testing.T, random *rand.Rand, file string) *spaces {
	t.Helper()
	s := &spaces{network: up(t, file, nil), final: map[wire.Hash]uint64{}}
	if _, err := localnet.Down(s.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.tearDown)
	number := apart.Add(1)
	net := byte(1 + (int64(os.Getpid())+number)%250)
	for i := range s.nodes {
		one, err := newSpace()
		if err != nil {
			s.cannot(err)
		}
		s.spaces = append(s.spaces, one)
		at := netip.AddrFrom4([4]byte{10, 213, net, byte(i + 1)})
		if err := one.in(func() error { return s.plug("e0", at) }); err != nil {
			s.cannot(err)
		}
	}
	outside := fmt.Sprintf("sy%do%d", os.Getpid(), number)
	if err := s.plug(outside, netip.AddrFrom4([4]byte{10, 213, net, 254})); err != nil {
		s.cannot(err)
	}
	s.exchange = newExchange(random, s.tuns, s.addrs)
	s.launch()
	return s
}

// cannot says what these tests cannot do without.
func (s *spaces) cannot(err error) {
	s.t.Helper()
	s.t.Fatalf("network namespaces need root, /dev/net/tun and the package iproute2: %v", err)
}

// plug makes a device in the calling thread's namespace and gives it an address. Every other
// address of the network lies behind it.
func (s *spaces) plug(name string, at netip.Addr) error {
	f, err := tun(name)
	if err != nil {
		return err
	}
	s.tuns, s.addrs = append(s.tuns, f), append(s.addrs, at)
	for _, line := range []string{"link set lo up", "addr add " + at.String() + "/24 dev " + name,
		"link set " + name + " up"} {
		out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("ip %s: %w %s", line, err, out)
		}
	}
	return nil
}

// launch writes each node's addresses and starts it where it lives.
func (s *spaces) launch() {
	s.t.Helper()
	for i := range s.nodes {
		node := &s.nodes[i]
		spec := abci.Spec{Moniker: node.Name, P2P: "tcp://" + s.addrs[i].String() + ":26656",
			RPC: "tcp://" + s.addrs[i].String() + ":26657", API: "off", Genesis: s.hash.String(),
			BlockEvery: 200 * time.Millisecond, IdleEvery: time.Second}
		for j, peer := range s.nodes {
			if j != i {
				spec.Peers = append(spec.Peers, peer.NodeID+"@"+s.addrs[j].String()+":26656")
			}
		}
		if err := abci.WriteConfig(node.Home, spec); err != nil {
			s.t.Fatal(err)
		}
		node.RPC = "http://" + s.addrs[i].String() + ":26657"
		if err := s.spaces[i].in(func() error {
			c, err := begin(node.Log, binary, "start", "--home", node.Home)
			if err == nil {
				s.running = append(s.running, c)
			}
			return err
		}); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, node := range s.nodes {
		s.grows(node, 2, startWithin)
	}
}

// stop ends the nodes; their homes stay.
func (s *spaces) stop() {
	for _, c := range s.running {
		c.kill()
	}
	s.running = nil
}

func (s *spaces) tearDown() {
	s.stop()
	for _, one := range s.spaces {
		one.close()
	}
	if s.exchange != nil {
		if err := s.exchange.close(); err != nil {
			s.t.Error(err)
		}
		return
	}
	var errs []error
	for _, f := range s.tuns {
		errs = append(errs, f.Close())
	}
	if err := errors.Join(errs...); err != nil {
		s.t.Error(err)
	}
}

// heights are those of some nodes.
func (s *spaces) heights(of []int) (out []uint64) {
	s.t.Helper()
	for _, i := range of {
		var at abci.State
		s.await(s.nodes[i].Name+" answers", startWithin, func() (ok bool) {
			at, ok = s.info(s.nodes[i])
			return ok
		})
		out = append(out, at.Height)
	}
	return out
}

// witness notes which papers of a load are in a block, as any node says at this moment.
func (s *spaces) witness(l *load) {
	s.t.Helper()
	for _, p := range l.so() {
		if s.final[p.id] != 0 {
			continue
		}
		for _, node := range s.nodes {
			var r abci.Receipt
			if s.ask(node, abci.PathReceipt, p.id[:], 0, &r) {
				s.final[p.id] = r.Height
				break
			}
		}
	}
}

// kept wants the papers that were seen in a block where they were seen. Others may be beside them.
func (s *spaces) kept(now map[wire.Hash]uint64) {
	s.t.Helper()
	for id, height := range s.final {
		if now[id] != height {
			s.t.Errorf("%s was final at height %d and is at %d", id, height, now[id])
		}
	}
	s.t.Logf("%d papers were final while links were bad, and are where they were", len(s.final))
	clear(s.final)
}

// back mends every link, waits until all nodes make blocks together again with one state, and tells
// how long that took.
func (s *spaces) back(what string) {
	s.t.Helper()
	passed, lost := s.exchange.counts()
	s.exchange.set(link{}, everybody, everybody)
	began := time.Now()
	var top uint64
	for _, h := range s.heights(everybody) {
		top = max(top, h)
	}
	for _, node := range s.nodes {
		s.await(node.Name+" is back", backWithin, func() bool {
			at, ok := s.info(node)
			return ok && at.Height >= top+2
		})
	}
	s.t.Logf("%s: all five together two blocks on after %s; %d packets passed, %d lost", what,
		time.Since(began).Round(time.Millisecond), passed, lost)
	s.agree()
}
