package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettlementRun(t *testing.T) {
	for _, c := range []struct {
		want            int
		request, answer string
	}{
		{exitOK, `{"op":"allocate","method":"largest_remainder","total":10,` +
			`"weights":[["b",1],["a",1],["c",1]]}`,
			`{"parts":{"b":3,"a":4,"c":3}}`},
		{exitRefused, `{"op":"allocate","method":"largest_remainder","total":1,"weights":[["b",0]]}`,
			`{"errors":["E_WEIGHT"]}`},
		{exitRefused, `{`, `{"errors":["E_BAD_REQUEST"]}`},
	} {
		var out, chat bytes.Buffer
		code := run([]string{"settlement", "run"}, strings.NewReader(c.request), &out, &chat)
		if code != c.want || out.String() != c.answer+"\n" {
			t.Errorf("%s: exit %d, %s", c.request, code, out.String())
		}
		file := filepath.Join(t.TempDir(), "request.json")
		if err := os.WriteFile(file, []byte(c.request), 0o644); err != nil {
			t.Fatal(err)
		}
		code, again, _ := shell(t, "settlement", "run", file)
		if code != c.want || again != out.String() {
			t.Errorf("%s from a file: exit %d, %s", c.request, code, again)
		}
	}
	if code, _, _ := shell(t, "settlement", "run", "none.json"); code != exitNotFound {
		t.Errorf("no file: exit %d", code)
	}
}

func TestSettlementCheck(t *testing.T) {
	const shipped = "../../settlement/testdata/example/agreement.yaml"
	for _, c := range []struct {
		want               int
		text, flag, errors string
	}{
		{exitOK, "", "", ""},
		{exitRefused, "", "--parties=operator", "E_UNKNOWN_PARTY"},
		{exitOK, "", "--parties=exchange,treasury", ""},
		{exitRefused, "layer: re\ntiers: []\n", "", "E_NO_TIERS"},
		{exitRefused, "layer: re\ntiers:\n - fee: {to: a, rate: 0.03, of: inflow}\n" +
			" - remainder: {parts: [{to: owner, weight: 1}]}\n", "", "E_FLOAT"},
		{exitRefused, "layer: re\ntiers:\n - recover: {costs: [x], limt: 1/10}\n" +
			" - remainder: {parts: [{to: owner, weight: 1}]}\n", "", "E_UNKNOWN_MEMBER"},
		{exitOK, `{"layer":"re","tiers":[{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`, "", ""},
		{exitUsage, "layer: re\nlayer: re\n", "", ""},
		{exitUsage, "a: &x 1\nb: *x\n", "", ""},
		{exitUsage, "- 1\n", "", ""},
		{exitUsage, "", "empty", ""},
		{exitUsage, strings.Repeat("[", 5000), "", ""},
		{exitUsage, "a: [\n", "", ""},
	} {
		file := shipped
		if c.text != "" || c.flag == "empty" {
			file = filepath.Join(t.TempDir(), "a.yaml")
			if err := os.WriteFile(file, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		args := []string{"--output", "json", "settlement", "check", file}
		if strings.HasPrefix(c.flag, "--") {
			args = append(args, c.flag)
		}
		code, out, chat := shell(t, args...)
		if code != c.want || !strings.Contains(out, c.errors) {
			t.Errorf("%s %s: exit %d, %s %s", file, c.flag, code, out, chat)
		}
		var doc checkedDoc
		oneDocument(t, out, &doc)
	}
}
