package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestEveryStatement exports and verifies all statements of the worked example, on a test ledger
// and on a real one.
func TestEveryStatement(t *testing.T) {
	for _, id := range []string{"test-bundle", "bundle-1"} {
		c := newChain(t, id, 4)
		ctx := context.Background()
		e, err := NewExporter(ctx, c, period)
		must(t, err)
		if e.Height() != 3 || e.Run().Seq != 2 {
			t.Fatalf("exports at height %d, run %d", e.Height(), e.Run().Seq)
		}
		all, err := e.Statements(ctx, "", "")
		must(t, err)
		if len(all) != len(c.world.statements) || len(all) < 10 {
			t.Fatalf("%d statements listed, %d landed", len(all), len(c.world.statements))
		}
		var sum wire.Fen
		for _, s := range all {
			b, err := e.Export(ctx, Pair{s.Payer, s.Payee})
			must(t, err)
			r, err := Verify(b, c.trust())
			must(t, err)
			checkReport(t, c, r, s, len(b))
			sum += s.Amount
			if _, err := VerifyCSV(CSV(r, b), b, c.trust()); err != nil {
				t.Errorf("%s to %s: table: %v", s.Payer, s.Payee, err)
			}
			for i := range r.Rows {
				for _, lang := range []string{"zh", "en"} {
					if text := r.Explain(i+1, lang); !strings.HasPrefix(text, "["+r.Rows[i].ID+"] ") {
						t.Errorf("row %d: %q", i+1, text)
					}
				}
			}
		}
		if sum != c.world.run.Totals.Payouts || sum == 0 {
			t.Errorf("statements add up to %s, payouts to %s", sum, c.world.run.Totals.Payouts)
		}
	}
}

func checkReport(t *testing.T, c *chain, r *Report, s settle.Statement, size int) {
	t.Helper()
	test := strings.HasPrefix(c.found.Doc.ChainID, "test-")
	h := c.signed[r.Ledger.HeaderHeight].Header
	offset := wire.Time(0)
	if test {
		offset = 90 * 86400
	}
	if r.Digest != s.Digest() || r.Bytes != size || r.Ledger.Test != test || r.Anchor != "genesis" ||
		r.Ledger.Genesis != c.found.Digest || !r.HeaderTime.Equal(h.Time) ||
		r.Ledger.LawTime != wire.At(h.Time)+offset || len(r.Signers) != 4 || r.Signers[0].Party == "" {
		t.Errorf("%s to %s: report %+v", s.Payer, s.Payee, r)
	}
}

func TestPlacesAreTheChapters(t *testing.T) {
	real := map[string]state.Collection{}
	m, err := app.New(party.Chapter(), regime.Chapter(), govern.Chapter())
	must(t, err)
	for _, c := range m.Chapters() {
		for _, d := range c.Collections {
			real[d.Name] = d
		}
	}
	for _, d := range settle.Chapter().Collections {
		real[d.Name] = d
	}
	for _, d := range []state.Collection{ledgers.Descriptor(), parties.Descriptor(),
		clock.Descriptor(), runs.Descriptor(), sheets.Descriptor(), pairs.Descriptor()} {
		want := real[d.Name]
		want.Doc = d.Doc
		if d != want {
			t.Errorf("%s is %+v in the format and %+v in the chapter", d.Name, d, want)
		}
	}
	for have, want := range map[string]string{pathKey: abci.PathKey, pathLines: abci.PathLines,
		pathStatement: abci.PathQuery + "statement", pathStatements: abci.PathQuery + "statements"} {
		if have != want {
			t.Errorf("path %s, the node serves %s", have, want)
		}
	}
}

func TestTrust(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	b := c.export("operator", "treasury")
	h := c.signed[4].Header
	other := newChain(t, "test-other", 1)
	power := c.found.Ledger.Party.Validators[:3]
	for _, v := range []struct {
		name, code, anchor string
		trust              Trust
	}{
		{"genesis", "", "genesis", c.trust()},
		{"header hash", "", "header", TrustHash(wire.Hash(h.Hash()))},
		{"validator set", "", "validators", TrustHash(wire.Hash(h.ValidatorsHash))},
		{"another hash", "trust.hash", "", TrustHash(wire.Hash{1})},
		{"a hash of zeros", "trust.hash", "", TrustHash(wire.Hash{})},
		{"nothing", "trust.none", "", Trust{}},
		{"another genesis", "trust.chain", "", other.trust()},
		{"another digest", "trust.digest", "",
			TrustGenesis("test-bundle", wire.Hash{1}, c.found.Ledger.Party.Validators)},
		{"other validators", "trust.validators", "", TrustGenesis("test-bundle", c.found.Digest, power)},
	} {
		r, err := Verify(b, v.trust)
		if code(err) != v.code || err == nil && r.Anchor != v.anchor {
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

// TestExportWaits exports a settlement in the block after it has landed.
func TestExportWaits(t *testing.T) {
	c := newChain(t, "test-bundle", landing)
	c.slow = 3
	e, err := NewExporter(context.Background(), c, period)
	must(t, err)
	if e.Height() != landing || c.height != landing+1 {
		t.Errorf("exports at height %d of %d", e.Height(), c.height)
	}
	c.slow = 2
	if _, err := NewExporter(context.Background(), c, "2026Q1"); !errors.Is(err, ErrNotLanded) {
		t.Errorf("an open period: %v", err)
	}
	short, cancel := context.WithTimeout(context.Background(), 60*time.Millisecond)
	defer cancel()
	early := newChain(t, "test-bundle", 1)
	if _, err := NewExporter(short, early, period); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("before landing: %v", err)
	}
}

func TestAbsentValidator(t *testing.T) {
	c := newChain(t, "bundle-1", 3)
	c.absent = 2
	c.block()
	b := c.export("operator", "operator")
	r, err := Verify(b, c.trust())
	must(t, err)
	signed := 0
	for _, s := range r.Signers {
		if s.Signed {
			signed++
		}
	}
	if signed != 3 {
		t.Errorf("%d signed", signed)
	}
}

func TestReadablePartIsDerived(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	b := c.export("operator", "treasury")
	text := string(b)
	for _, change := range [][2]string{
		{`"mark": "测试账 TEST LEDGER"`, `"mark": ""`},
		{`"payee_name": "省级国库"`, `"payee_name": "某某公司"`},
		{`"opening": "7.00"`, `"opening": "7.0"`},
		{"\n", "\r\n"}, {"{\n", "{ \n"}, {"  \"format\"", "\t\"format\""},
		{`"test_ledger": true`, `"test_ledger": false`},
		{`"own": true`, `"own":true`},
		{"人民币", `\u4eba民币`},
	} {
		forged := strings.Replace(text, change[0], change[1], 1)
		if forged == text {
			t.Fatalf("%q is not in the file", change[0])
		}
		if _, err := Verify([]byte(forged), c.trust()); code(err) != "file.bytes" {
			t.Errorf("%q for %q: %v", change[1], change[0], err)
		}
	}
	for _, tail := range []string{" ", "\n", "{}", "\x00"} {
		if _, err := Verify([]byte(text+tail), c.trust()); err == nil {
			t.Errorf("verifies with %q behind it", tail)
		}
	}
	for i := range 40 {
		if _, err := Verify([]byte(text[:len(text)-1-i]), c.trust()); err == nil {
			t.Errorf("verifies without its last %d bytes", i+1)
		}
	}
	var f map[string]json.RawMessage
	must(t, json.Unmarshal(b, &f))
	if len(b) > 100_000 {
		t.Errorf("the file has %d bytes", len(b))
	}
}
