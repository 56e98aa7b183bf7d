package app

import (
	"bytes"
	"encoding"
	"reflect"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// textPlan says where inside a body type there are values whose JSON is a text of their own: dates,
// digests, keys, record ids, money. Not every such value has a text (a digest of unknown algorithm,
// day 20260230). A body that held one would be stored and could never be shown, so it is refused
// before any rule sees it. Nil: nothing to look at.
type textPlan struct {
	own    bool // the type itself
	elem   *textPlan
	fields []textField
}

type textField struct {
	index int
	name  string
	plan  *textPlan
}

var (
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func planText(t reflect.Type) *textPlan {
	bytewise := (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) &&
		t.Elem().Kind() == reflect.Uint8 // hex of any bytes reads back
	switch {
	case bytewise:
		return nil
	case t.Implements(textMarshaler) && reflect.PointerTo(t).Implements(textUnmarshaler):
		return &textPlan{own: true}
	case t.Kind() == reflect.Slice:
		if elem := planText(t.Elem()); elem != nil {
			return &textPlan{elem: elem}
		}
	case t.Kind() == reflect.Struct:
		p := &textPlan{}
		for i := range t.NumField() {
			f := t.Field(i)
			if sub := planText(f.Type); sub != nil {
				p.fields = append(p.fields, textField{i, f.Tag.Get("json"), sub})
			}
		}
		if p.fields != nil {
			return p
		}
	}
	return nil
}

// check returns the refusal of the first value in v that has no text, nil when all have.
func (p *textPlan) check(v reflect.Value, path string) *rule.Refused {
	switch {
	case p == nil:
		return nil
	case p.own:
		if readsBack(v) {
			return nil
		}
		return rule.Malformed(path, "取值无效，没有文本形式", "the value is invalid: it has no text form")
	case p.elem != nil:
		for i := range v.Len() {
			if r := p.elem.check(v.Index(i), path+"["+strconv.Itoa(i)+"]"); r != nil {
				return r
			}
		}
		return nil
	}
	for _, f := range p.fields {
		at := f.name
		if path != "" {
			at = path + "." + f.name
		}
		if r := f.plan.check(v.Field(f.index), at); r != nil {
			return r
		}
	}
	return nil
}

// readsBack reports whether the text of v reads back to v.
func readsBack(v reflect.Value) bool {
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return false
	}
	back := reflect.New(v.Type())
	if back.Interface().(encoding.TextUnmarshaler).UnmarshalText(text) != nil {
		return false
	}
	if v.Comparable() {
		return v.Equal(back.Elem())
	}
	// An empty and an absent byte string are one value on the wire.
	a, errA := wire.Encode(v.Interface())
	b, errB := wire.Encode(back.Elem().Interface())
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
