package party_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
)

func TestCreditCode(t *testing.T) {
	for code, want := range map[string]bool{
		"91350100M000100Y43": true, // the example of GB 32100-2015
		"91350100M000100Y34": false,
		"91350100M000100Y4":  false,
		"91350100M000I00Y43": false, // I is no digit
		"91350100m000100y43": false,
		"":                   false,
	} {
		if party.IsCreditCode(code) != want {
			t.Errorf("%q: not %v", code, want)
		}
	}
}
