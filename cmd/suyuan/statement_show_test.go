package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// A statement shows people yuan alone: the fen of a leaf are never beside them.
func TestStatementIsShownInYuan(t *testing.T) {
	line := settlement.Line{ID: "L0000001", Kind: "share", Name: "n", To: "b", Amount: 123456}
	doc, err := json.Marshal(settle.StatementShown{HasLines: true, Detail: []settle.LineShown{
		{Yuan: 123456, Line: line.Leaf()}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"zh", "en"} {
		var out, chat bytes.Buffer
		c := &cli{out: &out, chat: &chat, output: "table", lang: lang}
		if err := c.showStatement(sheet{}, doc); err != nil {
			t.Fatal(err)
		}
		unit := map[string]string{"zh": "（元）", "en": "(yuan)"}[lang]
		if !strings.Contains(out.String(), "1234.56") || strings.Contains(out.String(), "123456") ||
			!strings.Contains(out.String(), unit) || !strings.Contains(chat.String(), unit) {
			t.Errorf("%s%s", chat.String(), out.String())
		}
	}
}
