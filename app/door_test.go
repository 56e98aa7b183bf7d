package app

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// A door that has seen other papers answers each one as a new door does.
func TestDoor(t *testing.T) {
	w := newWorld(t)
	var raws [][]byte
	for _, s := range spoils {
		if s.env == nil {
			raws = append(raws, s.raw(t))
		}
	}
	for i := range 20 {
		raws = append(raws, run(t, probe{Key: "a", Count: 3}, uint64(i+1)))
	}
	w.block(raws[len(raws)-3:]...) // nonces that are used
	door := w.m.Door(w.store, w.env)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	refused := 0
	for range 10 * len(raws) {
		raw := raws[dice.IntN(len(raws))]
		want, got := w.m.Admit(w.store, w.env, raw), door.Admit(raw)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, a new door says %+v", got, want)
		}
		if got.Refused != nil {
			refused++
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

// What strangers claim does not make a door grow without bound.
func TestDoorIsBounded(t *testing.T) {
	w := newWorld(t)
	door := w.m.Door(w.store, w.env)
	for i := range 3 * doorEntries {
		door.standing(signer{key: uint16(i)})
		door.window(laneOf{Party: "stranger", Lane: uint16(i)})
		if len(door.signers) > doorEntries || len(door.lanes) > doorEntries {
			t.Fatalf("%d signers, %d lanes", len(door.signers), len(door.lanes))
		}
	}
}
