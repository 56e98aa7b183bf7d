package bundle

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var visits = wire.ID{Party: "bureau", Local: "visits"}

// at is law time in days from the first of January 2027.
func at(days int64) wire.Time { return wire.At(began) + 90*86400 + wire.Time(days*86400) }

// grantsChapter stands for the chapter of access: its log has two grants, one of them revoked.
func grantsChapter() rule.Chapter {
	c := rule.Chapter{Number: 6, Name: "access", Zh: "授权使用", En: "access",
		Collections: access.Chapter().Collections, EndBlock: func(c *rule.Ctx) {
			if c.Height != 1 {
				return
			}
			for _, e := range []access.Opening{
				{Grant: local("g%d", 1), Open: true, From: at(-60), To: at(-40)},
				{Grant: local("g%d", 2), Open: true, From: at(-30), To: at(300)},
				{Grant: local("g%d", 2), From: at(-20)},
			} {
				grantLog.Append(c.Store, grantLogOf{visits, "resource", "insurance"}, wire.MustEncode(e))
			}
		}}
	for _, q := range access.Chapter().Queries {
		if q.Name == "grantlog" {
			c.Queries = append(c.Queries, q)
		}
	}
	return c
}

func TestRecordFiles(t *testing.T) {
	c := newChain(t, "test-record", 4, grantsChapter())
	ctx := context.Background()
	var keys [][]byte
	for _, k := range [][]string{{"party", "operator"}, {"party", "nobody"}, {"run", period},
		{"settle/statements", period, "operator", "treasury"}, {"grant", "op", "g9"},
		{"app/ledger"}} {
		key, err := Key(k[0], k[1:])
		must(t, err)
		keys = append(keys, key)
	}
	b, err := ProveRecords(ctx, c, keys, 0)
	must(t, err)
	r, err := VerifyRecords(b, c.trust())
	must(t, err)
	if r.Bytes != len(b) || len(r.Records) != len(keys) || r.Anchor != "genesis" {
		t.Errorf("%+v", r)
	}
	for i, want := range []bool{true, false, true, true, false, true} {
		if r.Records[i].Present != want {
			t.Errorf("record %d: present %v", i, r.Records[i].Present)
		}
	}
	text := string(b)
	for _, want := range []string{"数据运营有限公司", `"field": "OnBehalf.count"`,
		`"field": "Registered"`, `"collection": "access/grants"`, `"value": "2026Q4"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the file does not show %s", want)
		}
	}
	one, err := ProveRecords(ctx, c, keys[:1], 2)
	must(t, err)
	if len(one) >= 50_000 {
		t.Errorf("one record: %d bytes", len(one))
	}
	flips(t, "the record file", one, 700, func(b []byte) error {
		_, err := VerifyRecords(b, c.trust())
		return err
	})
	if _, err := ProveRecords(ctx, c, [][]byte{grantLog.HeadKey(grantLogOf{visits, "resource",
		"insurance"})}, 0); err == nil {
		t.Error("a log was proved without its entries")
	}
}

func TestNoLiveGrant(t *testing.T) {
	c := newChain(t, "test-record", 4, grantsChapter())
	ctx := context.Background()
	ask := func(purpose string, from, to int64) (*RecordsProved, []byte, error) {
		b, err := ProveAbsence(ctx, c, Absence{Object: visits, Kind: "resource", Purpose: purpose,
			From: at(from), To: at(to)}, 0)
		if err != nil {
			return nil, nil, err
		}
		r, err := VerifyRecords(b, c.trust())
		return r, b, err
	}
	for _, v := range []struct {
		purpose  string
		from, to int64
		live     int
	}{{"insurance", -80, -60, 0}, {"insurance", -80, -59, 1}, {"insurance", -40, -30, 0},
		{"insurance", -41, -29, 2}, {"insurance", -20, 0, 0}, {"insurance", -21, 0, 1},
		{"credit", -80, 0, 0}} {
		r, _, err := ask(v.purpose, v.from, v.to)
		must(t, err)
		if len(r.Absence.Live) != v.live {
			t.Errorf("%s %d to %d: %+v", v.purpose, v.from, v.to, r.Absence.Live)
		}
	}
	if _, _, err := ask("insurance", -20, 30); code(err) != "absence.period" {
		t.Errorf("a time to come: %v", err)
	}
	_, b, err := ask("insurance", -20, 0)
	must(t, err)
	flips(t, "the absence file", b, 700, func(b []byte) error {
		_, err := VerifyRecords(b, c.trust())
		return err
	})
	f, fault := decodeRecords(b)
	must(t, fault)
	f.Proof.Records[0].Entries = f.Proof.Records[0].Entries[:2]
	out, err := f.encode()
	must(t, err)
	if _, err := VerifyRecords(out, c.trust()); code(err) != "records.log" {
		t.Errorf("without the revocation: %v", err)
	}
}

func TestServe(t *testing.T) {
	c := newChain(t, "test-record", 4, grantsChapter())
	s := httptest.NewServer(Handler(c, "/api/v1/proofs"))
	defer s.Close()
	for path, want := range map[string]int{"records/party?key=operator": 200,
		"records/settle/runs?key=2026Q4&height=2": 200, "records/nothing?key=1": 400,
		"absence?object=bureau/visits&kind=resource&purpose=insurance" +
			"&from=2026-12-01&to=2026-12-02": 400,
		"absence?object=bureau/visits&kind=resource&purpose=insurance" +
			"&from=2026-12-01T00:00:00%2B08:00" +
			"&to=2026-12-02T00:00:00%2B08:00": 200,
		"statement?period=2026Q4&payer=operator&payee=treasury": 200, "line?period=2026Q4&line=12": 200,
		"payee?period=2026Q4&payee=treasury": 200, "other": 400, "records/run?key=2026Q4&height=99": 404,
	} {
		res, err := s.Client().Get(s.URL + "/api/v1/proofs/" + path)
		must(t, err)
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, not %d", path, res.StatusCode, want)
		}
	}
}

// TestShapes reads every collection's layout, so that no record is unknown to verifiers.
func TestShapes(t *testing.T) {
	for _, d := range Shapes() {
		for _, p := range keyParts(d) {
			if p.Value != "string" && intSize(p.Value) == 0 && arraySize(p.Value) < 0 {
				t.Errorf("%s: key part %q", d.Name, p.Value)
			}
		}
		if d.Version != 0 && typeEnd(d.Value) != len(d.Value) {
			t.Errorf("%s: layout %q", d.Name, d.Value)
		}
	}
	for name := range EntryShapes {
		if _, ok := Collection(name); !ok {
			t.Errorf("no log %s", name)
		}
	}
	for noun, name := range Nouns {
		if _, ok := Collection(name); !ok {
			t.Errorf("%s: no collection %s", noun, name)
		}
	}
}
