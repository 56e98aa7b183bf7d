package settlement

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

func ptr[T any](v T) *T { return &v }

// TestAgreementCodes gives each code of an agreement by one change of the province's two
// agreements.
func TestAgreementCodes(t *testing.T) {
	parties := province(t).Parties
	for _, c := range []struct {
		name, agreement, from, to string
		codes                     []string
	}{
		{"as it is", "YY", "", "", nil},
		{"as it is", "KF", "", "", nil},
		{"two kinds", "YY", `{"fee":`, `{"share":{},"fee":`, []string{CodeBadTier}},
		{"unknown kind", "YY", `{"fee":`, `{"bonus":`, []string{CodeBadTier}},
		{"null kind", "YY", `{"fee":`, `{"bonus":null,"fee":`, []string{CodeBadTier}},
		{"fee to inputs", "YY", `"to":"exchange"`, `"to":"inputs"`, []string{CodeBadTier}},
		{"recover nothing", "YY", `"costs":["platform"]`, `"costs":[]`, []string{CodeBadTier}},
		{"return on nothing", "YY", `"on":["processing"]`, `"on":[]`, []string{CodeBadTier}},
		{"negative cap", "YY", `"of":"left"`, `"of":"left","cap":-1`, []string{CodeBadTier}},
		{"rate", "YY", `"8/100"`, `"8%"`, []string{CodeRate}},
		{"limit", "YY", `"1/10"`, `"1/0"`, []string{CodeRate}},
		{"float", "KF", `"10/100"`, `0.1`, []string{CodeFloat}},
		{"boolean", "KF", `"10/100"`, `true`, []string{CodeFloat}},
		{"range", "KF", `"10/100"`, `"101/100"`, []string{CodeRateRange}},
		{"base", "KF", `"of":"inflow"`, `"of":"value_added"`, []string{CodeBadBase}},
		{"no base", "KF", `"of":"inflow"`, `"of":""`, []string{CodeBadBase}},
		{"no channel", "KF", `"channel":"exchange"`, `"channel":""`, []string{CodeBadBase}},
		{"base of left", "KF", `"rate":"10/100"`, `"rate":"10/100","of":"left"`, []string{CodeBadBase}},
		{"payee", "YY", `"to":"treasury"`, `"to":"nobody"`, []string{CodeUnknownParty}},
		{"nameless reserve", "YY", `"to":"treasury"`, `"to":"reserve:"`, []string{CodeUnknownParty}},
		{"reserve", "YY", `"to":"treasury"`, `"to":"reserve:fund"`, nil},
		{"twice", "YY", `"to":"treasury"`, `"to":"owner"`, []string{CodeDupPart}},
		{"base on primary", "KF", `"layer":"re"`, `"layer":"primary"`, []string{CodeBaseOnPrimary}},
		{"return first", "YY", `"on":["processing"]`, `"on":["labour"]`,
			[]string{CodeReturnBeforeRecover}},
		{"weight 0", "YY", `"weight":6`, `"weight":0`, []string{CodeEmptyParts}},
		{"weight 1.5", "YY", `"weight":6`, `"weight":1.5`, []string{CodeEmptyParts}},
		{"no weight", "YY", `"weight":6`, `"weight":null`, []string{CodeEmptyParts}},
		{"remainder early", "YY", `{"remainder":{`,
			`{"remainder":{"parts":[{"to":"owner","weight":1}]}},{"remainder":{`,
			[]string{CodeRemainderNotLast}},
		{"bad last", "YY", `{"remainder":{`, `{"rest":{`, []string{CodeBadTier, CodeNoRemainder}},
		{"basis", "YY", `"by_institution"`, `"by_hand"`, []string{CodeBasis}},
		{"count", "YY", `"count":["commercial"]`, `"count":[]`, []string{CodeCount}},
		{"unknown use", "YY", `"count":["commercial"]`, `"count":["gratis"]`, []string{CodeCount}},
		{"factor order", "YY", `"min":80`, `"min":90`, []string{CodeFactor}},
		{"factor floor", "YY", `"min":0`, `"min":1`, []string{CodeFactor}},
		{"factor 0", "YY", `"bps":5000`, `"bps":0`, []string{CodeFactor}},
		{"factor 1.5", "YY", `"bps":5000`, `"bps":1.5`, []string{CodeFactor}},
		{"fallback", "YY", `"fallback":"lineage"`, `"fallback":"nobody"`, []string{CodeNoFallback}},
		{"fallback party", "YY", `"fallback":"lineage"`, `"fallback":"treasury"`, nil},
		{"no contribution", "KF", `"contribution":{`, `"remarks":{`, []string{CodeNoContribution}},
		{"many", "KF", `"rate":"5/100","of":"inflow"`, `"rate":2,"of":"x"`,
			[]string{CodeBadBase, CodeRateRange}},
		{"weights too large", "YY", `"weight":6}`,
			`"weight":9223372036854775807},{"to":"platform","weight":9223372036854775807}`,
			[]string{CodeOverflow}},
	} {
		raw, err := json.Marshal(province(t).Agreements[c.agreement])
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(raw), c.from, c.to, 1)
		if c.from != "" && text == string(raw) {
			t.Errorf("%s: nothing to change in %s", c.name, raw)
		}
		a, err := ParseAgreement([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := ValidateAgreement(a, parties); !slices.Equal(got, c.codes) {
			t.Errorf("%s: %v, want %v", c.name, got, c.codes)
		}
	}
	if got := ValidateAgreement(Agreement{}, nil); !slices.Equal(got, []string{CodeNoTiers}) {
		t.Errorf("empty: %v", got)
	}
	for _, bad := range []string{"", "[]", "tiers: []",
		`{"tiers":[{"remainder":{"parts":[{"to":"a","weight":1e999}]}}]}x`,
		`{"layer":"re","layer":"primary"}`} {
		if _, err := ParseAgreement([]byte(bad)); err == nil {
			t.Errorf("reads %s", bad)
		}
	}
}

// TestWorldCodes gives each code of a world by one change of the province.
func TestWorldCodes(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Input)
		codes  []string
	}{
		{"as it is", func(*Input) {}, nil},
		{"party kind", func(in *Input) { in.Parties[0].Kind = "vendor" }, []string{CodeBadRequest}},
		{"party of a reserved name", func(in *Input) { in.Parties[9].ID = "inputs" },
			[]string{CodeBadRequest}},
		{"deficit above 0", func(in *Input) { in.State = &State{Deficit: []ProductAmount{{"x", 1}}} },
			[]string{CodeBadRequest}},
		{"debt below 0", func(in *Input) {
			in.State = &State{Restate: RestateState{Payable: []PartyAmount{{"x", -1}}}}
		}, []string{CodeBadRequest}},
		{"cap of no mode", func(in *Input) { in.State = &State{Cap: []CapState{{Party: "x"}}} },
			[]string{CodeBadRequest}},
		{"node kind", func(in *Input) { in.Nodes[0].Kind = "" }, []string{CodeBadRequest}},
		{"layer", func(in *Input) { in.Nodes[6].Layer = "second" }, []string{CodeBadRequest}},
		{"scope", func(in *Input) { in.Caps = []Cap{{Scope: "net"}} }, []string{CodeBadRequest}},
		{"mode", func(in *Input) { in.Caps = []Cap{{Mode: "keep"}} }, []string{CodeBadRequest}},
		{"use", func(in *Input) { in.Sales[0].Use = "gift" }, []string{CodeBadRequest}},
		{"party twice", func(in *Input) { in.Parties = append(in.Parties, in.Parties[0]) },
			[]string{CodeDup}},
		{"sale twice", func(in *Input) { in.Sales[1].ID = "s1" }, []string{CodeDup}},
		{"cost twice", func(in *Input) { in.Costs[1].ID = "c-plat" }, []string{CodeDup}},
		{"cost of the state", func(in *Input) { in.State = &State{Costs: []CostState{{ID: "c-p2"}}} },
			[]string{CodeDup}},
		{"input twice", func(in *Input) { in.Nodes[8].Inputs = []string{"p-credit", "x-own", "x-own"} },
			[]string{CodeDup}},
		{"node twice", func(in *Input) {
			in.Nodes = append(in.Nodes, in.Nodes[0])
			in.Nodes[len(in.Nodes)-1].Seq = 0
		}, []string{CodeDup}},
		{"seq", func(in *Input) { in.Nodes[0].Seq = 2 }, []string{CodeSeq}},
		{"treasury", func(in *Input) { in.Parties[0].RemitTo = "" }, []string{CodeTreasury}},
		{"treasury off", func(in *Input) {
			in.Parties[0].RemitTo, in.Parties[0].RemitRequired = "",
				ptr(false)
		}, nil},
		{"remit to", func(in *Input) { in.Parties[0].RemitTo = "x" }, []string{CodeUnknownParty}},
		{"owner", func(in *Input) { in.Nodes[0].Owner = "x" }, []string{CodeUnknownParty}},
		{"investor", func(in *Input) { in.Costs[0].Investor = "x" }, []string{CodeUnknownParty}},
		{"weight", func(in *Input) { in.Nodes[0].Weight = 0 }, []string{CodeWeight}},
		{"redevelops", func(in *Input) { in.Nodes[8].Owner = "operator" },
			[]string{CodeOperatorRedevelops}},
		{"redevelops by a group", func(in *Input) { in.Parties[4].Group, in.Parties[8].Group = "g", "g" },
			[]string{CodeOperatorRedevelops}},
		{"redevelopment allowed", func(in *Input) {
			in.Nodes[8].Owner = "operator"
			a := in.Agreements["KF"]
			a.Rules = &Rules{RedevBan: ptr(false)}
			in.Agreements["KF"] = a
		}, nil},
		{"no agreement", func(in *Input) { in.Nodes[8].Agreement = "x" }, []string{CodeNoAgreement}},
		{"primary with base", func(in *Input) { in.Nodes[6].Agreement = "KF" },
			[]string{CodeBaseOnPrimary}},
		{"unknown input", func(in *Input) { in.Nodes[9].Inputs = append(in.Nodes[9].Inputs, "x") },
			[]string{CodeUnknownInput}},
		{"cycle", func(in *Input) { in.Nodes[8].Inputs = []string{"p-credit", "x-own", "d-ins"} },
			[]string{CodeCycle}},
		{"itself", func(in *Input) { in.Nodes[8].Inputs = []string{"p-credit", "x-own", "d-risk"} },
			[]string{CodeCycle}},
		{"sale of nothing", func(in *Input) { in.Sales[0].Product = "r-water" },
			[]string{CodeUnknownProduct}},
		{"trace of nothing", func(in *Input) { in.Traces[0].Product = "x" },
			[]string{CodeUnknownProduct}},
		{"cost of nothing", func(in *Input) { in.Costs[1].Product = "x" }, []string{CodeUnknownProduct}},
		{"welfare", func(in *Input) { in.Sales[4].Amount = 1 }, []string{CodeWelfareCharged}},
		{"welfare of a developer", func(in *Input) {
			a := in.Agreements["KF"]
			a.Rules = &Rules{WelfareFree: WelfareFreePrimary}
			in.Agreements["KF"] = a
			in.Sales[3].Use = Welfare
		}, nil},
		{"refund", func(in *Input) { in.Sales[3].Amount = -1 }, []string{CodeRefundRef}},
		{"for product", func(in *Input) { in.Sales[0].ForProduct = "p-health" },
			[]string{CodeForProduct}},
		{"for nothing", func(in *Input) { in.Sales[0].ForProduct = "x" }, []string{CodeForProduct}},
		{"for a user", func(in *Input) { in.Sales[0].ForProduct = "d-risk" }, nil},
		{"price", func(in *Input) { in.Sales[0].Amount = 4000*500 + 1 }, []string{CodePriceCap}},
		{"price at the cap", func(in *Input) { in.Sales[0].Amount = 4000 * 500 }, nil},
		{"no members", func(in *Input) { in.Traces[0].Members = nil }, []string{CodeTrace}},
		{"member twice", func(in *Input) { in.Traces[0].Members = []string{"r-water", "r-water"} },
			[]string{CodeTrace}},
		{"no input", func(in *Input) { in.Traces[0].Members = []string{"r-clinic"} },
			[]string{CodeTrace}},
		{"no units", func(in *Input) { in.Traces[0].Units = 0 }, []string{CodeTrace}},
		{"no volume", func(in *Input) { in.Traces[0].Volume = map[string]int64{"r-water": 0} },
			[]string{CodeTrace}},
		{"by volume", func(in *Input) { in.Agreements["YY"].Contribution.Basis = ByVolume },
			[]string{CodeTrace}},
		{"cost", func(in *Input) { in.Costs[0].Amount = -1 }, []string{CodeCost}},
		{"units", func(in *Input) { in.Traces[0].Units = math.MaxInt64 / 1000 }, []string{CodeOverflow}},
		{"units in all", func(in *Input) {
			for i := range 3 {
				in.Traces[i].Units, in.Traces[i].Members = 9_000_000_000_000, in.Nodes[6].Inputs[:1+i]
			}
		}, []string{CodeOverflow}},
		{"units of what sold nothing", func(in *Input) {
			for i := range 3 {
				in.Traces[i].Units, in.Traces[i].Members = 9_000_000_000_000, in.Nodes[6].Inputs[:1+i]
			}
			in.Sales = nil
		}, []string{CodeOverflow}},
		{"volumes of what sold nothing", func(in *Input) {
			in.Sales, in.Traces = nil, in.Traces[:1]
			in.Agreements["YY"].Contribution.Basis = ByVolume
			in.Traces[0].Volume = map[string]int64{"r-water": math.MaxUint64/10000 + 1}
		}, []string{CodeOverflow}},
		{"the most volume", func(in *Input) {
			in.Sales, in.Traces = nil, in.Traces[:1]
			in.Agreements["YY"].Contribution.Basis = ByVolume
			in.Traces[0].Volume = map[string]int64{"r-water": math.MaxUint64 / 10000}
		}, nil},
		{"cap of nobody", func(in *Input) { in.Caps = []Cap{{}} }, []string{CodeBadRequest}},
		{"node without an id", func(in *Input) { in.Nodes[5].ID = "" }, []string{CodeBadRequest}},
		{"sales", func(in *Input) { in.Sales[2].Amount, in.Sales[3].Amount = math.MaxInt64, 1 },
			[]string{CodeOverflow}},
		{"costs", func(in *Input) { in.Costs[0].Amount = math.MaxInt64 }, []string{CodeOverflow}},
		{"several", func(in *Input) {
			in.Nodes[0].Weight, in.Nodes[1].Seq, in.Costs[0].Amount = 0, 1,
				-1
		},
			[]string{CodeCost, CodeSeq, CodeWeight}},
	} {
		in := province(t)
		c.change(&in)
		if got := Validate(in); !slices.Equal(got, c.codes) {
			t.Errorf("%s: %v, want %v", c.name, got, c.codes)
		}
		if _, err := Compute(in); err != nil && !slices.Contains(c.codes, CodeOverflow) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
