package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	var chat bytes.Buffer
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	c := &cli{chat: &chat, lang: "en"}
	p := c.progress("区块", "blocks")
	if p.every != tellJournal {
		t.Errorf("into a file it tells every %s", p.every)
	}
	p.every, p.clock = tellPerson, func() time.Time { return now }
	for i := range uint64(50) { // ten a second
		p.at(i, 100)
		now = now.Add(100 * time.Millisecond)
	}
	if got := chat.String(); got != "blocks: 20 of 100, 10.0 a second, about 8s left\n"+
		"blocks: 40 of 100, 10.0 a second, about 6s left\n" {
		t.Errorf("%q", got)
	}
	chat.Reset()
	p.at(3, 0) // the next part of the work counts anew, and nobody knows how much it is
	now = now.Add(3 * time.Second)
	p.at(9, 0)
	if got := chat.String(); got != "blocks: 9, 2.0 a second\n" {
		t.Errorf("%q", got)
	}
	chat.Reset()
	c.lang = "zh"
	w := &counting{p: c.progress("MiB", "MiB"), total: 9 << 20}
	w.p.every, w.p.clock = tellPerson, p.clock
	for range 9 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	if got := chat.String(); !strings.HasPrefix(got, "MiB：3 / 9，每秒 1.0，约余 6s\n") {
		t.Errorf("%q", got)
	}
}
