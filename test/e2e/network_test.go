package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Four validators and an auditor: both suites of one institution, a refusal, a killed node, all
// nodes killed at once, and nothing left at the end.
func TestFourValidatorsAndAnAuditor(t *testing.T) {
	random := dice(t)
	n := up(t, "--scenario", "testdata/story.yaml")
	record := n.record()
	if len(record.Nodes) != 5 || record.Nodes[4].Validator {
		t.Fatalf("%+v", record.Nodes)
	}

	papers := []string{n.tx("gz-health/1", "gz-health/secp256k1"), n.tx("gz-health/2",
		"gz-health/sm2")}

	var f failure
	a := expect(t, 5, &f, n.draft("gz-operator/1", "gz-operator/r")...)
	if f.Error.Refusal == nil || f.Error.Refusal.Code != "party.role_missing" ||
		!strings.Contains(a.chat, "party.role_missing") {
		t.Errorf("%s%s", a.out, a.chat)
	}

	victim := record.Nodes[random.IntN(4)].Name
	t.Logf("killed: %s", victim)
	n.kill(victim)
	for i := range 3 {
		papers = append(papers, n.tx("gz-transport/1", fmt.Sprintf("gz-transport/r%d", i)))
	}
	n.start(victim)
	n.agree(papers)

	// All at once, while papers are on their way: none that was final may be lost.
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			run(t, append(n.draft("gz-health/1", fmt.Sprintf("gz-health/late%d", i)), "--wait",
				"sync")...)
		}()
	}
	wg.Wait()
	n.kill(n.names()...)
	n.start(n.names()...)
	papers = append(papers, n.tx("gz-health/2", "gz-health/after"))
	n.agree(papers)

	down(t, n)
}

func down(t *testing.T, n *network) {
	t.Helper()
	expect(t, 0, nil, "localnet", "down", "--dir", n.dir)
	if left := processes(t, n.dir); len(left) != 0 {
		t.Errorf("left running: %v", left)
	}
	expect(t, 0, nil, "localnet", "down", "--dir", n.dir)
}

// Two networks started at the same moment do not meet, and one's end does not touch the other. A
// network that is down goes on where it was.
func TestTwoNetworks(t *testing.T) {
	var nets [2]*network
	var wg sync.WaitGroup
	for i := range nets {
		wg.Add(1)
		go func() {
			defer wg.Done()
			nets[i] = up(t, "--validators", "1")
		}()
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	paper := nets[1].tx("gz-health/1", "gz-health/r")
	down(t, nets[0])
	if !nets[1].node("bureau").Running() {
		t.Fatal("the other network was ended as well")
	}
	expect(t, 9, nil, "localnet", "up", "--dir", nets[1].dir)
	down(t, nets[1])
	expect(t, 0, nil, "localnet", "up", "--dir", nets[1].dir)
	nets[1].agree([]string{paper})
	down(t, nets[1])
}
