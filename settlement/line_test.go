package settlement

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestLeaf(t *testing.T) {
	l := Line{ID: "L0000001", Kind: kindContribution, Node: "产<品>", Name: "a\"b\\\n\x01&", To: "x",
		Amount: -5, Parents: []string{"L0000000"}, Why: []Fact{countFact("points", 1<<64-1),
			textFact("input", "r"), listFact("sales", nil), fenFact("pool", -7)}}
	want := `{"amount":-5,"id":"L0000001","kind":"contribution","name":"a\"b\\\n\u0001&","node":"产<品>",` +
		`"parents":["L0000000"],"tier":null,"to":"x","why":{"input":"r","points":18446744073709551615,` +
		`"pool":-7,"sales":[]}}`
	if got := string(l.Leaf()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	back, err := ParseLine(l.Leaf())
	if err != nil || !bytes.Equal(back.Leaf(), l.Leaf()) || back.Int("pool") != -7 ||
		back.Text("input") != "r" {
		t.Errorf("%v %v", back, err)
	}
}

func TestParseLineStrict(t *testing.T) {
	report, err := Compute(province(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range report.Lines {
		back, err := ParseLine(l.Leaf())
		if err != nil || !reflect.DeepEqual(back.Parents, l.parents()) {
			t.Fatalf("%s: %v", l.ID, err)
		}
	}
	leaf := string(report.Lines[1].Leaf())
	for _, bad := range []string{"", "{}", " " + leaf, leaf + " ", strings.Replace(leaf, ":", ": ", 1),
		strings.Replace(leaf, `"amount":150000`, `"amount":150000.0`, 1),
		strings.Replace(leaf, `"amount":150000`, `"amount":1.5e5`, 1),
		strings.Replace(leaf, `"tier":2`, `"tier":0`, 1),
		strings.Replace(leaf, `"to":`, `"extra":1,"to":`, 1),
		strings.Replace(leaf, `"to":"inputs"`, `"to":"inputs","to":"inputs"`, 1),
		strings.Replace(leaf, `"base":1500000`, `"base":-0`, 1),
		strings.Replace(leaf, `"base":1500000,`, `"base":1500000,"base":1500000,`, 1),
		strings.Replace(leaf, `"base":1500000`, `"base":null`, 1),
		strings.Replace(leaf, "公", "\\u516c", 1)} {
		if _, err := ParseLine([]byte(bad)); err == nil {
			t.Errorf("accepts %s", bad)
		}
	}
}

// TestMerkle checks the published test vectors of RFC 6962 trees and every path of small trees.
func TestMerkle(t *testing.T) {
	leaves := [][]byte{{}, {0x00}, {0x10}, {0x20, 0x21}, {0x30, 0x31}, {0x40, 0x41, 0x42, 0x43},
		{0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57}, []byte("`abcdefghijklmno")}
	roots := []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	}
	for n, want := range roots {
		if root := Root(leaves[:n+1]); hex.EncodeToString(root[:]) != want {
			t.Errorf("root of %d leaves is %x", n+1, root)
		}
	}
	if Root(nil) != sha256.Sum256(nil) || LinesRoot(nil) != Root(nil) {
		t.Error("root of nothing")
	}
	var many [][]byte
	for n := 1; n <= 40; n++ {
		many = append(many, []byte{byte(n)})
		root := Root(many)
		for i := range many {
			path := AuditPath(many, i)
			if !VerifyPath(root, many[i], i, n, path) {
				t.Fatalf("leaf %d of %d", i, n)
			}
			wrong := slices.Clone(path)
			if len(wrong) > 0 {
				wrong[len(wrong)-1][3] ^= 1
			}
			if VerifyPath(root, []byte("x"), i, n, path) ||
				VerifyPath(root, many[i], i, n, append(path, root)) ||
				n > 1 && (VerifyPath(root, many[i], i, n, wrong) ||
					VerifyPath(root, many[i], (i+1)%n, n, path)) {
				t.Fatalf("leaf %d of %d takes a wrong proof", i, n)
			}
		}
	}
	if AuditPath(many, -1) != nil || AuditPath(many, 40) != nil ||
		VerifyPath(Root(many), many[0], 0, 0, nil) {
		t.Error("outside the tree")
	}
}

func TestExplain(t *testing.T) {
	in := province(t)
	report, err := Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	want := string(readTestdata(t, "example/province.explain.gov-health.txt"))
	if got := Explain(report, in, "gov-health", "zh"); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	treasury := Explain(report, in, "treasury", "zh")
	for _, part := range []string{"treasury  2026Q4-example  合计 2089.50 元\n",
		"余额 556.50 = 1391.25 × 4/10", "（见上）", "  代 gov-tax 收 1341.37\n"} {
		if !strings.Contains(treasury, part) {
			t.Errorf("%q is not in\n%s", part, treasury)
		}
	}
	for _, party := range in.Parties {
		text := Explain(report, in, party.ID, "en")
		if n := strings.Count(text, "\n"); n > 4*len(report.Lines) {
			t.Errorf("%s: %d rows of text", party.ID, n)
		}
		if party.ID == "operator" && !strings.Contains(text,
			"reasonable profit (合理利润) 400.00: cost c-p1 recovered 5000.00 × 8/100, paid before 0.00") {
			t.Error(text)
		}
	}
	if yuan(-5) != "-0.05" || yuan(-12345) != "-123.45" || yuan(0) != "0.00" {
		t.Error("yuan")
	}
}

// TestExplainLimits holds that no formula is told that its line does not follow: what was left, a
// cap, or no use to count is said.
func TestExplainLimits(t *testing.T) {
	in := province(t)
	most := int64(12_345)
	yy, kf := in.Agreements["YY"], in.Agreements["KF"]
	yy.Tiers = slices.Clone(yy.Tiers)
	yy.Tiers[0].Fee = &Rated{To: "exchange", Rate: Rate{N: 1, D: 2}, Of: OfOwnSales, Cap: &most}
	yy.Tiers[3].Return = &Return{Rate: Rate{N: 1, D: 1}, On: []string{"processing"}}
	kf.Tiers = slices.Insert(slices.Clone(kf.Tiers), 1, Tier{Fee: &Rated{To: "platform",
		Rate: Rate{N: 1, D: 2}, Of: OfInflow}})
	kf.Contribution = &Contribution{Count: []string{Welfare}, Fallback: "co-water"}
	in.Agreements = map[string]Agreement{"YY": yy, "KF": kf}
	report, err := Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ payee, lang, want string }{
		{"exchange", "zh", "费用 123.45：10000.00（own_sales）× 1/2 = 5000.00，以余额或上限为限\n"},
		{"exchange", "en", "fee 123.45: 10000.00 (own_sales) × 1/2 = 5000.00, limited to what was left"},
		{"exchange", "en", "fee (交易所佣金) 600.00 = 20000.00 (channel_sales) × 3/100\n"},
		{"operator", "zh", "，应付 "},
		{"operator", "en", ", too little was left\n"},
		{"co-water", "zh", "：没有可计的使用记录，按约定（co-water）归 co-water\n"},
		{"co-water", "en", ": no use to count, so by agreement (co-water) to co-water\n"},
		{"nobody", "zh", "nobody  2026Q4-example  合计 0.00 元\n  没有一笔付给它\n"},
		{"nobody", "en", "nobody  2026Q4-example  total 0.00 yuan\n  no line pays it\n"},
	} {
		if text := Explain(report, in, c.payee, c.lang); !strings.Contains(text, c.want) {
			t.Errorf("%s: %q is not in\n%s", c.payee, c.want, text)
		}
	}
}
