package regime

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// The types of a key's value.
const (
	TypeInt  = "int"  // one unsigned number
	TypeBool = "bool" // true or false
	TypeText = "text" // one word of Of when Of is given, or empty where the text is silent
	TypeList = "list" // any number of words
	TypeDate = "date" // 2025-01-07, or empty
	TypeSpan = "span" // a number and its unit, such as "10 working_days", or empty: none
	TypeDay  = "day"  // a day of every year, such as "03-31", or empty
)

// Key is one rule that a profile must settle.
type Key struct {
	Name   string   `json:"name"`
	Type   string   `json:"type"`
	Zh     string   `json:"zh"`
	En     string   `json:"en"`
	Of     []string `json:"of,omitempty"` // the words allowed, all when empty
	Filled bool     `json:"filled"`       // an empty text, date or list is refused
}

// maxInt bounds numbers of a profile: no period of these rules is longer than ten years of days.
const maxInt = 3660

// Schema is every key, in the order in which profiles are shown. A profile gives all of them and
// no other.
var Schema = slices.Concat(legalKeys, planKeys, agreementKeys, developerKeys, supplyKeys,
	accessKeys, productKeys, traceKeys, moneyKeys, oversightKeys, clockKeys)

var schemaByName = func() map[string]Key {
	m := make(map[string]Key, len(Schema))
	for _, k := range Schema {
		if _, twice := m[k.Name]; twice {
			panic("regime: key defined twice: " + k.Name)
		}
		m[k.Name] = k
	}
	return m
}()

// Lookup returns the definition of a key.
func Lookup(name string) (Key, bool) {
	k, ok := schemaByName[name]
	return k, ok
}

// Fits says in one English phrase why values cannot be the key's, or "".
func (k Key) Fits(values []string) string {
	if k.Type != TypeList && len(values) != 1 {
		return "needs exactly one value of type " + k.Type
	}
	for _, v := range values {
		if problem := k.fitsOne(v); problem != "" {
			return problem
		}
	}
	switch {
	case k.Filled && (len(values) == 0 || values[0] == ""):
		return "must not be empty"
	case len(values) > maxValues:
		return "has more than " + strconv.Itoa(maxValues) + " values"
	case k.Type == TypeList && repeats(values):
		return "names a value twice"
	}
	return ""
}

func (k Key) fitsOne(v string) string {
	switch k.Type {
	case TypeInt:
		u, err := strconv.ParseUint(v, 10, 64)
		if err != nil || strconv.FormatUint(u, 10) != v || u > maxInt {
			return "wants type int, a number from 0 to " + strconv.Itoa(maxInt) + ", not " + strconv.Quote(v)
		}
	case TypeBool:
		if v != "true" && v != "false" {
			return "wants type bool, not " + strconv.Quote(v)
		}
	case TypeDate:
		if _, err := wire.ParseDate(v); err != nil {
			return "wants type date such as 2025-01-07, not " + strconv.Quote(v)
		}
	case TypeSpan:
		if _, ok := ParseSpan(v); !ok && v != "" {
			return "wants a number and a unit, such as 10 working_days (units: " +
				strings.Join(Units, ", ") + "), not " + strconv.Quote(v)
		}
	case TypeDay:
		// 2004 is a leap year: the 29th of February is a day of every year, at its month's end.
		if _, err := wire.ParseDate("2004-" + v); err != nil && v != "" {
			return "wants type day such as 03-31, not " + strconv.Quote(v)
		}
	case TypeText, TypeList:
		empty := v == "" && k.Type == TypeText
		if len(v) > maxValue || (v == "" && !empty) {
			return "holds an empty value or one longer than " + strconv.Itoa(maxValue) + " bytes"
		}
		if len(k.Of) > 0 && !empty && !slices.Contains(k.Of, v) {
			return "does not know " + strconv.Quote(v) + ", only " + strings.Join(k.Of, ", ")
		}
	}
	return ""
}

// ParseSpan reads a span such as "10 working_days": one blank, no sign, at least one.
func ParseSpan(s string) (Span, bool) {
	n, unit, _ := strings.Cut(s, " ")
	u, err := strconv.ParseUint(n, 10, 32)
	if err != nil || u == 0 || u > maxInt || strconv.FormatUint(u, 10) != n ||
		!slices.Contains(Units, unit) {
		return Span{}, false
	}
	return Span{uint32(u), unit}, true
}

func repeats(values []string) bool {
	sorted := slices.Sorted(slices.Values(values))
	return len(slices.Compact(sorted)) != len(values)
}
