package explorer

import (
	"fmt"
	"html"
	"strings"
)

// mostBoxes bounds a drawing; mostOfLevel what of one step away is drawn by itself.
const (
	mostBoxes   = 150
	mostOfLevel = 24
)

// box is a node of a lineage drawing.
type box struct {
	key, kind   string
	label, note string
	party       string
	level       int
	to          string // address
	bad         string // why something is the matter with it
	attested    bool
	root        bool
}

// arrow says that the box "to" was made of the box "from".
type arrow struct {
	from, to string
	label    string
	bad      string
}

const (
	boxWide = 196.0
	boxHigh = 46.0
	colWide = 262.0
	edge    = 14.0
)

// collapse keeps at most mostOfLevel boxes of a level and stands one box "+n" for the others.
func (v *view) collapse(boxes []box, arrows []arrow, hidden map[int]int) ([]box, []arrow) {
	kept, into, byLevel := []box{}, map[string]string{}, map[int]int{}
	for _, b := range boxes {
		most := min(mostOfLevel, mostBoxes-len(kept)-2)
		if byLevel[b.level] >= most && !b.root {
			into[b.key] = fmt.Sprintf("more:%d", b.level)
			hidden[b.level]++
			continue
		}
		byLevel[b.level]++
		kept = append(kept, b)
	}
	more := map[string]bool{}
	for _, b := range boxes {
		key, folded := into[b.key]
		if folded && !more[key] && len(kept) < mostBoxes {
			more[key] = true
			kept = append(kept, box{key: key, kind: "more", level: b.level,
				label: fmt.Sprintf("+%d", hidden[b.level]), note: v.t("graph.more"), to: "#table"})
		}
	}
	out, seen := []arrow{}, map[string]bool{}
	for _, a := range arrows {
		if x, ok := into[a.from]; ok {
			a.from, a.label = x, ""
		}
		if x, ok := into[a.to]; ok {
			a.to, a.label = x, ""
		}
		if pair := a.from + " " + a.to; a.from != a.to && !seen[pair] {
			seen[pair] = true
			out = append(out, a)
		}
	}
	return kept, out
}

// graph draws boxes and arrows as SVG. The same data stands in a table beside it.
func (v *view) graph(title string, boxes []box, arrows []arrow) H {
	boxes, arrows = v.collapse(boxes, arrows, map[int]int{})
	index, ids := map[string]int{}, []string{}
	for i, b := range boxes {
		index[b.key] = i
		ids = append(ids, b.key)
	}
	var edges [][2]int
	var drawn []arrow
	for _, a := range arrows {
		from, ok := index[a.from]
		to, ok2 := index[a.to]
		if ok && ok2 {
			edges, drawn = append(edges, [2]int{from, to}), append(drawn, a)
		}
	}
	d := layOut(ids, edges)
	bottom := 0.0
	for i, p := range d.all {
		bottom = max(bottom, p.y+d.high(i)/2)
	}
	w, h := float64(len(d.layers)-1)*colWide+boxWide+2*edge, bottom+2*edge
	class := "lineage"
	if w > 1900 {
		class = "lineage wide"
	}
	b := draw(class, title, title+" · "+v.t("drawing"), w, h)
	b.WriteString(`<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" ` +
		`markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>`)
	for i, a := range drawn {
		d.curve(b, d.routes[i], a)
	}
	for i, x := range boxes {
		v.box(b, x, edge+float64(d.all[i].layer)*colWide, edge+d.all[i].y)
	}
	return b.done()
}

func (d *drawing) curve(b *picture, way []int, a arrow) {
	at := func(i int, right bool) (float64, float64) {
		p := d.all[way[i]]
		x := edge + float64(p.layer)*colWide
		if p.dummy {
			x += boxWide / 2
		} else if right {
			x += boxWide
		}
		return x, edge + p.y
	}
	class := "wire"
	if a.bad != "" {
		class += " bad"
	}
	x0, y0 := at(0, true)
	b.put(`<path class="%s" data-from="%s" data-to="%s" marker-end="url(#tip)" d="M%.1f %.1f`,
		class, html.EscapeString(a.from), html.EscapeString(a.to), x0, y0)
	for i := 1; i < len(way); i++ {
		x1, y1 := at(i, false)
		mid := (x0 + x1) / 2
		b.put("C%.1f %.1f %.1f %.1f %.1f %.1f", mid, y0, mid, y1, x1, y1)
		x0, y0 = x1, y1
	}
	b.put(`"><title>%s</title></path>`,
		html.EscapeString(a.from+" → "+a.to+" "+a.label+" "+a.bad))
	if len(way) == 2 && (a.bad != "") {
		x, y := at(0, true)
		x2, y2 := at(1, false)
		b.put(`<text class="why" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, (x+x2)/2,
			(y+y2)/2-5, html.EscapeString(a.bad))
	}
}

func (v *view) box(b *picture, x box, left, middle float64) {
	class := "node " + x.kind
	if x.root {
		class += " root"
	}
	if x.bad != "" {
		class += " bad"
	}
	top := middle - boxHigh/2
	say := strings.Join([]string{v.word(x.kind), x.label, x.party, x.note, x.bad}, " ")
	b.put(`<a href="%s" class="%s" data-key="%s" aria-label="%s">`, html.EscapeString(x.to),
		class, html.EscapeString(x.key), html.EscapeString(strings.TrimSpace(say)))
	b.put("<title>%s</title>", html.EscapeString(x.label+"\n"+x.key+"\n"+x.party+" "+x.bad))
	round := map[string]float64{"resource": 10, "processing": boxHigh / 2, "import": 10}[x.kind]
	b.put(`<rect x="%.1f" y="%.1f" width="%.0f" height="%.0f" rx="%.0f"/>`, left, top,
		boxWide, boxHigh, round)
	b.put(`<text class="name" x="%.1f" y="%.1f" text-anchor="middle">%s</text>`,
		left+boxWide/2, top+19, html.EscapeString(fit(x.label, 27)))
	b.put(`<text class="id" x="%.1f" y="%.1f" text-anchor="middle">%s</text></a>`,
		left+boxWide/2, top+36, html.EscapeString(fit(abridged(x.note), 32)))
}

// fit shortens a text to so many half widths; a Han character counts two.
func fit(s string, most int) string {
	used := 0
	for i, c := range s {
		used += 1 + halves(c)
		if used > most {
			return s[:i] + "…"
		}
	}
	return s
}

func halves(c rune) int {
	if c >= 0x2e80 {
		return 1
	}
	return 0
}
