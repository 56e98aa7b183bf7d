package scenario

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func played(t *testing.T, steps string) (Result, error) {
	t.Helper()
	s, err := Load(file(t, header+steps), nil)
	if err != nil {
		t.Fatal(err)
	}
	return Run(s, Options{})
}

// TestDifferences holds what a reader sees when the ledger does not do what a story says.
func TestDifferences(t *testing.T) {
	review := "- {by: gz-bureau, do: resource.review, with: {id: gz-health/a, pass: false, reason: " +
		"\"${reason}\"}"
	for name, c := range map[string]struct{ steps, want string }{
		"ok for a refusal": {draft + "- {by: gz-health, do: resource.draft, with: {id: gz-health/a}, " +
			"expect: refused resource.exists}\n",
			"s.yaml:10: step 2 (resource.draft by gz-health at 2026-01-05 10:01): expected refused " +
				"resource.exists, got refused body.field"},
		"a refusal for ok": {draft + "- {by: gz-bureau, do: resource.publish, with: {id: gz-health/a}}\n",
			"expected ok, got refused resource.not_reviewed"},
		"another article": {draft + "- {by: gz-bureau, do: resource.publish, with: {id: gz-health/a}, " +
			"expect: refused resource.not_reviewed, cites: GZ §99}\n",
			"expected the refusal to cite GZ §99, it cites GZ §14"},
		"another field": {draft + "- {by: gz-bureau, do: resource.publish, with: {id: gz-health/a}, " +
			"expect: refused resource.not_reviewed, field: name}\n",
			`expected the refusal to name field name, it names "id"`},
		"no event": {draft + review + ", events: [resource.published]}\n",
			"expected event resource.published, got resource.reviewed"},
		"no flag": {draft + review + ", flags: [late]}\n", "expected flag late in " +
			"resource.reviewed"},
		"another answer": {draft + "- {query: resource, args: {id: gz-health/a}, expect: {status: " +
			"published}}\n", `status: expected "published", got "drafted"`},
		"no answer": {draft + "- {query: resource, args: {id: gz-health/b}, expect: {}}\n",
			"expected an answer, got query.not_found"},
		"an answer": {draft + "- {query: resource, args: {id: gz-health/a}, expect_error: " +
			"not_found}\n", "expected error not_found, got an answer"},
		"not landed": {draft + "- {recompute: 2026Q1}\n", "period 2026Q1 has not landed"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := played(t, c.steps)
			if err != nil || r.Difference == nil || !strings.Contains(r.Difference.Error(), c.want) {
				t.Errorf("%v %v, want %q", err, r.Difference, c.want)
			}
		})
	}
}

func TestFaultsOfTheText(t *testing.T) {
	for name, c := range map[string]struct{ steps, want string }{
		"back in time": {draft + "- {at: 2026-01-05 09:30, by: gz-bureau, do: resource.publish, with: " +
			"{id: gz-health/a}}\n",
			"s.yaml:10: step 2 is at 2026-01-05T09:30:00+08:00, before the step before it"},
		"back until": {draft + "- until: 2026-01-01\n", "before the step before it"},
		"no number": {"- {by: gz-health, do: resource.draft, with: {weight: many}}\n",
			`"many" is no whole number`},
		"no id": {"- {by: gz-health, do: resource.publish, with: {id: nothing}}\n",
			"the body of resource.publish"},
		"no reference": {"- {by: gz-health, do: resource.draft, with: {fields: \"${colour:x}\"}}\n",
			"nothing is called ${colour:…}"},
		"no records": {"- {by: gz-health, do: product.create, with: {processing: \"${records:a/b}\"}}\n",
			"no replay filed records for a/b"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := played(t, c.steps); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestSetSkipsSteps(t *testing.T) {
	name := file(t, header+draft+
		"- {query: resource, args: {id: gz-health/x}, expect_error: not_found, only_with: default "+
		"reason}\n"+
		"- {query: ledger, expect: {chain: wrong}, only_with: other reason}\n")
	for set, differs := range map[string]bool{"字段不全": false, "其他": true} {
		s, err := Load(name, map[string]string{"reason": set})
		if err != nil {
			t.Fatal(err)
		}
		r, err := Run(s, Options{})
		if err != nil || r.Skipped != 1 || (r.Difference != nil) != differs {
			t.Errorf("reason %s: %+v %v", set, r, err)
		}
	}
}

func TestDirIsKeptAndNotReused(t *testing.T) {
	s, err := Load(file(t, header+draft), nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "chain")
	if _, err := Run(s, Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(s, Options{Dir: dir}); err == nil {
		t.Error("a second story began on the first one's chain")
	}
}

func TestCheckStopsTheRun(t *testing.T) {
	s, err := Load(file(t, header+draft), nil)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("invariant broken")
	if _, err := Run(s, Options{Check: func(state.Reader) error { return broken }}); !errors.Is(err,
		broken) {
		t.Error(err)
	}
}

func TestUnreachable(t *testing.T) {
	s, err := Load(file(t, header+draft), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Run(s, Options{Nodes: []string{"http://127.0.0.1:1"}})
	if !errors.Is(err, ErrUnreachable) {
		t.Error(err)
	}
}

func TestMatch(t *testing.T) {
	doc := `{"n":5,"money":"12.50","at":"2026-01-05T10:00:00+08:00","none":"","yes":true,
		"list":[{"a":1,"b":2},{"a":3}],"words":["x","y"],"big":18446744073709551615}`
	for want, ok := range map[string]bool{
		"{n: 5}": true, "{n: 6}": false, "{money: 12.50}": true, "{money: 12.5}": false,
		"{at: 2026-01-05 10:00}": true, "{at: 2026-01-05 11:00}": false, "{none: }": true,
		"{yes: true}":              true,
		"{list: [{a: 1}, {a: 3}]}": true, "{list: [{a: 1}]}": false, "{list: {has: [{a: 3}]}}": true,
		"{list: {has: [{a: 4}]}}": false, "{list: {length: 2}}": true, "{list: {length: 1}}": false,
		"{words: [x, y]}": true, "{words: [y, x]}": false, "{words: {has: [y]}}": true,
		"{missing: 1}": false,
		"{n: {a: 1}}":  false, "{list: 5}": false, "{list: {some: 1}}": false,
		"{big: 18446744073709551615}": true,
		"{n: 1_0}":                    false,
	} {
		var node yaml.Node
		if err := yaml.Unmarshal([]byte(want), &node); err != nil {
			t.Fatal(err)
		}
		got, err := parseJSON([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if d := match("", source{"x", node.Content[0]}, got); (d == "") != ok {
			t.Errorf("%s: %q", want, d)
		}
	}
}

func TestCanonical(t *testing.T) {
	var node yaml.Node
	text := "{b: 1/2, a: [1, -2, \"3\", true, 0.5], c: {d: <&>, e: 甲}}"
	if err := yaml.Unmarshal([]byte(text), &node); err != nil {
		t.Fatal(err)
	}
	b, err := canonical(source{"x", node.Content[0]})
	want := `{"a":[1,-2,"3",true,"0.5"],"b":"1/2","c":{"d":"<&>","e":"甲"}}`
	if err != nil || string(b) != want {
		t.Errorf("%s %v", b, err)
	}
}

func TestPeriodEnds(t *testing.T) {
	s := &Story{}
	s.Parameters.Period, s.Parameters.FreezeAfterDays = "quarter", 10
	at := func(d wire.Date) wire.Time { return d.Start() }
	got := s.periodEnds(at(20260105), at(20261012))
	want := []wire.Time{at(20260101), at(20260401), at(20260701), at(20261001)}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s, want %s", got[i], want[i])
		}
	}
}
