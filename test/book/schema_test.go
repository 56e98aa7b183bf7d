package book

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// schema is the machine-readable form of every kind and event: struct fields in the order of their
// RLP list. The scalar types are those of docs/wire.md.
type schema struct {
	Format string                   `json:"format"`
	Kinds  []kindSchema             `json:"kinds"`
	Events []eventSchema            `json:"events"`
	Tx     string                   `json:"tx"` // the type of a whole transaction
	Types  map[string][]fieldSchema `json:"types"`
}

type kindSchema struct {
	Name   string `json:"name"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Law    string `json:"law"`
	Body   string `json:"body"`
	Writes uint32 `json:"writes"`
	Weight string `json:"weight"`
	Dual   bool   `json:"dual"`
	Root   bool   `json:"root"`
	Test   bool   `json:"test"`
	Since  uint64 `json:"since"`
	Until  uint64 `json:"until"`
}

type eventSchema struct {
	Name string `json:"name"`
	Body string `json:"body"`
}

type fieldSchema struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Max  int    `json:"max,omitempty"` // bytes of a string, elements of a list
}

var weights = map[rule.Weight]string{rule.Bulk: "bulk", rule.Ordinary: "ordinary",
	rule.Urgent: "urgent"}

func schemaJSON(t *testing.T, m *app.Machine) []byte {
	t.Helper()
	s := schema{Format: "suyuan-schema/1", Tx: typeName(reflect.TypeFor[tx.Tx]()),
		Types: map[string][]fieldSchema{}}
	seen := map[reflect.Type]bool{}
	add := func(typ reflect.Type) {
		for _, st := range structsOf(typ, seen) {
			if s.Types[typeName(st)] != nil {
				t.Errorf("two structs are called %s", typeName(st))
			}
			s.Types[typeName(st)] = fieldsOf(st)
		}
	}
	add(reflect.TypeFor[tx.Tx]())
	for _, c := range m.Chapters() {
		for _, k := range c.Kinds {
			add(k.Body())
			s.Kinds = append(s.Kinds, kindSchema{k.Name, k.Zh, k.En, k.Law, typeName(k.Body()), k.Writes,
				weights[k.Weight], k.Dual, k.Root, k.Test, k.Since, k.Until})
		}
		for _, e := range c.Events {
			add(eventType(e))
			s.Events = append(s.Events, eventSchema{e.Event(), typeName(eventType(e))})
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fieldsOf(t reflect.Type) []fieldSchema {
	out := []fieldSchema{}
	for i := range t.NumField() {
		f := t.Field(i)
		limit, _ := strconv.Atoi(f.Tag.Get("max"))
		out = append(out, fieldSchema{f.Tag.Get("json"), typeName(f.Type), limit})
	}
	return out
}

func eventType(e rule.Event) reflect.Type {
	t := reflect.TypeOf(e)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
