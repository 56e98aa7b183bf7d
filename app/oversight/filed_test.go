package oversight_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// What was made public or filed is found by the digest of its document, and nothing else is.
func TestFiledByDigest(t *testing.T) {
	b := newBook(t)
	b.day("2025-02-11 00:00")
	a := b.agreement()
	b.must(disclose("gz-bureau/d1", "object", "content", "scope", "term"), "gz-bureau")
	b.must(disclose("gz-bureau/d2", "object", "content", "scope", "term"), "gz-bureau")
	b.must(&oversight.ReportRequest{ID: id("gz-bureau/q"), Agreement: a, What: "运营情况",
		Limit: date("2025-03-14"), Evidence: evidence("通知")}, "gz-bureau")
	b.must(&oversight.ReportSubmit{ID: id("gz-operator/r"), Sort: oversight.Asked,
		Request: id("gz-bureau/q"), Report: evidence("报告")}, "gz-operator", "gz-bureau")
	for text, want := range map[string]string{"公告": "gz-bureau/d1 disclosure gz-bureau/d2 disclosure ",
		"报告": "gz-operator/r report ", "通知": ""} {
		got, after := "", ""
		for range 4 {
			p := b.ask("filed", "digest", evidence(text).Digest.String(), "limit", "1", "after",
				after).(rule.Page[oversight.Filing])
			for _, v := range p.Items {
				got += v.ID.String() + " " + v.Kind + " "
			}
			if after = p.Next; after == "" {
				break
			}
		}
		if got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
	sm3 := crypto.DigestOf(crypto.DigestSM3, []byte("公告")).String()
	if p := b.ask("filed", "digest", sm3).(rule.Page[oversight.Filing]); len(p.Items) != 0 {
		t.Errorf("another digest: %+v", p.Items)
	}
}
