package app

import (
	"fmt"
	"reflect"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// tables fills a Machine and refuses what cannot be told apart or cannot be encoded.
type tables struct {
	m     *Machine
	names map[string]string // "sort:name" -> chapter
	codes map[uint32]string // refusal code -> name
}

// once refuses a name of one sort that is used twice.
func (t tables) once(sort, name, chapter string) error {
	if other, ok := t.names[sort+":"+name]; ok {
		return fmt.Errorf("%s %s exists already in chapter %s", sort, name, other)
	}
	t.names[sort+":"+name] = chapter
	return nil
}

func (t tables) chapter(c rule.Chapter) error {
	if !chapterName.MatchString(c.Name) || c.Zh == "" || c.En == "" {
		return fmt.Errorf("needs a name and texts")
	}
	if err := t.once("chapter", c.Name, c.Name); err != nil {
		return err
	}
	for i := range c.Kinds {
		if err := t.kind(c, &c.Kinds[i]); err != nil {
			return err
		}
	}
	for _, r := range c.Refusals {
		if err := t.refusal(c, r); err != nil {
			return err
		}
	}
	for _, e := range c.Events {
		if err := t.event(c, e); err != nil {
			return err
		}
	}
	for i := range c.Queries {
		if err := t.query(c, &c.Queries[i]); err != nil {
			return err
		}
	}
	for _, col := range c.Collections {
		if col.Chapter != c.Number {
			return fmt.Errorf("collection %s is numbered under chapter %d", col.Name, col.Chapter)
		}
	}
	return nil
}

func (t tables) kind(c rule.Chapter, k *rule.Kind) error {
	switch {
	case !dottedName.MatchString(k.Name) || len(k.Name) > 40:
		return fmt.Errorf("kind %q: not a dotted name of at most 40 bytes", k.Name)
	case k.Zh == "" || k.En == "" || k.Law == "":
		return fmt.Errorf("kind %s: needs texts and the articles it carries out", k.Name)
	case k.New == nil || k.Writes == 0 || k.Writes >= BlockWrites:
		return fmt.Errorf("kind %s: needs a body and a maximum of writes below %d", k.Name, BlockWrites)
	case k.Weight > rule.Urgent || (k.Until != 0 && k.Until <= k.Since):
		return fmt.Errorf("kind %s: unknown weight or empty span of rules versions", k.Name)
	}
	if reflect.TypeOf(k.New()).Kind() != reflect.Pointer || k.Body().Kind() != reflect.Struct {
		return fmt.Errorf("kind %s: its body is not a pointer to a struct", k.Name)
	}
	if err := wire.CheckType(k.Body()); err != nil {
		return fmt.Errorf("kind %s: %w", k.Name, err)
	}
	t.m.kinds[k.Name], t.m.texts[k.Name] = k, planText(k.Body())
	return t.once("kind", k.Name, c.Name)
}

func (t tables) refusal(c rule.Chapter, r *rule.Refusal) error {
	switch {
	case r.Code == 0 || r.Code/100 != uint32(c.Number):
		return fmt.Errorf("refusal %s: code %d is not of chapter %d", r.Name, r.Code, c.Number)
	case !dottedName.MatchString(r.Name) && r != rule.Internal:
		return fmt.Errorf("refusal %d: %q is not a dotted name", r.Code, r.Name)
	case r.Zh == "" || r.En == "" || r.FixZh == "" || r.FixEn == "":
		return fmt.Errorf("refusal %s: needs its sentence and what to do in both languages", r.Name)
	case t.codes[r.Code] != "":
		return fmt.Errorf("refusal %s: code %d is %s", r.Name, r.Code, t.codes[r.Code])
	}
	t.codes[r.Code] = r.Name
	t.m.refusals[r.Name] = r
	return t.once("refusal", r.Name, c.Name)
}

func (t tables) event(c rule.Chapter, e rule.Event) error {
	if !dottedName.MatchString(e.Event()) || len(e.Event()) > maxEventName {
		return fmt.Errorf("event %q: not a dotted name", e.Event())
	}
	typ := reflect.TypeOf(e)
	if typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if err := wire.CheckType(typ); err != nil {
		return fmt.Errorf("event %s: %w", e.Event(), err)
	}
	return t.once("event", e.Event(), c.Name)
}

func (t tables) query(c rule.Chapter, q *rule.Query) error {
	if !queryName.MatchString(q.Name) || q.Zh == "" || q.En == "" || q.Serve == nil {
		return fmt.Errorf("query %q: needs a name, texts and a function", q.Name)
	}
	seen := map[string]bool{}
	for _, a := range q.Args {
		if a.Name == "" || a.Zh == "" || a.En == "" || seen[a.Name] {
			return fmt.Errorf("query %s: argument %q needs texts and a name of its own", q.Name, a.Name)
		}
		seen[a.Name] = true
	}
	t.m.queries[q.Name] = q
	return t.once("query", q.Name, c.Name)
}
