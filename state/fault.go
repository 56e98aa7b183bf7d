package state

import "fmt"

// Fault is a typed store failure: I/O, corruption, a node missing from the tree. Reads and writes
// of this package panic with it, so that rules stay prose; whoever runs a block recovers it and
// stops the node rather than diverge (rulings E3). Any other panic is a fault of a rule, not of the
// store.
type Fault struct{ Err error }

// Error says what failed.
func (f Fault) Error() string { return "state fault: " + f.Err.Error() }

// Unwrap gives the cause to errors.Is and errors.As.
func (f Fault) Unwrap() error { return f.Err }

// CatchFault runs fn and returns the Fault it panicked with, or nil. Other panics go through.
func CatchFault(fn func()) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case Fault:
			err = p
		default:
			panic(p)
		}
	}()
	fn()
	return nil
}

func faultf(format string, args ...any) { panic(Fault{Err: fmt.Errorf(format, args...)}) }

// guard turns any panic of a library call into an error; opening a damaged store makes both Badger
// and IAVL index beyond their slices.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if f, ok := p.(Fault); ok {
				err = f
				return
			}
			err = fmt.Errorf("%v", p)
		}
	}()
	return fn()
}
