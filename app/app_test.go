package app

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
)

type badBody struct{ probe }

type floating struct {
	F float64 `json:"f"`
}

func (floating) Event() string { return "float.event" }

func TestTables(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *rule.Chapter)
		want   string
	}{
		"number":      {func(c *rule.Chapter) { c.Number = 1 }, "ascend"},
		"name":        {func(c *rule.Chapter) { c.Name = "Probe" }, "name and texts"},
		"texts":       {func(c *rule.Chapter) { c.Zh = "" }, "name and texts"},
		"same name":   {func(c *rule.Chapter) { c.Name = "party" }, "exists already"},
		"kind name":   {func(c *rule.Chapter) { c.Kinds[0].Name = "run" }, "dotted"},
		"kind twice":  {func(c *rule.Chapter) { c.Kinds[0].Name = "key.enroll" }, "exists already"},
		"kind zh":     {func(c *rule.Chapter) { c.Kinds[0].Zh = "" }, "texts"},
		"kind law":    {func(c *rule.Chapter) { c.Kinds[0].Law = "" }, "articles"},
		"kind new":    {func(c *rule.Chapter) { c.Kinds[0].New = nil }, "body"},
		"kind writes": {func(c *rule.Chapter) { c.Kinds[0].Writes = 0 }, "writes"},
		"kind span":   {func(c *rule.Chapter) { c.Kinds[0].Since, c.Kinds[0].Until = 3, 3 }, "span"},
		"kind weight": {func(c *rule.Chapter) { c.Kinds[0].Weight = 9 }, "weight"},
		"kind type": {func(c *rule.Chapter) {
			c.Kinds[0].New = func() rule.Msg { return new(badBody) }
		}, "embedded"},
		"code":         {func(c *rule.Chapter) { c.Refusals[0].Code = 101 }, "not of chapter"},
		"refusal name": {func(c *rule.Chapter) { c.Refusals[0].Name = "probe.no.no" }, "dotted"},
		"refusal text": {func(c *rule.Chapter) { c.Refusals[0].FixZh = "" }, "both languages"},
		"refusal name twice": {func(c *rule.Chapter) { c.Refusals[0].Name = "key.taken" },
			"exists already"},
		"code twice": {func(c *rule.Chapter) {
			c.Refusals = append(c.Refusals, rule.Refuse(9901, "probe.two", "a", "b", "c", "d"))
		}, "is probe.no"},
		"event twice": {func(c *rule.Chapter) { c.Events = append(c.Events, probed{}) },
			"exists already"},
		"event type": {func(c *rule.Chapter) { c.Events = []rule.Event{floating{}} }, "wire format"},
		"query":      {func(c *rule.Chapter) { c.Queries = []rule.Query{{Name: "x"}} }, "texts"},
		"query twice": {func(c *rule.Chapter) { c.Queries = party.Chapter().Queries[:1] },
			"exists already"},
		"query args": {func(c *rule.Chapter) {
			q := party.Chapter().Queries[0]
			q.Name, q.Args = "probes", append(q.Args, q.Args[0])
			c.Queries = []rule.Query{q}
		}, "name of its own"},
		"collection": {func(c *rule.Chapter) { c.Number = 98; c.Refusals = nil }, "under chapter 99"},
		"collection twice": {func(c *rule.Chapter) {
			c.Collections = append(c.Collections, c.Collections[0])
		}, "are both"},
	} {
		chapter := probeChapter()
		copied := *errProbe
		chapter.Refusals = []*rule.Refusal{&copied}
		c.change(&chapter)
		if _, err := New(party.Chapter(), chapter); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	w := newWorld(t)
	if k, ok := w.m.Kind("key.enroll"); !ok || !k.Root || !k.Dual {
		t.Errorf("got %+v", k)
	}
	if r, ok := w.m.Refusal("tx.replayed"); !ok || r != ErrReplayed || len(w.m.Chapters()) != 3 {
		t.Error("tables are not found by name")
	}
	if _, ok := w.m.Kind("none.such"); ok {
		t.Error("a kind that does not exist")
	}
}

func TestInitChain(t *testing.T) {
	m, err := New(party.Chapter(), probeChapter())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(g *Genesis)
		want   string
	}{
		"good":            {func(*Genesis) {}, ""},
		"good test":       {func(g *Genesis) { g.Chain, g.Test = "test-gz", true }, ""},
		"test clock":      {func(g *Genesis) { g.Test = true }, "only together"},
		"test id":         {func(g *Genesis) { g.Chain = "test-gz" }, "only together"},
		"no algorithm":    {func(g *Genesis) { g.Algorithms = nil }, "no signature algorithm"},
		"bad algorithm":   {func(g *Genesis) { g.Algorithms = []crypto.Alg{9} }, "unknown algorithm"},
		"missing section": {func(g *Genesis) { g.Sections = nil }, "no section party"},
		"other section":   {func(g *Genesis) { g.Sections["more"] = nil }, "no chapter reads"},
		"bad section":     {func(g *Genesis) { g.Sections["party"] = []byte("{}") }, "no founding party"},
	} {
		g := genesisOf(t)
		c.change(&g)
		err := m.InitChain(state.NewMemStore(), g)
		if (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestQuery(t *testing.T) {
	w := newWorld(t)
	w.block(run(t, probe{}, 7))
	ask := func(name string, pairs ...string) (map[string]any, error) {
		q := rule.Ask{Store: w.store, Time: now, Args: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			q.Args[pairs[i]] = pairs[i+1]
		}
		b, err := w.m.Query(name, q)
		var out map[string]any
		if err == nil {
			err = json.Unmarshal(b, &out)
		}
		return out, err
	}
	if a, err := ask("ledger"); err != nil || a["chain"] != chain || a["test"] != false {
		t.Errorf("got %v, %v", a, err)
	}
	if a, err := ask("nonce", "account", bureau+"/1"); err != nil || a["highest"] != 7.0 ||
		a["high"] != 1031.0 {
		t.Errorf("got %v, %v", a, err)
	}
	if a, err := ask("nonce", "account", bureau+"/1", "lane", "3"); err != nil || a["highest"] != 0.0 {
		t.Errorf("got %v, %v", a, err)
	}
	if a, err := ask("party", "id", bureau); err != nil || a["id"] != bureau {
		t.Errorf("got %v, %v", a, err)
	}
	for want, c := range map[*rule.Refusal][][]string{
		ErrQuery:      {{"what"}},
		ErrArgument:   {{"party"}, {"ledger", "x", "1"}},
		rule.BadField: {{"nonce", "account", "x"}, {"nonce", "account", bureau + "/1", "lane", "70000"}},
	} {
		for _, args := range c {
			_, err := ask(args[0], args[1:]...)
			var r *rule.Refused
			errors.As(err, &r)
			expect(t, strings.Join(args, " "), r, want)
		}
	}
	if _, err := ask("nonce", "account", "who/1"); !errors.Is(err, rule.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	empty := rule.Ask{Store: state.NewMemStore()}
	if _, err := w.m.Query("ledger", empty); !errors.Is(err, rule.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestQueryPanics(t *testing.T) {
	chapter := probeChapter()
	chapter.Queries = []rule.Query{{Name: "probes", Zh: "试", En: "probe",
		Serve: func(rule.Ask) (any, error) { panic("query") }}}
	m, err := New(party.Chapter(), chapter)
	if err != nil {
		t.Fatal(err)
	}
	var r *rule.Refused
	_, err = m.Query("probes", rule.Ask{})
	errors.As(err, &r)
	expect(t, "panic", r, rule.Internal)
}
