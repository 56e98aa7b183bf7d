package govern

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func anchor(log string, count uint64) *LogAnchor {
	return &LogAnchor{Log: log, Head: wire.Hash{byte(count), 1}, Count: count}
}

// A member anchors each of its logs once a day, and a log only grows.
func TestLogAnchor(t *testing.T) {
	w := newWorld(t)
	w.ok(anchor("node", 40), "health")
	w.ok(anchor("node", 7), "water")
	w.ok(anchor("collector", 3), "health")
	w.refused(ErrAnchoredToday, anchor("node", 41), "health")
	w.now += day
	for _, count := range []uint64{1, 39, 40} {
		w.refused(ErrLogShrinks, anchor("node", count), "health")
	}
	w.ok(anchor("node", 41), "health")
	w.register("stranger")
	w.refused(ErrNotMember, anchor("node", 1), "stranger")
	for i := range maxLogs - 2 {
		w.ok(anchor(fmt.Sprintf("more-%02d", i), 1), "health")
	}
	w.refused(ErrManyLogs, anchor("one-more", 1), "health")
	w.now += day
	w.ok(anchor("node", 50), "health")
	for _, bad := range []*LogAnchor{anchor("", 1), anchor("a b", 1), anchor("node", 0),
		{Log: "node", Count: 60}} {
		w.refused(rule.BadField, bad, "health")
	}
	ask := func(args map[string]string) []AnchorView {
		t.Helper()
		out, err := askAnchors(rule.Ask{Store: w.store, Args: args})
		if err != nil {
			t.Fatal(err)
		}
		return out.([]AnchorView)
	}
	all := ask(map[string]string{"party": "health", "log": "node"})
	if len(all) != 3 || all[0].Count != 40 || all[2].Count != 50 || all[2].At != w.now ||
		all[1].Head != (wire.Hash{41, 1}) {
		t.Errorf("%+v", all)
	}
	page := ask(map[string]string{"party": "health", "log": "node", "after": "40", "limit": "1"})
	if len(page) != 1 || page[0].Count != 41 {
		t.Errorf("%+v", page)
	}
	newest := ask(map[string]string{"party": "health", "limit": "2"})
	if len(newest) != 2 || newest[0].Log != "collector" || newest[1].Log != "more-00" {
		t.Errorf("%+v", newest)
	}
}
