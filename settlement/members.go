package settlement

import (
	"slices"
	"strings"
)

// members are the names of a request's members. Names are read as they are written here: the JSON
// reader would take "Amount" for "amount", another reader would not, and two readers must never see
// two different amounts.
var members = []string{"agreement", "agreements", "allowed", "amount", "base", "basis", "bps",
	"cap", "caps", "channel", "class", "contribution", "costs", "count", "cycle", "deficit", "factor",
	"fallback", "fee", "for_product", "full", "group", "held", "id", "inputs", "investor", "kind",
	"layer", "limit", "measure", "members", "method", "min", "mode", "name", "new", "nodes", "of",
	"offset", "old", "on", "op", "out", "owner", "parties", "parts", "party", "payable", "period",
	"periods", "pool", "price_cap", "product", "public", "rate", "rec", "receivable", "recover",
	"redev_ban", "ref", "remainder", "remit_required", "remit_to", "reserve", "resource", "restate",
	"ret", "return", "rules", "sales", "scope", "scores", "seq", "share", "state", "tiers", "to",
	"total", "traces", "units", "use", "volume", "weight", "weights", "welfare_free", "world"}

// named are the members whose objects have ids for names.
var named = []string{"agreements", "cap", "costs", "deficit", "payable", "receivable", "reserve",
	"scores", "volume"}

// misnamed reports whether a name is read as a member although it is written otherwise.
func misnamed(name string) bool {
	if _, known := slices.BinarySearch(members, name); known {
		return false
	}
	return slices.ContainsFunc(members, func(m string) bool { return strings.EqualFold(m, name) })
}
