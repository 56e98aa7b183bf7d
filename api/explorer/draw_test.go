package explorer

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
)

func aView() *view {
	return &view{
		ctx:   context.Background(),
		r:     httptest.NewRequest("GET", "/", nil),
		names: map[string]string{},
	}
}

// wellFormed reads markup as XML: an SVG in a page must be that.
func wellFormed(t *testing.T, s H) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(s)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v in %.300s", err, s)
		}
	}
}

// random is a graph of n boxes in which data goes from lower to higher ones.
func random(n int) (ids []string, edges [][2]int) {
	r := rand.New(rand.NewSource(7))
	for i := range n {
		ids = append(ids, fmt.Sprintf("product:p/n%d@1", i))
		for range 2 {
			if i > 0 && r.Intn(4) > 0 {
				edges = append(edges, [2]int{max(0, i-1-r.Intn(20)), i})
			}
		}
	}
	return ids, edges
}

// Boxes of a column do not overlap, and every edge goes to the right.
func TestLayout(t *testing.T) {
	ids, edges := random(300)
	began := time.Now()
	d := layOut(ids, edges)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("300 boxes took %s", took)
	}
	for _, e := range edges {
		if d.all[e[0]].layer >= d.all[e[1]].layer {
			t.Fatalf("the edge %v goes back", e)
		}
	}
	for _, layer := range d.layers {
		for i := 1; i < len(layer); i++ {
			a, b := layer[i-1], layer[i]
			if gap := d.all[b].y - d.all[a].y; gap < (d.high(a)+d.high(b))/2-0.01 {
				t.Fatalf("boxes %d apart", int(gap))
			}
		}
	}
}

// A cycle, which no ledger holds, is still drawn.
func TestLayoutOfCycle(t *testing.T) {
	d := layOut([]string{"a", "b", "c"}, [][2]int{{0, 1}, {1, 2}, {2, 1}})
	if len(d.all) < 3 {
		t.Fatal("a box is missing")
	}
}

// A drawing stays readable: what is too much of one step away folds into one box with its count.
func TestGraphFolds(t *testing.T) {
	v := aView()
	boxes := []box{{key: "product:p/root@1", kind: "product", label: "根", root: true, to: "/"}}
	var arrows []arrow
	for i := range 400 {
		key := fmt.Sprintf("resource:p/r%d@1", i)
		boxes = append(boxes, box{key: key, kind: "resource", label: "<资源>", level: 1, to: "/r"})
		arrows = append(arrows, arrow{from: key, to: boxes[0].key, bad: "超期"})
	}
	svg := v.graph("图 & 文", boxes, arrows)
	wellFormed(t, svg)
	if n := strings.Count(string(svg), "<rect"); n > mostBoxes || n != mostOfLevel+2 {
		t.Errorf("%d boxes", n)
	}
	if !strings.Contains(string(svg), fmt.Sprintf("+%d", 400-mostOfLevel)) {
		t.Error("the others are not counted")
	}
	if len(svg) > 64<<10 {
		t.Errorf("%d bytes", len(svg))
	}
}

func TestSankey(t *testing.T) {
	v := aView()
	bars := []bar{
		{key: "a", label: "场内 <1>"},
		{key: "p", label: "产品", stage: 1},
		{key: "q", label: "产品二", stage: 1},
		{key: "w", label: "贡献", stage: 2},
		{key: "z", label: "卫健委", stage: 3, link: "/party/z?x=1&y=2"},
	}
	svg := v.sankey("流向", bars, []flow{{"a", "p", 100}, {"a", "q", 50}, {"q", "p", 20}, {"p", "w",
		120}, {"w", "z", 120}})
	wellFormed(t, svg)
	if n := strings.Count(string(svg), `class="flow`); n != 5 {
		t.Errorf("%d flows", n)
	}
	wellFormed(t, v.sankey("无", []bar{{key: "a"}}, nil))
}

func TestTimeline(t *testing.T) {
	svg := aView().timeline("协议", 1_770_000_000, 1_860_000_000, []tick{
		{at: 1_769_000_000, label: "签署"},
		{
			at:    1_870_000_000,
			label: "到期",
			class: "end",
		}}, []dot{{at: 1_780_000_000, label: "p/1", link: "/x"},
		{at: 1_865_000_000, label: "p/2", link: "/y", bad: true, row: 1}})
	wellFormed(t, svg)
	if !strings.Contains(string(svg), `class="dot bad"`) || !strings.Contains(string(svg), "期外") {
		t.Error("a use outside the term does not say so")
	}
}

// Every word has both languages, and every word that the files name exists.
func TestWords(t *testing.T) {
	for key, w := range words {
		if strings.TrimSpace(w[0]) == "" || strings.TrimSpace(w[1]) == "" {
			t.Errorf("%s lacks a language: %q", key, w)
		}
		if strings.HasPrefix(key, "calendar.week") || strings.HasPrefix(key, "file.json") {
			continue
		}
		if han.MatchString(w[1]) {
			t.Errorf("%s: the English %q holds Chinese", key, w[1])
		}
	}
	for name := range fields {
		if _, ok := words["field."+name]; !ok && used(name) {
			t.Errorf("the member %s has no label", name)
		}
	}
	for i := 0; i < len(menus); i += 2 {
		if _, ok := words["menu."+menus[i]]; !ok {
			t.Errorf("no word for the menu's %s", menus[i])
		}
	}
	for _, h := range helps {
		if words["help."+h][0] == "" || words["help."+h+".text"][1] == "" {
			t.Errorf("no help for %s", h)
		}
	}
}

// used leaves out members that pages show under another name.
func used(name string) bool {
	switch name {
	case "by_party",
		"unit_party",
		"signed_at",
		"entered_at",
		"submitted_at",
		"class_word",
		"items_words",
		"period_unit",
		"outcome":
		return false
	}
	return true
}

var abroad = regexp.MustCompile(`(?i)(?:https?:)?//[a-z0-9-]+\.[a-z]`)

// Nothing that is embedded names another origin, but for the name of SVG.
func TestNothingAbroad(t *testing.T) {
	for _, files := range []fs.FS{static, templateFiles} {
		err := fs.WalkDir(files, ".", func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := fs.ReadFile(files, path)
			text := strings.ReplaceAll(string(b), "http://www.w3.org/2000/svg", "")
			if found := abroad.FindString(text); found != "" {
				t.Errorf("%s names %s", path, found)
			}
			if path == "static/app.js" && len(b) > 15<<10 {
				t.Errorf("%s has %d bytes", path, len(b))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What old browsers do not know is not used.
func TestOldBrowsers(t *testing.T) {
	css, _ := static.ReadFile("static/style.css")
	for _, no := range []string{":has(", "@container", "display: grid", ":is(",
		"aspect-ratio", "inset:"} {
		if strings.Contains(string(css), no) {
			t.Errorf("the style uses %s", no)
		}
	}
	js, _ := static.ReadFile("static/app.js")
	for _, no := range []string{"=>", "const ", "let ", "`", "import ", "async "} {
		if strings.Contains(string(js), no) {
			t.Errorf("the script uses %q", no)
		}
	}
}

func TestFormat(t *testing.T) {
	for in, want := range map[string]string{"1234567.89": "1,234,567.89",
		"-1234.56": "-1,234.56", "0.00": "0.00",
		"999": "999", "1000": "1,000", "x": "x"} {
		if got := group(in); got != want {
			t.Errorf("%s is shown as %s", in, got)
		}
	}
	for in, want := range map[string]string{"450000": "0.45", "2800": "0.0028",
		"3000000000": "3,000.00"} {
		if got := micro(in); got != want {
			t.Errorf("%s is shown as %s", in, got)
		}
	}
	if !strings.Contains(string(money("-1.00")), "negative") {
		t.Error("a negative amount is not marked")
	}
}

func TestDerivations(t *testing.T) {
	trees := derivations("gz-health  2026Q1  合计 3.00 元\n  [L0000003] 甲 1.00 = 2.00 × 1/2\n" +
		"    [L0000001] 乙\n      [L0000000] 丙\n    [L0000002] 丁\n  [L0000004] 戊\n")
	if len(trees) != 2 || len(trees[0].from) != 2 || len(trees[0].from[0].from) != 1 ||
		trees[0].rest() != "2.00 × 1/2" || trees[1].id != "L0000004" {
		t.Fatalf("%+v", trees)
	}
}

// An error of the node is a page, not a blank one.
func TestNodeDown(t *testing.T) {
	h := New(Options{Ask: func(context.Context, string, []byte, uint64, bool) (source.Reply, error) {
		return source.Reply{}, errors.New("connection refused")
	}})
	w := get(h, "/", "zh")
	if w.Code != 502 || !strings.Contains(w.Body.String(), "节点没有回答") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
