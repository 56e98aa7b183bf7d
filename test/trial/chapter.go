package trial

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Met are the codes of the refusals that the tests of a chapter have met.
type Met map[string]bool

// Main runs the tests of a chapter and fails when one of its refusals was met by none. A run that
// a flag narrows meets fewer and is not judged.
func (seen Met) Main(m *testing.M, refusals []*rule.Refusal) {
	code := m.Run()
	if code == 0 && !narrowed(os.Args[1:]) {
		for _, r := range refusals {
			if !seen[r.Name] {
				println("no test met the refusal", r.Name)
				code = 1
			}
		}
	}
	os.Exit(code)
}

func narrowed(args []string) bool {
	for _, a := range args {
		for _, flag := range []string{"-test.run=", "-test.list=", "-test.fuzz="} {
			if len(a) > len(flag) && strings.HasPrefix(a, flag) {
				return true
			}
		}
	}
	return false
}

// CheckTable holds a chapter's table to the encoding: collections apart, bodies, events and the
// given records of a shape that can be written, names once, codes once and in its hundred.
func CheckTable(t *testing.T, c rule.Chapter, records ...any) {
	t.Helper()
	if err := state.CheckCollections(c.Collections); err != nil {
		t.Error(err)
	}
	for _, k := range c.Kinds {
		records = append(records, k.New())
	}
	for _, e := range c.Events {
		records = append(records, e)
	}
	for _, r := range records {
		typ := reflect.TypeOf(r)
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if err := wire.CheckType(typ); err != nil {
			t.Error(err)
		}
	}
	codes, names := map[uint32]bool{}, map[string]bool{}
	for _, r := range c.Refusals {
		if codes[r.Code] || names[r.Name] || r.Code/100 != uint32(c.Number) {
			t.Errorf("code %d of %s", r.Code, r.Name)
		}
		codes[r.Code], names[r.Name] = true, true
	}
}
