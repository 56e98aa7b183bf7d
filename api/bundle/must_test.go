package bundle

import (
	"testing"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil && err != (*Fault)(nil) {
		t.Fatal(err)
	}
}

// code is the fault's code, "" for none.
func code(err error) string {
	if f, ok := err.(*Fault); ok && f != nil {
		return f.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
