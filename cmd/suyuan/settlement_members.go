package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// members are what settle/1 reads of an object; "*" stands for any name, "[]" for the items of a
// list. An empty one is read whole.
type members map[string]members

// reads makes members of names without members of their own.
func reads(names string) members {
	out := members{}
	for _, n := range strings.Fields(names) {
		out[n] = nil
	}
	return out
}

// with adds members that have members of their own.
func (m members) with(name string, sub members) members {
	m[name] = sub
	return m
}

func listOf(m members) members { return members{"[]": m} }

func anyName(m members) members { return members{"*": m} }

func agreementMembers() members {
	rated := reads("name to rate of channel cap")
	tier := members{"fee": rated, "base": rated, "share": rated,
		"recover": reads("name costs limit"), "return": reads("name rate on"),
		"remainder": reads("name").with("parts", listOf(reads("to weight")))}
	return reads("layer").with("tiers", listOf(tier)).
		with("contribution", reads("basis count fallback").with("factor", listOf(reads("min bps")))).
		with("rules", reads("redev_ban welfare_free"))
}

func requestMembers() members {
	state := reads("deficit reserve").
		with("costs", anyName(reads("product class investor out rec ret"))).
		with("cap", anyName(reads("cycle mode scope allowed measure held"))).
		with("restate", reads("receivable payable pool"))
	period := reads("period scores").
		with("parties", listOf(reads("id kind remit_to group remit_required offset"))).
		with("nodes", listOf(reads("id seq kind owner weight public layer inputs agreement price_cap"))).
		with("agreements", anyName(agreementMembers())).
		with("sales", listOf(reads("id product amount use units channel ref for_product"))).
		with("traces", listOf(reads("product use units members volume"))).
		with("costs", listOf(reads("id product class investor amount"))).
		with("caps", listOf(reads("party cycle allowed scope mode"))).
		with("state", state)
	return reads("op full method total weights exported proposable restated").with("world", period).
		with("periods", listOf(period)).with("old", listOf(period)).with("new", listOf(period))
}

// unread lists the members of a document that nothing reads, such as a misspelt limit, with their
// paths.
func unread(raw []byte, known members) (out []string) {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	known.walk("", v, &out)
	return out
}

func (m members) walk(path string, v any, out *[]string) {
	if m == nil {
		return
	}
	switch x := v.(type) {
	case []any:
		for i, e := range x {
			m["[]"].walk(fmt.Sprintf("%s[%d]", path, i), e, out)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			at := strings.TrimPrefix(path+"."+name, ".")
			sub, ok := m[name]
			if any, wild := m["*"]; wild {
				sub, ok = any, true
			}
			if !ok {
				*out = append(*out, at)
				continue
			}
			sub.walk(at, x[name], out)
		}
	}
}
