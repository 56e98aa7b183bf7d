package fault

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// spaces is a network whose nodes each live in a network namespace of their own, on one bridge.
type spaces struct {
	*network
	prefix string
	names  []string // of the namespaces, in order of the nodes
	ips    []string
}

// must runs a command of iproute2. These tests cannot do without it and without root, and say so.
func (s *spaces) must(line string) {
	s.t.Helper()
	args := strings.Fields(line)
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("network namespaces need root and the package iproute2: %s: %v %s", line, err, out)
	}
}

// inSpaces founds the network of a story and starts each node in its namespace.
func inSpaces(t *testing.T, file string) *spaces {
	t.Helper()
	s := &spaces{network: up(t, file, nil), prefix: fmt.Sprintf("sy%d", os.Getpid()%1_000_000)}
	if _, err := localnet.Down(s.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.tearDown)
	net := 1 + os.Getpid()%250
	hub := s.prefix + "h"
	s.names = append(s.names, hub)
	s.must("ip netns add " + hub)
	s.must("ip -n " + hub + " link add br0 type bridge")
	s.must("ip -n " + hub + " link set br0 up")
	s.must(fmt.Sprintf("ip link add %so type veth peer name out netns %s", s.prefix, hub))
	s.must(fmt.Sprintf("ip -n %s link set out master br0 up", hub))
	s.must(fmt.Sprintf("ip addr add 10.213.%d.254/24 dev %so", net, s.prefix))
	s.must(fmt.Sprintf("ip link set %so up", s.prefix))
	for i := range s.nodes {
		name, ip := fmt.Sprint(s.prefix, "n", i), fmt.Sprintf("10.213.%d.%d", net, i+1)
		s.names, s.ips = append(s.names, name), append(s.ips, ip)
		s.must("ip netns add " + name)
		s.must(fmt.Sprintf("ip -n %s link add e0 type veth peer name p%d netns %s", name, i, hub))
		s.must(fmt.Sprintf("ip -n %s link set p%d master br0 up", hub, i))
		s.must(fmt.Sprintf("ip -n %s addr add %s/24 dev e0", name, ip))
		s.must("ip -n " + name + " link set e0 up")
		s.must("ip -n " + name + " link set lo up")
	}
	s.launch()
	return s
}

// launch writes each node's addresses and starts it where it lives.
func (s *spaces) launch() {
	s.t.Helper()
	for i := range s.nodes {
		node := &s.nodes[i]
		spec := abci.Spec{Moniker: node.Name, P2P: "tcp://" + s.ips[i] + ":26656",
			RPC: "tcp://" + s.ips[i] + ":26657", API: "off", Genesis: s.hash.String(),
			BlockEvery: 200 * time.Millisecond, IdleEvery: time.Second}
		for j, peer := range s.nodes {
			if j != i {
				spec.Peers = append(spec.Peers, peer.NodeID+"@"+s.ips[j]+":26656")
			}
		}
		if err := abci.WriteConfig(node.Home, spec); err != nil {
			s.t.Fatal(err)
		}
		node.RPC = "http://" + s.ips[i] + ":26657"
		run(s.t, node.Log, "ip", "netns", "exec", s.names[i+1], binary, "start", "--home", node.Home)
	}
	for _, node := range s.nodes {
		s.grows(node, 2, startWithin)
	}
}

func (s *spaces) tearDown() {
	_ = exec.Command("ip", "link", "del", s.prefix+"o").Run()
	for _, name := range s.names {
		if out, err := exec.Command("ip", "netns", "del", name).CombinedOutput(); err != nil {
			s.t.Errorf("namespace %s stays: %v %s", name, err, out)
		}
	}
}

// part lets no packet pass between two sets of nodes; mend lets them pass again.
func (s *spaces) part(a, b []int) { s.routes("add", a, b) }
func (s *spaces) mend(a, b []int) { s.routes("del", a, b) }
func (s *spaces) cut(verb, at, to string) {
	s.must(fmt.Sprintf("ip -n %s route %s blackhole %s/32", at, verb, to))
}

func (s *spaces) routes(verb string, a, b []int) {
	for _, i := range a {
		for _, j := range b {
			s.cut(verb, s.names[i+1], s.ips[j])
			s.cut(verb, s.names[j+1], s.ips[i])
		}
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

// back waits until all nodes make blocks together again and tells how long that took.
func (s *spaces) back(what string) {
	s.t.Helper()
	began := time.Now()
	var top uint64
	for _, h := range s.heights([]int{0, 1, 2, 3, 4}) {
		top = max(top, h)
	}
	for _, node := range s.nodes {
		s.await(node.Name+" is back", startWithin, func() bool {
			at, ok := s.info(node)
			return ok && at.Height >= top+2
		})
	}
	s.t.Logf("%s: all five together two blocks on after %s", what,
		time.Since(began).Round(time.Millisecond))
}
