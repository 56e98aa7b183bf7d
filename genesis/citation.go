package genesis

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// How a row names several parts of a document at once.
var (
	itemRun   = regexp.MustCompile(`^(.*)\((\d+)\)–\((\d+)\)$`) // GD §22(1)–(13)
	pointRun  = regexp.MustCompile(`^(.*)\((\d+)–(\d+)\)$`)     // YN §22¶2(1–6)
	paraRun   = regexp.MustCompile(`^(.*¶)(\d+)–(\d+)$`)        // GZ §31¶1–2
	paraPair  = regexp.MustCompile(`^(.*¶)(\d+),(\d+)$`)        // GD §29¶1,3
	numberRun = regexp.MustCompile(`^(.*\))(\d+)–(\d+)$`)       // HB 三(五)1–3
	wholeRun  = regexp.MustCompile(`^(.*)§(\d+)–§(\d+)$`)       // XX §1–§34
	itemList  = regexp.MustCompile(`^(.*?)((?:\(\d+\)){2,})$`)  // HE §20(1)(2)(4)(6)
	item      = regexp.MustCompile(`\(\d+\)`)
)

// maxRun bounds what one name may stand for.
const maxRun = 400

// Expand returns the parts of the document that an article's id names: "GD §22(1)–(13)" names
// thirteen items, "GZ §17" itself.
func Expand(id string) []string {
	for _, p := range []struct {
		re          *regexp.Regexp
		open, close string
	}{{itemRun, "(", ")"}, {pointRun, "(", ")"}, {paraRun, "", ""}, {numberRun, "", ""},
		{wholeRun, "§", ""}} {
		m := p.re.FindStringSubmatch(id)
		if m == nil {
			continue
		}
		first, _ := strconv.Atoi(m[2])
		last, _ := strconv.Atoi(m[3])
		if first > last || last-first >= maxRun {
			return []string{id}
		}
		var out []string
		for n := first; n <= last; n++ {
			out = append(out, m[1]+p.open+strconv.Itoa(n)+p.close)
		}
		return out
	}
	if m := paraPair.FindStringSubmatch(id); m != nil {
		return []string{m[1] + m[2], m[1] + m[3]}
	}
	if m := itemList.FindStringSubmatch(id); m != nil {
		var out []string
		for _, n := range item.FindAllString(m[2], -1) {
			out = append(out, m[1]+n)
		}
		return out
	}
	return []string{id}
}

// within reports whether part is whole or a part of it: "GZ §9(3)" is within "GZ §9".
func within(part, whole string) bool {
	rest, ok := strings.CutPrefix(part, whole)
	return ok && (rest == "" || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "¶") ||
		strings.HasSuffix(whole, ")") && rest[0] >= '1' && rest[0] <= '9')
}

// Concerns reports whether the row is about what a citation names: the same part of the document, a
// part of it, or what it is a part of.
func (a Article) Concerns(citation string) bool {
	if a.ID == citation || within(a.ID, citation) {
		return true
	}
	return slices.ContainsFunc(Expand(a.ID), func(e string) bool {
		return within(e, citation) || within(citation, e)
	})
}
