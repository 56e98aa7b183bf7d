package party

import (
	"math/rand/v2"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestRoleGrant(t *testing.T) {
	w := newWorld(t)
	w.ok(register(t, "gy-dev"), bureau...)
	dev := &RoleGrant{Party: "gy-dev", Role: "developer", Jurisdiction: gz, Evidence: paper}
	w.refused(ErrRole, dev, "gz-health/1", "gz-health/2")
	w.ok(dev, bureau...)
	if !HasRole(w.store, "gy-dev", "developer", gz, w.now) ||
		!HasRole(w.store, "gy-dev", "developer", "520100", w.now) ||
		HasRole(w.store, "gy-dev", "developer", "530000", w.now) ||
		HasRole(w.store, "gy-dev", "developer", gz, w.now-1) {
		t.Error("the role does not cover what it was given for")
	}
	w.refused(ErrRoleHeld, dev, bureau...)
	w.refused(ErrUnknown, &RoleGrant{Party: "nobody", Role: "developer", Jurisdiction: gz,
		Evidence: paper}, bureau...)
}

// Rulings E13: a deciding role needs a second founding institution outside the bureau's group.
func TestDecidingRole(t *testing.T) {
	w := newWorld(t)
	w.ok(register(t, "gy-dev"), bureau...)
	m := &RoleGrant{Party: "gy-dev", Role: "provider", Jurisdiction: gz, Evidence: paper}
	w.refused(ErrSecondSigner, m, bureau...)
	w.refused(ErrSecondSigner, m, append([]string{"gy-dev/1", "gy-dev/2"}, bureau...)...)
	for _, role := range deciding {
		m.Role = role
		w.refused(ErrSecondSigner, m, bureau...)
		w.ok(m, append([]string{"gz-health/1", "gz-health/2"}, bureau...)...)
	}

	g, _ := Get(w.store, "gz-health")
	b, _ := Get(w.store, "gz-bureau")
	g.Group, b.Group = "gov", "gov"
	parties.Set(w.store, g.ID, g)
	parties.Set(w.store, b.ID, b)
	m.Jurisdiction = "520100"
	w.refused(ErrSecondSigner, m, append([]string{"gz-health/1", "gz-health/2"}, bureau...)...)
}

func TestRoleEnd(t *testing.T) {
	w := newWorld(t)
	m := &RoleEnd{Party: "gz-operator", Role: "operator", Jurisdiction: gz, Evidence: paper}
	w.refused(ErrRole, m, "gz-health/1", "gz-health/2")
	w.ok(m, bureau...)
	w.refused(ErrRoleNotHeld, m, bureau...)
	if HasRole(w.store, "gz-operator", "operator", gz, w.now) ||
		!RoleDuring(w.store, "gz-operator", "operator", gz, began, w.now) {
		t.Error("the end is right at the instant")
	}
	w.now += 50
	w.ok(&RoleGrant{Party: "gz-operator", Role: "operator", Jurisdiction: gz, Evidence: paper},
		bureau...)
	if n := len(Roles(w.store, "gz-operator")); n != 2 {
		t.Errorf("%d intervals", n)
	}
	if RoleDuring(w.store, "gz-operator", "operator", gz, w.now-60, w.now+1) {
		t.Error("a gap was overlooked")
	}
	w.refused(ErrSecondSigner, &RoleEnd{Party: "gz-health", Role: "provider", Jurisdiction: gz,
		Evidence: paper}, bureau...)
}

func TestRoleCheck(t *testing.T) {
	w := newWorld(t)
	for _, m := range []rule.Msg{
		&RoleGrant{Party: "", Role: "developer", Jurisdiction: gz, Evidence: paper},
		&RoleGrant{Party: "gz-data", Role: "king", Jurisdiction: gz, Evidence: paper},
		&RoleGrant{Party: "gz-data", Role: "developer", Jurisdiction: "52", Evidence: paper},
		&RoleGrant{Party: "gz-data", Role: "developer", Jurisdiction: gz},
		&RoleEnd{Party: "gz-data", Role: "developer", Jurisdiction: gz},
	} {
		w.refused(rule.BadField, m, bureau...)
	}
}

// A role given in a block does not count within that block (rulings E1).
func TestStandingIsOfTheParent(t *testing.T) {
	w := newWorld(t)
	c := w.ctx("gz-data/1")
	c.Parent = state.NewOverlay(w.store)
	o := state.NewOverlay(w.store)
	roleIntervals.Set(o, roleAt{"gz-data", "platform", gz, w.now}, roleEnd{})
	c.Store = o
	if _, err := SignerWith(c, "platform", gz); err == nil {
		t.Error("a role counted in the block that gave it")
	}
	c.Parent = nil
	if p, err := SignerWith(c, "platform", gz); err != nil || p != "gz-data" {
		t.Errorf("got %s, %v", p, err)
	}
}

// RoleDuring against a set of seconds.
func TestRoleDuringAgainstSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		s := state.NewMemStore()
		var held [64]bool
		for _, j := range []string{gz, "520100"} {
			for at := 1 + r.IntN(10); at < 60; at += 1 + r.IntN(8) {
				from := at
				at += 1 + r.IntN(15)
				end := min(at, 63)
				e := roleEnd{To: wire.Time(end)}
				if r.IntN(8) == 0 {
					e.To, end = 0, 64
				}
				roleIntervals.Set(s, roleAt{"p", "operator", j, wire.Time(from)}, e)
				for i := from; i < end; i++ {
					held[i] = true
				}
				if e.To == 0 {
					break
				}
			}
		}
		for from := 1; from < 62; from++ {
			all := true
			for to := from + 1; to < 64; to++ {
				all = all && held[to-1]
				got := RoleDuring(s, "p", "operator", "520100", wire.Time(from), wire.Time(to))
				if got != all {
					t.Fatalf("[%d,%d): got %v; %v", from, to, got, Roles(s, "p"))
				}
			}
		}
	}
}
