package govern

import (
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LogAnchor files where a log that an institution keeps outside the ledger ends: the hash of its
// last line, in which every line before it is, and how many there are. Once filed, nobody who holds
// the log can write it anew up to there. Once a day of law time for each log.
type LogAnchor struct {
	Log   string    `json:"log" max:"32" need:"yes"` // such as a node's name
	Head  wire.Hash `json:"head" need:"yes"`         // SHA-256 of the last line
	Count uint64    `json:"count" need:"yes"`        // number of that line, from 1
}

// Anchor is where a log ended.
type Anchor struct {
	Head wire.Hash `json:"head"`
	At   wire.Time `json:"at"`
}

// maxLogs is how many logs an institution may anchor: its nodes, its collectors.
const maxLogs = 32

// Check refuses malformed fields.
func (m *LogAnchor) Check() error {
	switch {
	case !wire.IsName(m.Log):
		return rule.Malformed("log", "须为 1 至 32 个字母、数字或 . _ -", "1 to 32 letters, digits or . _ -")
	case m.Head.IsZero():
		return rule.Malformed("head", "须为末行的 SHA-256", "the SHA-256 of the last line")
	case m.Count == 0:
		return rule.Malformed("count", "行数自 1 起", "lines count from 1")
	}
	return nil
}

// Apply records the anchor: a log only grows.
func (m *LogAnchor) Apply(c *rule.Ctx) error {
	if !IsMember(c.Store, c.Author()) {
		return ErrNotMember.At("", "party", c.Author())
	}
	last, was, known := anchors.Last(c.Store, []any{c.Author(), m.Log})
	switch {
	case known && m.Count <= last.Count:
		return ErrLogShrinks.At("count", "log", m.Log, "count", last.Count)
	case known && was.At.Date() == c.Time.Date():
		return ErrAnchoredToday.At("log", "log", m.Log, "day", c.Time.Date())
	case !known && logsOf(c.Store, c.Author()) >= maxLogs:
		return ErrManyLogs.At("log", "party", c.Author(), "max", maxLogs)
	}

	anchors.Set(c.Store, anchorAt{c.Author(), m.Log, m.Count}, Anchor{Head: m.Head, At: c.Time})
	if !known {
		logs.Add(c.Store, logAt{c.Author(), m.Log})
	}
	c.Emit(LogAnchored{Party: c.Author(), Log: m.Log, Count: m.Count, Head: m.Head})
	return nil
}

func logsOf(r state.Reader, party string) (n int) {
	logs.EachPrefix(r, []any{party}, func(logAt) bool {
		n++
		return n < maxLogs
	})
	return n
}

// AnchorView is an anchor as queries show it.
type AnchorView struct {
	Party string `json:"party"`
	Log   string `json:"log"`
	Count uint64 `json:"count"`
	Anchor
}

// askAnchors lists the anchors of one log, or the newest of each log of an institution.
func askAnchors(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	id, name, out := q.Args["party"], q.Args["log"], []AnchorView{}
	if name == "" {
		logs.EachPrefix(q.Store, []any{id}, func(k logAt) bool {
			last, v, _ := anchors.Last(q.Store, []any{id, k.Log})
			out = append(out, AnchorView{id, k.Log, last.Count, v})
			return len(out) < limit
		})
		return out, nil
	}
	var from anchorAt
	if q.Args["after"] != "" {
		n, err := strconv.ParseUint(q.Args["after"], 10, 63)
		if err != nil {
			return nil, rule.Malformed("after", "不是行数", "no number of lines")
		}
		from = anchorAt{id, name, n + 1}
	}
	anchors.EachFrom(q.Store, []any{id, name}, from, func(k anchorAt, v Anchor) bool {
		out = append(out, AnchorView{id, name, k.Count, v})
		return len(out) < limit
	})
	return out, nil
}

// checkAnchors holds that every log that is counted has an anchor.
func checkAnchors(r state.Reader) (err error) {
	logs.Each(r, func(k logAt) bool {
		if _, _, ok := anchors.Last(r, []any{k.Party, k.Log}); !ok {
			err = fmt.Errorf("log %s of %s has no anchor", k.Log, k.Party)
		}
		return err == nil
	})
	return err
}
