package collect

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (s sender) get(path, token string) (int, map[string]any) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return s.do(r)
}

// Every dataset of an event is checked against its sender: what is another's without a right is
// forbidden and named, in the event's own place; what no rule names waits.
func TestDatasetsOfOthers(t *testing.T) {
	b, file := newBook(), filepath.Join(t.TempDir(), "map.yaml")
	b.grants = map[wire.ID]access.Grant{ref("bureau/g"): {ID: ref("bureau/g"), Holder: "operator",
		Items: []access.Item{{Object: ref("tax/pay"), Kind: "resource"}}}}
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	s := serving(t, c)
	err := AddRule(file, []openlineage.DatasetRule{
		{Namespace: "pg", Name: "tax.pay", Resource: "tax/pay"},
		{Namespace: "pg", Name: "tax.secret", Resource: "tax/secret"},
		{Namespace: "pg", Name: "own.*", Product: "operator/credit"},
		{Namespace: "pg", Name: "rival.mart", Product: "rival/mart"}},
		[]openlineage.JobRule{{Job: "daily", Grant: "bureau/g"},
			{Job: "late", Grant: "bureau/not-yet"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Lineage(file); err != nil {
		t.Fatal(err)
	}
	send := func(n, job, in, out string) (int, map[string]any) {
		text := strings.NewReplacer("tax.pay", in, "mart.credit", out, `"daily"`, `"`+job+`"`).
			Replace(string(made("Z", n)))
		return s.post("/api/v1/lineage", token, []byte(text), true)
	}
	for i, v := range []struct {
		job, in, out, field, named string
		status                     int
	}{
		{"daily", "tax.pay", "own.credit", "", "", 201},
		{"daily", "tax.secret", "own.credit", "/inputs/0", "tax/secret", 403},
		{"daily", "rival.mart", "own.credit", "/inputs/0", "rival/mart", 403},
		{"daily", "tax.pay", "rival.mart", "/outputs/0", "rival/mart", 403},
		{"daily", "own.before", "own.credit", "", "", 201},
		{"daily", "nobody.knows", "own.credit", "", "", 201}, // waits for a rule
		{"late", "tax.secret", "own.credit", "", "", 201},    // the ledger has not that right yet
		{"unknown", "tax.secret", "own.credit", "", "", 201}, // waits for a rule
	} {
		status, p := send("1"+string(rune('0'+i)), v.job, v.in, v.out)
		detail, _ := p["detail"].(string)
		zh, _ := p["detail_zh"].(string)
		if status != v.status || status == 403 && (p["field"] != v.field ||
			p["code"] != "event.not_visible" || !strings.Contains(detail, v.named) ||
			!strings.Contains(zh, v.named)) {
			t.Errorf("%d: %d %v", i, status, p)
		}
	}
}

// Whoever sent an event can ask what became of it.
func TestEventStatus(t *testing.T) {
	b, file := newBook(), filepath.Join(t.TempDir(), "map.yaml")
	c := open(t, t.TempDir(), b, Limits{})
	defer c.Close()
	s := serving(t, c, Source{Token: "a-token-for-one-space", Member: "operator",
		Namespaces: []string{"other"}})
	post := func(n string, change ...string) string {
		status, v := s.post("/api/v1/lineage", token,
			[]byte(strings.NewReplacer(change...).Replace(string(made("+08:00", n)))), false)
		if status != 201 {
			t.Fatal(status, v)
		}
		return v["id"].(string)
	}
	expect := func(id, status string, records int) map[string]any {
		t.Helper()
		code, v := s.get("/api/v1/openlineage/events/"+id, token)
		list, _ := v["records"].([]any)
		if code != 200 || v["status"] != status || len(list) != records {
			t.Errorf("%d %v, want %s", code, v, status)
		}
		return v
	}
	done, begun := post("21"), post("22", "COMPLETE", "START")
	failed, empty := post("23", "COMPLETE", "FAIL"), post("24", `"inputs"`, `"inputs_"`)
	expect(done, EventWaiting, 0)
	if err := c.Lineage(file); err != nil {
		t.Fatal(err)
	}
	if v := expect(done, EventParked, 0); len(v["parked"].([]any)) == 0 {
		t.Errorf("%v", v)
	}
	expect(begun, EventOpen, 0)
	expect(failed, EventNone, 0)
	expect(empty, EventNone, 0)
	err := AddRule(file, []openlineage.DatasetRule{{Name: "tax.*", Resource: "tax/pay"}},
		[]openlineage.JobRule{{Job: "daily", Grant: "bureau/g"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Lineage(file); err != nil {
		t.Fatal(err)
	}
	c.settled(t)
	expect(done, EventRecorded, 1)
	for _, v := range []struct{ id, token string }{{done[:40], token}, {"x", token}, {"static", token},
		{done, "a-token-for-one-space"}} {
		if code, p := s.get("/api/v1/openlineage/events/"+v.id, v.token); code != 404 ||
			p["code"] != "event.not_found" {
			t.Errorf("%s: %d %v", v.id, code, p)
		}
	}
}
