package abci

import "fmt"

// Sentence is why a node does not start, in one sentence of each language. It wraps its cause.
type Sentence struct {
	Zh, En string
	Cause  error
}

// Error is the English sentence.
func (s *Sentence) Error() string { return s.En }

// Unwrap gives the cause to errors.Is and errors.As.
func (s *Sentence) Unwrap() error { return s.Cause }

// say makes a Sentence; every %v of both texts takes the same arguments in the same order.
func say(zh, en string, args ...any) *Sentence {
	s := &Sentence{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
	for _, a := range args {
		if err, ok := a.(error); ok {
			s.Cause = err
		}
	}
	return s
}
