package main

import (
	"bytes"
	"encoding/json"
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

// A request that cannot be read is told of with the member that is wrong.
func TestSettlementTellsWhatCannotBeRead(t *testing.T) {
	for request, want := range map[string]string{
		`[]`:                         "a request is a JSON object, it cannot be array",
		`{"op":"settle","full":"y"}`: "full cannot be a string",
		`{"op":"allocate","method":"largest_remainder","total":1.5,"weights":[]}`: "total cannot be a " +
			"number 1.5",
	} {
		if told := unreadRequest([]byte(request), false); told.En != want {
			t.Errorf("%s: %s", request, told.En)
		}
	}
}

// With --explain a request that has no payees is refused with the reason.
func TestSettlementTellsWhatHasNoExplanation(t *testing.T) {
	for request, want := range map[string]string{
		`{"op":"allocate","method":"largest_remainder","total":10,` +
			`"weights":[["b",1]]}`: "op is allocate",
		`{"op":"restate","old":[],"new":[]}`: "op is restate",
		`{"op":"allocate"}`:                  "op is allocate",
		`{"op":"settle"}`:                    "op settle needs world",
	} {
		file := filepath.Join(t.TempDir(), "request.json")
		write(t, file, request, 0o600)
		code, out, chat := shell(t, "--lang", "en", "settlement", "run", "--explain", "b", file)
		if code != exitRefused || out != `{"errors":["E_BAD_REQUEST"]}`+"\n" ||
			!strings.Contains(chat, want) {
			t.Errorf("%s: exit %d, %s%s", request, code, out, chat)
		}
	}
}

// What nothing reads is told of, and does not change the answer else.
func TestSettlementTellsWhatItDoesNotRead(t *testing.T) {
	good, err := os.ReadFile("../../docs/examples/settle-request.json")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(text string, args ...string) (int, string, string) {
		var out, chat bytes.Buffer
		t.Setenv("LC_ALL", "en_US.UTF-8")
		args = append([]string{"settlement", "run"}, args...)
		code := run(args, strings.NewReader(text), &out, &chat)
		return code, out.String(), chat.String()
	}
	_, plain, chat := ask(string(good))
	if chat != "" || strings.Contains(plain, "ignored") {
		t.Fatalf("%s%s", plain, chat)
	}
	code, out, chat := ask(strings.Replace(string(good), `"use":`, `"chanel": "x", "use":`, 1))
	want := strings.Replace(plain, "}\n", `,"ignored":["world.sales[0].chanel"]}`+"\n", 1)
	if code != exitOK || out[len(out)-30:] != want[len(want)-30:] ||
		!strings.Contains(chat, "chanel") {
		t.Errorf("%d %s%s", code, out, chat)
	}
	if _, table, _ := ask(string(good), "--output", "table"); !strings.Contains(table, "5814.00") {
		t.Error(table)
	}
	for text, said := range map[string]string{
		"{\n x": "line 2, column 2", `{"op":"x"}`: "op is", `{"op":"settle"}`: "needs world",
		`{"op":"settle","world":{"sales":3}}`:                             "world.sales",
		strings.Replace(string(good), `"3/100"`, `"3/2"`, 1):              "from 0 to 1",
		strings.Replace(string(good), `"amount": 10`, `"amount": -10`, 1): "has no ref",
	} {
		if code, out, chat := ask(text); code != exitRefused || !strings.Contains(chat, said) ||
			!strings.HasPrefix(out, `{"errors":[`) {
			t.Errorf("%s: %d %s%s", said, code, out, chat)
		}
	}
	cases, err := filepath.Glob("../../settlement/testdata/cases/*.json")
	if err != nil || len(cases) == 0 {
		t.Fatal(err)
	}
	for _, file := range cases {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct{ Input json.RawMessage }
		if err := json.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		if list := unread(doc.Input, requestMembers()); len(list) > 0 {
			t.Errorf("%s: %v", file, list)
		}
	}
}

func TestSettlementCheckNamesThePlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.yaml")
	write(t, file, "layer: re\ntiers:\n - fee: {to: a, rate: 3/2, of: inflow}\n"+
		" - share: {to: inputs, rate: 1/2, of: left}\n"+
		" - remainder: {parts: [{to: owner, weight: 1}]}\n", 0o600)
	_, out, _ := shell(t, "--output", "json", "settlement", "check", file)
	var doc checkedDoc
	oneDocument(t, out, &doc)
	got := map[string]string{}
	for _, told := range doc.Agreements[0].Told {
		got[told.Code] = told.At
	}
	if got["E_RATE_RANGE"] != "tiers[0]" || got["E_NO_CONTRIBUTION"] != "tiers[1]" {
		t.Errorf("%v", got)
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
		{exitRefused, "layer: raw\ntiers:\n - remainder: {parts: [{to: owner, weight: 1}]}\n", "",
			"E_LAYER"},
		{exitRefused, "tiers:\n - remainder: {parts: [{to: owner, weight: 1}]}\n", "", "E_LAYER"},
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

// Every shipped example is a clause that may be signed, and says that it is an example.
func TestSettlementTemplates(t *testing.T) {
	docs, err := templateDocs()
	if err != nil || len(docs) < 5 {
		t.Fatalf("%d templates: %v", len(docs), err)
	}
	for _, d := range docs {
		if !strings.HasPrefix(d.Zh, "示例，") || !strings.HasPrefix(d.En, "An example") {
			t.Errorf("%s does not say that it is an example", d.Name)
		}
		code, text, _ := shell(t, "settlement", "template", d.Name)
		if code != exitOK {
			t.Fatalf("%s: exit %d", d.Name, code)
		}
		doc, err := checkAgreements([]byte(text), nil)
		if err != nil || len(doc.Agreements) != 1 || len(doc.Agreements[0].Errors) != 0 {
			t.Errorf("%s: %v %+v", d.Name, err, doc.Agreements)
		}
	}
	if code, _, _ := shell(t, "settlement", "template", "none"); code != exitNotFound {
		t.Errorf("an unknown template: exit %d", code)
	}
}

// --explain and --full ask for more of the same request.
func TestSettlementRunAsksForMore(t *testing.T) {
	const file = "../../docs/examples/settle-request.json"
	code, full, _ := shell(t, "settlement", "run", file, "--full")
	if code != exitOK || !strings.Contains(full, `"on_behalf_of"`) {
		t.Errorf("exit %d, %.200s", code, full)
	}
	var doc struct {
		Payouts map[string]json.RawMessage `json:"payouts"`
	}
	if err := json.Unmarshal([]byte(full), &doc); err != nil || len(doc.Payouts) == 0 {
		t.Fatal(err)
	}
	for payee := range doc.Payouts {
		for lang, word := range map[string]string{"zh": "合计", "en": "total"} {
			code, text, _ := shell(t, "settlement", "run", file, "--explain", payee, "--lang", lang)
			if code != exitOK || !strings.HasPrefix(text, payee) || !strings.Contains(text, word) {
				t.Errorf("%s in %s: exit %d, %s", payee, lang, code, text)
			}
		}
	}
}
