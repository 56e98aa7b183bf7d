package settlement

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	world := string(readTestdata(t, "example/province.json"))
	for _, c := range []struct{ name, request, answer string }{
		{"no JSON", `{`, `{"errors":["E_BAD_REQUEST"]}`},
		{"two values", `{} {}`, `{"errors":["E_BAD_REQUEST"]}`},
		{"no op", `{}`, `{"errors":["E_BAD_REQUEST"]}`},
		{"unknown op", `{"op":"pay"}`, `{"errors":["E_BAD_REQUEST"]}`},
		{"no world", `{"op":"settle"}`, `{"errors":["E_BAD_REQUEST"]}`},
		{"name twice", `{"op":"allocate","op":"settle"}`, `{"errors":["E_BAD_REQUEST"]}`},
		{"not UTF-8", "{\"op\":\"\xff\"}", `{"errors":["E_BAD_REQUEST"]}`},
		{"fraction of a fen", strings.Replace(`{"op":"settle","world":`+world+`}`, "1000000", "1000000.5",
			1),
			`{"errors":["E_BAD_REQUEST"]}`},
		{"cost of the product \"\"", strings.Replace(`{"op":"validate","world":`+world+`}`,
			`"product": null`, `"product": ""`, 1), `{"errors":["E_BAD_REQUEST"]}`},
		{"too many fen", strings.Replace(`{"op":"validate","world":`+world+`}`, "1000000",
			"9223372036854775808", 1),
			`{"errors":["E_OVERFLOW"]}`},
		{"good world", `{"op":"validate","world":` + world + `}`, `{"errors":[]}`},
		{"empty world", `{"op":"settle","world":{}}`,
			`{"payouts":{},"party_take":{},"totals":{"sales":0,` +
				`"deficit_in":0,"deficit_out":0,"reserve_in":0,"reserve_out":0,"restate_collected":0,"restate_paid":0,` +
				`"payouts":0},"state":{"deficit":{},"costs":{},"cap":{},"reserve":{},"restate":{"receivable":{},` +
				`"payable":{},"pool":0}},"lines":0,"lines_root":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}`},
		{"refused history", strings.Replace(`{"op":"history","periods":[`+world+`]}`, `"3/10"`, `"3/0"`,
			1),
			`{"errors":["E_RATE"]}`},
		{"cost twice in a history", `{"op":"history","periods":[` + world + `,` + world + `]}`,
			`{"errors":["E_DUP"]}`},
		{"refused restate", strings.Replace(`{"op":"restate","old":[`+world+`],"new":[`+world+`]}`,
			`"3/10"`, `"3/0"`, 1),
			`{"errors":["E_RATE"]}`},
		{"no change", `{"op":"restate","old":[` + world + `],"new":[` + world + `]}`,
			`{"delta":{},"delta_sum":0,"sales_change":0}`},
		{"allocate", `{"op":"allocate","method":"largest_remainder","total":10,"weights":[["b",1],["a",1],["c",1],["z",0]]}`,
			`{"parts":{"b":3,"a":4,"c":3,"z":0}}`},
		{"allocate nothing", `{"op":"allocate","method":"largest_remainder","total":0,"weights":[["b",0]]}`,
			`{"parts":{"b":0}}`},
		{"weightless", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",0]]}`,
			`{"errors":["E_WEIGHT"]}`},
		{"negative", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",-1],["a",3]]}`,
			`{"errors":["E_WEIGHT"]}`},
		{"twice", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",1],["b",3]]}`,
			`{"errors":["E_DUP"]}`},
		{"large weight", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",18446744073709551616]]}`,
			`{"errors":["E_OVERFLOW"]}`},
		{"large total", `{"op":"allocate","method":"largest_remainder","total":9223372036854775808,"weights":[["b",1]]}`,
			`{"errors":["E_OVERFLOW"]}`},
		{"unknown method", `{"op":"allocate","method":"sainte_lague","total":1,"weights":[["b",1]]}`,
			`{"errors":["E_BAD_REQUEST"]}`},
		{"half a weight", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",0.5]]}`,
			`{"errors":["E_BAD_REQUEST"]}`},
		{"no weight", `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",null]]}`,
			`{"errors":["E_BAD_REQUEST"]}`},
	} {
		answer, refused := Run([]byte(c.request))
		if string(answer) != c.answer {
			t.Errorf("%s: %s", c.name, answer)
		}
		if refused != (strings.HasPrefix(c.answer, `{"errors":["`)) {
			t.Errorf("%s: refused %v", c.name, refused)
		}
	}
}

func TestRunFull(t *testing.T) {
	world := string(readTestdata(t, "example/province.json"))
	answer, _ := Run([]byte(`{"op":"settle","full":true,"world":` + world + `}`))
	report, err := Compute(province(t))
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := report.MarshalJSON(); string(answer) != string(want) {
		t.Errorf("%s", answer)
	}
	answer, _ = Run([]byte(`{"op":"history","full":true,"periods":[` + world + `]}`))
	var history struct {
		Runs []struct{ Lines []json.RawMessage }
	}
	decode(t, answer, &history)
	if len(history.Runs) != 1 || len(history.Runs[0].Lines) != len(report.Lines) {
		t.Errorf("%s", answer)
	}
}

// TestScenario24 is the settlement of scenario S24 with the factor table of ruling M12.
func TestScenario24(t *testing.T) {
	answer, _ := Run([]byte(`{"op":"settle","world":{"period":"2026Q3","parties":[
	 {"id":"op","kind":"operator"},{"id":"impl","kind":"institution"},{"id":"A","kind":"institution"},
	 {"id":"B","kind":"institution"},{"id":"C","kind":"institution"}],
	 "nodes":[{"id":"a","seq":1,"kind":"resource","owner":"A"},{"id":"b","seq":2,"kind":"resource","owner":"B"},
	 {"id":"c","seq":3,"kind":"resource","owner":"C"},
	 {"id":"p","seq":4,"kind":"product","layer":"primary","owner":"op","inputs":["a","b","c"],"agreement":"X"}],
	 "agreements":{"X":{"layer":"primary","tiers":[{"recover":{"costs":["computing","labour"]}},
	 {"remainder":{"parts":[{"to":"owner","weight":40},{"to":"impl","weight":15},{"to":"inputs","weight":45}]}}],
	 "contribution":{"basis":"by_volume","count":["commercial"],"fallback":"lineage",
	 "factor":[{"min":90,"bps":11000},{"min":80,"bps":10000},{"min":0,"bps":9000}]}}},
	 "sales":[{"id":"s","product":"p","amount":100000000,"use":"commercial","units":1000000}],
	 "traces":[{"product":"p","use":"commercial","units":1,"volume":{"a":600000,"b":300000,"c":100000}}],
	 "costs":[{"id":"k1","product":"p","class":"computing","investor":"op","amount":8000000},
	 {"id":"k2","product":"p","class":"labour","investor":"op","amount":42000000}],
	 "scores":{"A":75,"B":85,"C":95}}}`))
	want := `{"payouts":{"A":12789474,"B":7105263,"C":2605263,"impl":7500000,"op":70000000}`
	if !strings.HasPrefix(string(answer), want) {
		t.Errorf("%s", answer)
	}
}

// TestTwoProvinces holds ruling M2: with qualified names, two provinces in one run pay what two
// runs pay, as no lineage crosses between them.
func TestTwoProvinces(t *testing.T) {
	for seed := range int64(200) {
		one, two := qualify(t, randomWorld(seed), "gz/"), qualify(t, randomWorld(seed+1), "yn/")
		both := Input{Period: "x", Agreements: map[string]Agreement{}, Scores: map[string]int64{}}
		paid := map[string]int64{}
		for k, in := range []Input{one, two} {
			r, err := Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range r.PartyTake {
				paid[a.Party] = a.Amount
			}
			both.Parties = append(both.Parties, in.Parties...)
			for _, n := range in.Nodes {
				n.Seq = 2*n.Seq + int64(k)
				both.Nodes = append(both.Nodes, n)
			}
			for id, a := range in.Agreements {
				both.Agreements[id] = a
			}
			for id, s := range in.Scores {
				both.Scores[id] = s
			}
			both.Sales, both.Traces = append(both.Sales, in.Sales...), append(both.Traces, in.Traces...)
			both.Costs, both.Caps = append(both.Costs, in.Costs...), append(both.Caps, in.Caps...)
		}
		r, err := Compute(both)
		if err != nil {
			t.Fatal(err)
		}
		if got := amountMap(r.PartyTake); fmt.Sprint(got) != fmt.Sprint(paid) {
			t.Fatalf("seed %d:\n%v\n%v", seed, got, paid)
		}
	}
}

// qualify puts a prefix before every name of a world, as the chain does.
func qualify(t *testing.T, in Input, prefix string) Input {
	t.Helper()
	out := Input{Period: in.Period, Agreements: map[string]Agreement{}, Scores: map[string]int64{}}
	name := func(s string) string {
		if s == "" || s == ToOwner || s == ToInputs || s == FallbackLineage {
			return s
		}
		if rest, reserved := strings.CutPrefix(s, ReservePrefix); reserved {
			return ReservePrefix + prefix + rest
		}
		return prefix + s
	}
	list := func(ids []string) []string {
		named := make([]string, len(ids))
		for i, id := range ids {
			named[i] = name(id)
		}
		return named
	}
	for _, p := range in.Parties {
		p.ID, p.Group, p.RemitTo = name(p.ID), name(p.Group), name(p.RemitTo)
		out.Parties = append(out.Parties, p)
	}
	for i, n := range in.Nodes {
		n.ID, n.Owner, n.Agreement, n.Inputs, n.Seq = name(n.ID), name(n.Owner), name(n.Agreement), list(
			n.Inputs), int64(i)
		out.Nodes = append(out.Nodes, n)
	}
	for id, a := range in.Agreements {
		out.Agreements[name(id)] = qualifyAgreement(t, a, name, list)
	}
	for id, s := range in.Scores {
		out.Scores[name(id)] = s
	}
	for _, s := range in.Sales {
		s.ID, s.Product, s.ForProduct = name(s.ID), name(s.Product), name(s.ForProduct)
		out.Sales = append(out.Sales, s)
	}
	for _, tr := range in.Traces {
		volume := map[string]int64{}
		for id, v := range tr.Volume {
			volume[name(id)] = v
		}
		tr.Product, tr.Members, tr.Volume = name(tr.Product), list(tr.Members), volume
		out.Traces = append(out.Traces, tr)
	}
	for _, c := range in.Costs {
		c.ID, c.Product, c.Class, c.Investor = name(c.ID), name(c.Product), name(c.Class), name(
			c.Investor)
		out.Costs = append(out.Costs, c)
	}
	for _, c := range in.Caps {
		c.Party = name(c.Party)
		out.Caps = append(out.Caps, c)
	}
	return out
}

func qualifyAgreement(t *testing.T, a Agreement, name func(string) string,
	list func([]string) []string) Agreement {
	t.Helper()
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseAgreement(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, tier := range b.Tiers {
		switch {
		case tier.Fee != nil:
			tier.Fee.To = name(tier.Fee.To)
		case tier.Share != nil:
			tier.Share.To = name(tier.Share.To)
		case tier.Recover != nil:
			tier.Recover.Costs = list(tier.Recover.Costs)
		case tier.Return != nil:
			tier.Return.On = list(tier.Return.On)
		case tier.Remainder != nil:
			for i := range tier.Remainder.Parts {
				tier.Remainder.Parts[i].To = name(tier.Remainder.Parts[i].To)
			}
		}
	}
	if b.Contribution != nil {
		b.Contribution.Fallback = name(b.Contribution.Fallback)
	}
	return b
}

// FuzzRun: no request makes Run panic, every answer is one JSON object, and what is settled checks.
func FuzzRun(f *testing.F) {
	files, _ := filepath.Glob("testdata/cases/*.json")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var c struct{ Input json.RawMessage }
		if json.Unmarshal(raw, &c) == nil {
			f.Add([]byte(c.Input))
		}
	}
	f.Add([]byte(`{"op":"allocate","method":"largest_remainder","total":-7,"weights":[["a",1],["b",2]]}`))
	f.Add([]byte(`{"op":"settle","world":{"nodes":[{"id":"a","seq":1}],"state":{"cap":{"x":{}}}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		answer, refused := Run(raw)
		if !json.Valid(answer) || answer[0] != '{' {
			t.Fatalf("%s", answer)
		}
		var r request
		if refused || json.Unmarshal(raw, &r) != nil || r.Op != "settle" {
			return
		}
		report, err := Compute(*r.World)
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Check(*r.World); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzParseLine: what is read writes itself again, byte for byte.
func FuzzParseLine(f *testing.F) {
	for _, l := range []Line{{}, {ID: "L0000001", Kind: "fee", Tier: 3, Amount: -1,
		Parents: []string{"a", "b"}, Why: []Fact{textFact("rate", "1/2"), fenFact("base", -9),
			listFact("sales", []string{"s"})}}} {
		f.Add(l.Leaf())
	}
	f.Add([]byte(`{"amount":0,"why":{"a":[null]}}`))
	f.Fuzz(func(t *testing.T, leaf []byte) {
		if l, err := ParseLine(leaf); err == nil && string(l.Leaf()) != string(leaf) {
			t.Fatalf("%s", leaf)
		}
	})
}
