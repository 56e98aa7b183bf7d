package bundle

import "fmt"

// Fault is why a file does not verify: a stable code and one sentence in each language.
type Fault struct {
	Code   string // dotted: "header.signatures", "lines.root"
	Zh, En string
}

// Error is both sentences.
func (f *Fault) Error() string { return f.Code + ": " + f.Zh + " / " + f.En }

// faultf fills both sentences with the same arguments, which they name by index.
func faultf(code, zh, en string, args ...any) *Fault {
	return &Fault{Code: code, Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}
