package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// command runs the program on a node's home and reads its document.
func (n *network) command(into any, node localnet.Node, args ...string) error {
	n.t.Helper()
	args = append(args, "--home", node.Home, "--output", "json")
	out, err := exec.Command(binary, args...).Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return fmt.Errorf("%w: %s", err, failed.Stderr)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(out, into)
	}
	return err
}

// One validator of four is stopped, taken back ten heights and started: ledger and engine go back
// together, the blocks it let go come from the others, and every receipt is there again.
func TestRollback(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/time.yaml", nil)
	seen := map[wire.Hash]uint64{}
	n.play(n.story.Steps, scenario.Options{Filed: func(id wire.Hash, h uint64) { seen[id] = h }})
	top := n.agree()
	victim := n.nodes[3]
	if err := n.command(nil, victim, "rollback"); err == nil {
		t.Fatal("a running home goes back")
	}
	n.kill(victim.Name)
	var plan, done abci.Rollback
	if err := n.command(&plan, victim, "rollback", "--to", "3"); err != nil || plan.Done {
		t.Fatalf("the plan: %+v, %v", plan, err)
	}
	if err := n.command(&done, victim, "rollback", "--to", "3", "--yes"); err != nil || !done.Done ||
		done.Ledger != plan.Ledger || done.KeepsUpTo != 4 || done.Papers == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	began := time.Now()
	n.start(victim.Name)
	n.await(victim.Name+" has the height it left", startWithin, func() bool {
		s, ok := n.info(victim)
		return ok && s.Height >= top
	})
	t.Logf("from height 3 back to %d in %s", top, time.Since(began).Round(time.Millisecond))
	n.agree()
	n.hold(seen)
}
