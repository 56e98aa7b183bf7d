package product_test

import (
	"os"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestMain fails when a refusal of the chapter was met by no test.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && len(os.Args) > 0 && all() {
		for _, r := range product.Chapter().Refusals {
			if !seen[r.Name] {
				println("no test met the refusal", r.Name)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// all tells whether the whole package ran: a -run filter meets fewer refusals.
func all() bool {
	for _, a := range os.Args[1:] {
		if len(a) > 10 && a[:10] == "-test.run=" || len(a) > 11 && a[:11] == "-test.list=" ||
			len(a) > 11 && a[:11] == "-test.fuzz=" {
			return false
		}
	}
	return true
}

func TestTable(t *testing.T) {
	ch := product.Chapter()
	if err := state.CheckCollections(ch.Collections); err != nil {
		t.Error(err)
	}
	for _, k := range ch.Kinds {
		if err := wire.CheckType(k.Body()); err != nil {
			t.Error(err)
		}
	}
	for _, e := range ch.Events {
		if err := wire.CheckType(reflect.TypeOf(e)); err != nil {
			t.Error(err)
		}
	}
	if err := wire.CheckType(reflect.TypeFor[product.Product]()); err != nil {
		t.Error(err)
	}
	codes := map[uint32]bool{}
	for _, r := range ch.Refusals {
		if codes[r.Code] || r.Code/100 != uint32(ch.Number) {
			t.Errorf("code %d of %s", r.Code, r.Name)
		}
		codes[r.Code] = true
	}
}

func (b *book) ask(name string, args ...string) (any, error) {
	q := rule.Ask{Store: b.store, Time: b.time, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	for _, v := range product.Chapter().Queries {
		if v.Name == name {
			return v.Serve(q)
		}
	}
	b.Fatalf("no query %s", name)
	return nil, nil
}
