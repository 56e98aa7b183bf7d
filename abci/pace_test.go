package abci

import (
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/state"
)

// A pass rests while no block waits for it, and never once one does; what it reads is the same.
func TestPace(t *testing.T) {
	s := state.NewMemStore()
	for i := range 200 {
		s.Set([]byte{1, byte(i)}, []byte{byte(i)})
	}
	for _, hurry := range []bool{false, true} {
		v := paced{s, &pace{}}
		v.hurry.Store(hurry)
		rows, began := 0, time.Now()
		read := func(_, value []byte) bool {
			if rows++; rows%20 == 0 {
				time.Sleep(2 * time.Millisecond) // work
			}
			got, ok := v.Get([]byte{1, value[0]})
			return ok && got[0] == value[0]
		}
		v.Iterate([]byte{1}, []byte{2}, read)
		v.IterateReverse([]byte{1}, []byte{2}, read)
		if rested := time.Since(began) > 100*time.Millisecond; rows != 400 || rested == hurry {
			t.Errorf("hurry %t: %d rows in %s", hurry, rows, time.Since(began))
		}
	}
}
