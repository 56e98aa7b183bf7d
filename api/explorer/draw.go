package explorer

import (
	"fmt"
	"html"
	"strings"
)

// picture is an SVG in a frame of its own, which scrolls where the page is narrow and is reached by
// keyboard. What it shows stands in a table beside it as well.
type picture struct{ strings.Builder }

// draw begins a drawing of a width and height.
func draw(class, title, frame string, wide, high float64) *picture {
	d := &picture{}
	d.put(`<div class="drawing" tabindex="0" role="region" aria-label="%s"><svg class="%s" `+
		`xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" `+
		`role="group" aria-label="%s">`, html.EscapeString(frame), class, wide, high, wide, high,
		html.EscapeString(title))
	return d
}

// put writes markup; texts in it are escaped by the caller.
func (d *picture) put(format string, args ...any) { fmt.Fprintf(d, format, args...) }

// text writes a text of a class from a point on.
func (d *picture) text(class string, x, y float64, s string) {
	d.put(`<text class="%s" x="%.1f" y="%.1f">%s</text>`, class, x, y, html.EscapeString(s))
}

// done ends the drawing.
func (d *picture) done() H {
	d.WriteString("</svg></div>")
	return H(d.String())
}
