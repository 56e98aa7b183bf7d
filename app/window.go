package app

// WindowSize is how many nonces below and above the highest one a lane keeps open (rulings E11).
const WindowSize = 1024

// Window is the replay window of one author account and lane. Nonces begin at 1 and come in any
// order; bit n mod 1,024 says whether nonce n of (Highest-1024, Highest] is used. It is one record
// of state per lane however many papers are in flight.
type Window struct {
	Highest uint64               `json:"highest"`
	Bits    [WindowSize / 8]byte `json:"bits"`
}

// Standing of a nonce in its window.
type nonceState uint8

const (
	fresh   nonceState = iota
	used               // inside the window, marked
	outside            // zero, too old to tell, or too far ahead
)

// look says whether nonce n may be used.
func (w *Window) look(n uint64) nonceState {
	switch {
	case n == 0:
		return outside
	case n > w.Highest:
		if n-w.Highest > WindowSize {
			return outside
		}
		return fresh
	case w.Highest-n >= WindowSize:
		return outside
	case w.bit(n):
		return used
	}
	return fresh
}

func (w *Window) bit(n uint64) bool { return w.Bits[n%WindowSize/8]&(1<<(n%8)) != 0 }

// mark uses nonce n. A nonce above the highest moves the window; one that has left the window needs
// no mark, because it is refused from then on.
func (w *Window) mark(n uint64) {
	if n > w.Highest {
		if n-w.Highest >= WindowSize {
			w.Bits = [WindowSize / 8]byte{}
		} else {
			for i := w.Highest; i != n; {
				i++
				w.Bits[i%WindowSize/8] &^= 1 << (i % 8)
			}
		}
		w.Highest = n
	}
	if w.Highest-n < WindowSize {
		w.Bits[n%WindowSize/8] |= 1 << (n % 8)
	}
}

// Span returns the lowest and the highest nonce that are inside the window; a nonce between them is
// free unless used.
func (w Window) Span() (low, high uint64) {
	low = 1
	if w.Highest >= WindowSize {
		low = w.Highest - WindowSize + 1
	}
	high = w.Highest + WindowSize
	if high < w.Highest {
		high = ^uint64(0)
	}
	return low, high
}

// Used reports whether nonce n is marked inside the window.
func (w Window) Used(n uint64) bool { return w.look(n) == used }
