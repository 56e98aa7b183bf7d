package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// One command files the anchor, with an account that a timer uses; a second time there is nothing
// to do, and a log that was written anew is found out before anything is filed.
func TestAnchorOnce(t *testing.T) {
	node, url := newFakeNode(t)
	home, password := testHome(t)
	b, err := openLogbook(home)
	sound(t, err)
	defer b.close()
	sound(t, b.append(logLine{Who: "gz-audit", Act: "GET"}))
	anchor := func() (int, string, string) {
		return shell(t, "log", "anchor", "--home", home, "--node", url, "--from", "gz-health/1",
			"--password-file", password, "--output", "json")
	}
	var filed []govern.LogAnchor
	node.admit = func(p tx.Parsed) *rule.Refused {
		var m govern.LogAnchor
		if err := wire.Decode(p.Paper.Body, &m); err != nil || p.Paper.Kind != "log.anchor" {
			t.Errorf("%s: %v", p.Paper.Kind, err)
		}
		filed = append(filed, m)
		node.anchors = append(node.anchors, govern.AnchorView{Party: "gz-health", Log: m.Log,
			Count: m.Count, Anchor: govern.Anchor{Head: m.Head, At: lawNow}})
		return nil
	}
	var receipt abci.Receipt
	code, out, chat := anchor()
	if oneDocument(t, out, &receipt); code != exitOK || receipt.Kind != "log.anchor" {
		t.Fatalf("exit %d: %s%s", code, out, chat)
	}
	if len(filed) != 1 || filed[0].Count != 1 || filed[0].Log != defaultLog {
		t.Fatalf("%+v", filed)
	}
	var nothing notAnchored
	code, out, _ = anchor()
	if oneDocument(t, out, &nothing); code != exitOK || nothing.Anchored || len(filed) != 1 {
		t.Errorf("without new lines: exit %d %s", code, out)
	}
	sound(t, b.append(logLine{Who: "gz-audit", Act: "GET"}))
	node.admit = func(tx.Parsed) *rule.Refused {
		return govern.ErrAnchoredToday.At("log", "log", defaultLog, "day", "2026-11-22")
	}
	code, out, chat = anchor()
	if oneDocument(t, out, &nothing); code != exitOK || nothing.Count != 2 ||
		!strings.Contains(chat, "today") {
		t.Errorf("a second time today: exit %d %s", code, out)
	}
	node.admit = func(tx.Parsed) *rule.Refused {
		return govern.ErrNotMember.At("", "party", "gz-health")
	}
	if code, _, _ = anchor(); code != exitRefused {
		t.Errorf("no member: exit %d", code)
	}
	node.anchors[0].Head = wire.Hash{1}
	node.admit = func(tx.Parsed) *rule.Refused {
		t.Error("a log that is not the anchored one is anchored")
		return nil
	}
	if code, _, chat = anchor(); code != exitFindings {
		t.Errorf("a log written anew: exit %d %s", code, chat)
	}
}

// answerAnchors are the anchors that the fake node's ledger has.
func answerAnchors(list []govern.AnchorView, data []byte) ([]byte, error) {
	var args map[string]string
	if err := json.Unmarshal(data, &args); err != nil {
		return nil, err
	}
	if list == nil || args["after"] != "" {
		list = []govern.AnchorView{}
	}
	return wire.ToJSON(list)
}
