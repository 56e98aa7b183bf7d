package access_test

import (
	"os"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestMain fails when a refusal of the chapter was met by no test.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && len(os.Args) > 0 && all() {
		for _, r := range access.Chapter().Refusals {
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
	ch := access.Chapter()
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
	for _, v := range []reflect.Type{reflect.TypeFor[access.Application](),
		reflect.TypeFor[access.DevAgreement](), reflect.TypeFor[access.Grant](),
		reflect.TypeFor[access.Processing](), reflect.TypeFor[access.Offered](),
		reflect.TypeFor[access.Opening]()} {
		if err := wire.CheckType(v); err != nil {
			t.Error(err)
		}
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
	for _, v := range access.Chapter().Queries {
		if v.Name == name {
			return v.Serve(q)
		}
	}
	b.Fatalf("no query %s", name)
	return nil, nil
}

// offered puts a product of the operator at developers' disposal, as chapter 7 does on publication.
func (b *book) offered(product string, agreement wire.ID, resources ...string) {
	o := access.Offered{Object: id(product), Version: 1, Maker: id(product).Party,
		Agreement: agreement, Fields: []string{"month", "n"}}
	for _, r := range resources {
		o.Resources = append(o.Resources, id(r))
	}
	access.Offer(b.ctx(b.store, nil), o)
}

func resourceItem(name string, fields ...string) access.Item {
	return access.Item{Object: id(name), Kind: access.KindResource, Fields: fields}
}

func productItem(name string, fields ...string) access.Item {
	return access.Item{Object: id(name), Kind: access.KindProduct, Fields: fields}
}
