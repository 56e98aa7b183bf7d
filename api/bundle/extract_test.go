package bundle

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Every line of the run has an extract that verifies, and is the only thing in it.
func TestExtractOfEveryLine(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	ctx := context.Background()
	e, err := NewExtractor(ctx, c, period)
	must(t, err)
	for i := range c.world.leaves {
		b, err := e.Line(ctx, strconv.Itoa(i))
		must(t, err)
		r, err := VerifyExtract(b, c.trust())
		must(t, err)
		if len(r.Lines) != 1 || r.Lines[0].Index != uint32(i) || r.Bytes != len(b) ||
			FormatOf(b) != ExtractFormat || r.Mark != TestMark || len(r.Signers) != 4 {
			t.Errorf("line %d: %+v", i, r.Lines)
		}
		if _, err := Verify(b, c.trust()); err == nil {
			t.Error("an extract passes for a statement file")
		}
	}
	if _, err := e.Line(ctx, "100000"); err == nil {
		t.Error("a line that is not there is proved")
	}
}

// The extract of a payee holds all its statements: those of everybody paid, and none for others.
func TestExtractOfEveryPayee(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	ctx := context.Background()
	e, err := NewExtractor(ctx, c, period)
	must(t, err)
	count := map[string]int{"aaa": 0, "nobody": 0, "zzz": 0}
	for _, s := range c.world.statements {
		count[s.Payee]++
	}
	for payee, want := range count {
		b, err := e.Payee(ctx, payee)
		must(t, err)
		r, err := VerifyExtract(b, c.trust())
		must(t, err)
		var sum wire.Fen
		for _, s := range r.Statements {
			sum += s.Closing
		}
		if len(r.Statements) != want || r.Payee != payee || want == 0 && sum != 0 {
			t.Errorf("%s: %d statements, want %d", payee, len(r.Statements), want)
		}
	}
}

// Leaving a statement out, naming another payee, or any changed byte is found out.
func TestExtractHidesNothing(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	ctx := context.Background()
	e, err := NewExtractor(ctx, c, period)
	must(t, err)
	b, err := e.Payee(ctx, "treasury")
	must(t, err)
	whole, fault := decodeExtract(b)
	if fault != nil || len(whole.Statements) < 1 {
		t.Fatalf("%v, %d statements", fault, len(whole.Statements))
	}
	for name, forge := range map[string]func(x *Extract){
		"directory.statements": func(x *Extract) { x.Proof.Statements = x.Proof.Statements[1:] },
		"directory.gap":        func(x *Extract) { x.Payee, x.Proof.Statements = "dev-ins", nil },
		"directory.root": func(x *Extract) {
			x.Proof.Entries = append(x.Proof.Entries[:1:1], x.Proof.Entries[2:]...)
		},
		"records.order": func(x *Extract) { x.Proof.Records[0].Name = "run" },
		"lines.run":     func(x *Extract) { x.Subject = SubjectLine },
	} {
		x, _ := decodeExtract(b)
		forge(&x)
		text, err := x.encode()
		must(t, err)
		_, err = VerifyExtract(text, c.trust())
		var f *Fault
		if !errors.As(err, &f) || f.Code != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	line, err := e.Line(ctx, "3")
	must(t, err)
	for _, file := range [][]byte{b, line} {
		for at := 0; at < len(file); at += 1 + len(file)/400 {
			changed := bytes.Clone(file)
			changed[at] ^= 1
			if _, err := VerifyExtract(changed, c.trust()); err == nil {
				t.Errorf("byte %d of %d can be changed", at, len(file))
			}
		}
	}
	if _, err := VerifyExtract([]byte(strings.Repeat("[", 1000)), c.trust()); err == nil {
		t.Error("no file at all verifies")
	}
}
