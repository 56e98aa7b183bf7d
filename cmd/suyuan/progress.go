package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// How often long work tells where it is: to a person at a terminal, and into a file or a journal.
const (
	tellPerson  = 2 * time.Second
	tellJournal = 30 * time.Second
)

// progress tells on stderr how far long work is: how much of how much, how fast, and how long it
// will still take. Work that ends sooner tells nothing.
type progress struct {
	c     *cli
	what  string // is counted
	every time.Duration
	clock func() time.Time

	begun, told time.Time
	first, last uint64
}

// progress makes one; its method at is told of every step. Bytes are told in MiB.
func (c *cli) progress(zh, en string) *progress {
	p := &progress{c: c, what: c.say(zh, en), every: tellJournal, clock: time.Now}
	if f, ok := c.chat.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.every = tellPerson
	}
	return p
}

// bytes is at of work that counts bytes.
func (p *progress) bytes(done, total uint64) { p.at(done>>20, (total+1<<20-1)>>20) }

// at says that so many of so many are done, of 0 where nobody knows. Work that begins anew counts
// from there.
func (p *progress) at(done, total uint64) {
	now := p.clock()
	if p.begun.IsZero() || done < p.last {
		p.begun, p.told, p.first = now, now, done
	}
	p.last = done
	if now.Sub(p.told) < p.every {
		return
	}
	p.told = now
	rate := float64(done-p.first) / now.Sub(p.begun).Seconds()
	if total < done || total == 0 {
		p.c.note("%s：%d，每秒 %.1f", "%s: %d, %.1f a second", p.what, done, rate)
		return
	}
	rest := ""
	if rate > 0 {
		left := time.Duration(float64(total-done) / rate * float64(time.Second))
		rest = fmt.Sprintf(p.c.say("，约余 %s", ", about %s left"), left.Round(time.Second))
	}
	p.c.note("%s：%d / %d，每秒 %.1f%s", "%s: %d of %d, %.1f a second%s", p.what, done, total, rate, rest)
}

// counting counts the bytes that go to a writer.
type counting struct {
	p     *progress
	total uint64
	done  uint64
}

// Write implements io.Writer.
func (w *counting) Write(b []byte) (int, error) {
	w.done += uint64(len(b))
	w.p.bytes(w.done, w.total)
	return len(b), nil
}
