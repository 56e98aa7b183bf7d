package state

import (
	"reflect"
	"slices"
)

// cloner gives a value slices of its own, however deep they lie.
type cloner func(v reflect.Value)

// planClone works out how values of a type are cloned: nil where copying the value is enough. ok is
// false for types that hold maps, interfaces, functions, channels or themselves, or such
// fields that are not exported, which no record does.
func planClone(t reflect.Type, inside ...reflect.Type) (clone cloner, ok bool) {
	if slices.Contains(inside, t) {
		return nil, false
	}
	inside = append(inside, t)
	switch t.Kind() {
	case reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return nil, false
	case reflect.Slice:
		return planSlice(t, inside)
	case reflect.Array:
		each, ok := planClone(t.Elem(), inside...)
		if each == nil {
			return nil, ok
		}
		return func(v reflect.Value) {
			for i := range v.Len() {
				each(v.Index(i))
			}
		}, ok
	case reflect.Pointer:
		deeper, ok := planClone(t.Elem(), inside...)
		return func(v reflect.Value) {
			if v.IsNil() {
				return
			}
			own := reflect.New(t.Elem())
			own.Elem().Set(v.Elem())
			if deeper != nil {
				deeper(own.Elem())
			}
			v.Set(own)
		}, ok
	case reflect.Struct:
		return planStruct(t, inside)
	}
	return nil, true
}

func planSlice(t reflect.Type, inside []reflect.Type) (cloner, bool) {
	each, ok := planClone(t.Elem(), inside...)
	return func(v reflect.Value) {
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(t, v.Len(), v.Len())
		reflect.Copy(own, v)
		if each != nil {
			for i := range own.Len() {
				each(own.Index(i))
			}
		}
		v.Set(own)
	}, ok
}

func planStruct(t reflect.Type, inside []reflect.Type) (cloner, bool) {
	type part struct {
		field int
		clone cloner
	}
	var parts []part
	for i := range t.NumField() {
		f := t.Field(i)
		clone, ok := planClone(f.Type, inside...)
		if !ok || clone != nil && !f.IsExported() {
			return nil, false
		}
		if clone != nil {
			parts = append(parts, part{i, clone})
		}
	}
	if len(parts) == 0 {
		return nil, true
	}
	return func(v reflect.Value) {
		for _, p := range parts {
			p.clone(v.Field(p.field))
		}
	}, true
}
