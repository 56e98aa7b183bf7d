package report

import (
	"bytes"
	"context"
	"testing"
)

// allArgs answers every argument that a report may want of the story.
var allArgs = map[string]string{"period": "2026Q1", "year": "2026", "payer": "gz-operator",
	"payee": "gz-treasury", "line": "L0000018", "party": "gz-operator"}

// Every kind is made of the story in every form that it has, with the same bytes over two sources.
func TestEveryKind(t *testing.T) {
	w := play(t, storyFile)
	for _, k := range Kinds() {
		given := map[string]string{}
		for _, p := range k.Args {
			if v := allArgs[p.Name]; v != "" {
				given[p.Name] = v
			} else if p.Required {
				t.Fatalf("%s wants %s", k.Name, p.Name)
			}
		}
		for _, format := range Formats {
			if format == "pdf" && !k.Paper {
				continue
			}
			for _, lang := range []string{"", "en"} {
				given["lang"] = lang
				one, two := written(t, w, k.Name, format, given), written(t, w, k.Name, format, given)
				if !bytes.Equal(one, two) {
					t.Errorf("%s.%s differs between two sources", k.Name, format)
				}
			}
		}
		r, err := Build(context.Background(), w.at(t, 0), k.Name, given)
		must(t, err)
		rows := 0
		for _, table := range r.Tables {
			must(t, table.each(func(row []Cell) error {
				if len(row) != len(table.Columns) {
					t.Errorf("%s %s: a row of %d cells under %d columns", k.Name, table.Name, len(row),
						len(table.Columns))
				}
				rows++
				return nil
			}))
		}
		if rows == 0 && k.Name != "r11" && k.Name != "r13" {
			t.Errorf("%s has no row", k.Name)
		}
	}
}
