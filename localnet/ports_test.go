package localnet

import (
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func testPorts(t *testing.T, leases, owner string) *ports {
	t.Helper()
	low, high := portRange()
	return &ports{dir: leases, owner: owner, low: low, high: high}
}

func TestPortsOfNetworksStartedTogetherDiffer(t *testing.T) {
	dir := t.TempDir()
	var mu sync.Mutex
	var all []*lease
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			p := testPorts(t, dir, filepath.Join(dir, "net", string(rune('a'+i))))
			p.high = p.low + 200 // crowded, so that they do meet
			got, err := p.take(10)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, got...)
		}()
	}
	wg.Wait()
	seen := map[int]bool{}
	for _, l := range all {
		if seen[l.port] {
			t.Errorf("port %d was leased twice", l.port)
		}
		seen[l.port] = true
	}
	freeAll(all)
}

func TestALeaseOutlivesItsProcessWhileTheNetworkCounts(t *testing.T) {
	leases, a, b := t.TempDir(), t.TempDir(), t.TempDir()
	mine, err := testPorts(t, leases, a).take(1)
	if err != nil {
		t.Fatal(err)
	}
	port := mine[0].port
	n := Network{Dir: a, Nodes: []Node{{Name: "x", RPC: rpcURL(port)}}}
	if err := n.save(); err != nil {
		t.Fatal(err)
	}
	mine[0].keep() // the command ended, and the node that had the port was killed

	other := testPorts(t, leases, b)
	if l, err := other.one(port); l != nil || err != nil {
		t.Fatalf("another network took port %d: %v", port, err)
	}
	if l, err := testPorts(t, leases, a).one(port); l == nil || err != nil {
		t.Fatalf("the network itself cannot take its port %d again: %v", port, err)
	} else {
		l.keep()
	}
	n.Down = true
	if err := n.save(); err != nil {
		t.Fatal(err)
	}
	l, err := other.one(port)
	if l == nil || err != nil {
		t.Fatalf("port %d of a network that is down is still held: %v", port, err)
	}
	l.free()
}

func TestABoundPortIsNotLeased(t *testing.T) {
	p := testPorts(t, t.TempDir(), t.TempDir())
	l, err := p.take(1)
	if err != nil {
		t.Fatal(err)
	}
	port := l[0].port
	if _, err := net.Listen("tcp", loopback(port)); err == nil {
		t.Error("a leased port can be bound by others")
	}
	l[0].give()
	someone, err := net.Listen("tcp", loopback(port))
	if err != nil {
		t.Fatal(err)
	}
	defer someone.Close()
	l[0].free()
	if again, _ := p.one(port); again != nil {
		t.Error("a port that someone bound was leased")
	}
}

func TestDropGivesOnlyOwnLeasesBack(t *testing.T) {
	leases, a, b := t.TempDir(), t.TempDir(), t.TempDir()
	l, err := testPorts(t, leases, a).take(2)
	if err != nil {
		t.Fatal(err)
	}
	held := []int{l[0].port, l[1].port}
	l[0].keep()
	l[1].keep()
	testPorts(t, leases, b).drop(held)
	if files, _ := filepath.Glob(filepath.Join(leases, "*")); len(files) != 2 {
		t.Fatalf("another network dropped the leases: %v", files)
	}
	testPorts(t, leases, a).drop(held)
	if files, _ := filepath.Glob(filepath.Join(leases, "*")); len(files) != 0 {
		t.Fatalf("leases are left: %v", files)
	}
}

func TestPortsStayOutOfTheEphemeralRange(t *testing.T) {
	for _, c := range []struct{ from, to, low, high int }{
		{32768, 60999, 10000, 32768}, {1024, 40000, 40001, 65536}, {15000, 65000, 10000, 15000},
	} {
		if low, high := widest(10000, 65536, c.from, c.to+1); low != c.low || high != c.high {
			t.Errorf("ephemeral %d to %d: ports %d to %d", c.from, c.to, low, high)
		}
	}
	if _, err := (&ports{dir: t.TempDir(), owner: "x", low: 20000,
		high: 20001}).take(2); err == nil ||
		!strings.Contains(err.Error(), "no 2 free ports") {
		t.Errorf("two ports out of one: %v", err)
	}
}

// A network that goes on has the ports it had, where nobody took them meanwhile.
func TestPortsAreKept(t *testing.T) {
	p, err := newPorts(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	n := &Network{Nodes: []Node{{}, {}}}
	first, err := n.lease(p, true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n.Nodes {
		n.Nodes[i].RPC, n.Nodes[i].P2P = rpcURL(first[3*i].port), p2pURL(first[3*i+1].port)
		n.Nodes[i].API = rpcURL(first[3*i+2].port)
	}
	freeAll(first[1:]) // the first stays taken
	again, err := n.lease(p, true)
	if err != nil {
		t.Fatal(err)
	}
	defer freeAll(append(again, first[0]))
	if again[0].port == first[0].port {
		t.Error("a port that is taken was leased")
	}
	for i := 1; i < len(first); i++ {
		if again[i].port != first[i].port {
			t.Errorf("port %d became %d", first[i].port, again[i].port)
		}
	}
}
