package explorer

import (
	"fmt"
	"html"
	"sort"

	"github.com/suyuan-ledger/suyuan/wire"
)

// flow is money that goes from one bar to another, in fen.
type flow struct {
	from, to string
	amount   int64
}

// bar is a place that money passes. Stage is its column.
type bar struct {
	key, label, class, link string
	stage                   int
}

const (
	barWide    = 14.0
	sankeyWide = 1120.0
	sankeyHigh = 330.0
	barGap     = 14.0
)

// laid is a bar with its place.
type laid struct {
	bar
	in, out     int64
	y, high     float64
	inAt, outAt float64
}

// sankey draws where money came from and went to. Flows are drawn in the order of their bars.
func (v *view) sankey(title string, bars []bar, flows []flow) H {
	places, columns := map[string]*laid{}, map[int][]*laid{}
	last := 0
	for _, b := range bars {
		l := &laid{bar: b}
		places[b.key] = l
		columns[b.stage] = append(columns[b.stage], l)
		last = max(last, b.stage)
	}
	for _, f := range flows {
		places[f.from].out += f.amount
		places[f.to].in += f.amount
	}
	scale := 0.0
	for stage := 0; stage <= last; stage++ {
		var sum int64
		for _, l := range columns[stage] {
			sum += max(l.in, l.out)
		}
		room := sankeyHigh - barGap*float64(len(columns[stage])-1)
		if s := max(room, 60) / float64(max(sum, 1)); scale == 0 || s < scale {
			scale = s
		}
	}
	for stage := 0; stage <= last; stage++ {
		y := 26.0
		for _, l := range columns[stage] {
			l.high = max(float64(max(l.in, l.out))*scale, 1.5)
			l.y, l.inAt, l.outAt = y, y, y
			y += l.high + max(barGap, 30-l.high)
		}
	}
	return v.drawSankey(title, bars, flows, places, last, scale)
}

func (v *view) drawSankey(title string, bars []bar, flows []flow, places map[string]*laid, last int,
	scale float64) H {
	high := 0.0
	for _, b := range bars {
		high = max(high, places[b.key].y+places[b.key].high)
	}
	step := (sankeyWide - barWide - 300) / float64(max(last, 1))
	x := func(stage int) float64 { return 10 + float64(stage)*step }
	order := func(i, j int) bool {
		a, b := flows[i], flows[j]
		if places[a.from].y != places[b.from].y {
			return places[a.from].y < places[b.from].y
		}
		return places[a.to].y < places[b.to].y
	}
	sort.SliceStable(flows, order)
	b := draw("sankey", title, title, sankeyWide, high+24)
	for stage, key := range []string{"flow.paid", "flow.product", "flow.why", "flow.benefit"} {
		if stage <= last {
			b.text("stage", x(stage), 13, v.t(key))
		}
	}
	for _, f := range flows {
		from, to := places[f.from], places[f.to]
		w := max(float64(f.amount)*scale, 1)
		x0, x1 := x(from.stage)+barWide, x(to.stage)
		bend := (x0 + x1) / 2
		if from.stage >= to.stage { // between products: out on the right and back in on the right
			x0, x1 = x(from.stage)+barWide, x(to.stage)+barWide
			bend = x0 + 46
		}
		y0, y1 := from.outAt+w/2, to.inAt+w/2
		from.outAt += w
		to.inAt += w
		b.put(`<path class="flow %s" stroke-width="%.1f" d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f">`+
			"<title>%s → %s %s</title></path>", html.EscapeString(to.class), w, x0, y0, bend, y0, bend, y1,
			x1, y1, html.EscapeString(from.label), html.EscapeString(to.label),
			group(wire.Fen(f.amount).String()))
	}
	for _, s := range bars {
		l := places[s.key]
		amount := max(l.in, l.out)
		b.put(`<rect class="bar %s" x="%.1f" y="%.1f" width="%.0f" height="%.1f"/>`,
			html.EscapeString(s.class), x(s.stage), l.y, barWide, l.high)
		label := fmt.Sprintf(
			`<text class="barname" x="%.1f" y="%.1f">%s <tspan class="money">%s</tspan></text>`,
			x(s.stage)+barWide+5, l.y+max(l.high/2+4, 9), html.EscapeString(fit(s.label, 26)),
			group(wire.Fen(amount).String()))
		if s.link != "" {
			label = `<a href="` + html.EscapeString(s.link) + `">` + label + "</a>"
		}
		b.WriteString(label)
	}
	return b.done()
}
