package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
)

// Every code the program can answer with is explained, by its name and by its number.
func TestExplainKnowsEveryCode(t *testing.T) {
	seen, numbers := map[string]bool{}, map[uint32]string{}
	for _, d := range codes() {
		if seen[d.Code] || d.Zh == "" || d.En == "" {
			t.Errorf("%s: twice, or without a sentence", d.Code)
		}
		seen[d.Code] = true
		if other := numbers[d.Number]; d.Number != 0 && other != "" {
			t.Errorf("%d is %s and %s", d.Number, other, d.Code)
		}
		numbers[d.Number] = d.Code
	}
	for _, ch := range app.Standard().Chapters() {
		for _, r := range ch.Refusals {
			if !seen[r.Name] {
				t.Errorf("%s is not explained", r.Name)
			}
		}
	}
	for _, name := range []string{"mempool.pending", "tx.replayed", "E_OVERFLOW", "E_BAD_REQUEST"} {
		if !seen[name] {
			t.Errorf("%s is not explained", name)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, code := range []string{"agreement.term_max", "554", "agreement.term_max[GZ §9]"} {
		exit, out, chat := shell(t, "--output", "json", "explain", code)
		var d codeDoc
		oneDocument(t, out, &d)
		if exit != exitOK || d.Number != 554 || d.Key != "agreement.term_max_years" ||
			len(d.Sources) != 5 || d.Sources[1].Article != "GZ §9" || d.FixZh == "" {
			t.Errorf("%s: exit %d %s%s", code, exit, out, chat)
		}
	}
	for _, lang := range []string{"zh", "en"} {
		exit, out, _ := shell(t, "--output", "table", "--lang", lang, "explain", "redev_ban")
		if exit != exitNotFound || out != "" {
			t.Errorf("exit %d %s", exit, out)
		}
	}
	if _, _, chat := shell(t, "explain", "product.redev_bann", "--output", "table"); !strings.Contains(
		chat, "developer.redev_ban") {
		t.Errorf("%s", chat)
	}
	if exit, out, _ := shell(t, "--output", "csv", "explain"); exit != exitOK ||
		strings.Count(out, "\n") < 200 {
		t.Errorf("exit %d, %d lines", exit, strings.Count(out, "\n"))
	}
	if exit, out, _ := shell(t, "--output", "table", "--lang", "en", "explain", "e_cycle"); exit !=
		exitOK || !strings.Contains(out, "older than its product") {
		t.Errorf("exit %d %s", exit, out)
	}
}

// A refusal of several keys is told with the articles that it stands for.
func TestExplainByArticle(t *testing.T) {
	code, out, _ := shell(t, "--output", "json", "explain", "publicity.too_early")
	var d codeDoc
	oneDocument(t, out, &d)
	if code != exitOK || d.Key != "" || !slices.ContainsFunc(d.Sources, func(s citeDoc) bool {
		return s.Regime == "guizhou" && s.Article == "GZ §9(3)"
	}) {
		t.Errorf("exit %d %s", code, out)
	}
	code, out, _ = shell(t, "--output", "table", "--lang", "en", "explain", "publicity.too_early")
	if code != exitOK || !strings.Contains(out, "GZ §9(3)") || strings.Contains(out, "DEFAULT_RULE") {
		t.Errorf("exit %d %s", code, out)
	}
}
