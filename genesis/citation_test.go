package genesis

import (
	"slices"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	for id, want := range map[string]string{
		"GZ §17":           "GZ §17",
		"GZ §30¶1(1)–(4)":  "GZ §30¶1(1) GZ §30¶1(2) GZ §30¶1(3) GZ §30¶1(4)",
		"YN §22¶2(1–3)":    "YN §22¶2(1) YN §22¶2(2) YN §22¶2(3)",
		"GZ §31¶1–2":       "GZ §31¶1 GZ §31¶2",
		"GD §29¶1,3":       "GD §29¶1 GD §29¶3",
		"HB 三(五)1–3":       "HB 三(五)1 HB 三(五)2 HB 三(五)3",
		"HE §20(1)(2)(4)":  "HE §20(1) HE §20(2) HE §20(4)",
		"HE §20(3)":        "HE §20(3)",
		"XX §3–§5":         "XX §3 XX §4 XX §5",
		"XX §5–§3":         "XX §5–§3",
		"XX §1–§999999999": "XX §1–§999999999",
		"GZ §9¶content":    "GZ §9¶content",
	} {
		got := Expand(id)
		if joined := strings.Join(strings.Fields(strings.Join(got, " ")), " "); joined != want {
			t.Errorf("%s: %q, want %q", id, joined, want)
		}
	}
}

func TestConcerns(t *testing.T) {
	for _, c := range []struct {
		row, citation string
		want          bool
	}{
		{"GZ §9(3)", "GZ §9", true}, {"GZ §9(3)", "GZ §9(3)", true}, {"GZ §9(3)", "GZ §9(4)", false},
		{"YN §23", "YN §23¶1", true}, {"GZ §1", "GZ §12", false}, {"GZ §12", "GZ §1", false},
		{"GD §22(1)–(13)", "GD §22(6)", true}, {"GD §22(1)–(13)", "GD §22(14)", false},
		{"GD §22(1)–(13)", "GD §22", true}, {"YN §11¶2(1)–(14)", "YN §11¶2", true},
		{"YN §11¶2(1)–(14)", "YN §11¶1", false}, {"HB 三(五)1–3", "HB 三(五)", true},
		{"HB 三(五)1–3", "HB 三(五)2", true}, {"HB 四(五)2", "HB 四(六)2", false},
		{"GZ §31¶1–2", "GZ §31¶2", true}, {"HE §34", "财资〔2024〕1号", false},
	} {
		if got := (Article{ID: c.row}).Concerns(c.citation); got != c.want {
			t.Errorf("%s about %s: %v", c.row, c.citation, got)
		}
	}
}

// Every citation of a key leads to a row, and no row expands into another's part.
func TestRowsAreApart(t *testing.T) {
	all, err := LoadRegimes(Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		seen := map[string]string{}
		for _, a := range r.Articles {
			for _, part := range Expand(a.ID) {
				if by := seen[part]; by != "" {
					t.Errorf("%s is a row of both %s and %s", part, by, a.ID)
				}
				seen[part] = a.ID
			}
			if len(a.Realized) == 0 && a.Outside == "" && slices.Equal(a.Class, []string{"OUT"}) {
				t.Errorf("%s: outside without a reason", a.ID)
			}
		}
	}
}
