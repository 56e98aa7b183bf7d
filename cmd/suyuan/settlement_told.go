package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// toldCode is a refusal code in words, with the place it is about where that is known.
type toldCode struct {
	Code string `json:"code"`
	At   string `json:"at,omitempty"` // "tiers[1]", "line 3, column 7"
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// tell writes a code for a person.
func (c *cli) tell(t toldCode) {
	at := ""
	if t.At != "" {
		at = " (" + t.At + ")"
	}
	c.note("%[1]s%[2]s：%[3]s", "%[1]s%[2]s: %[4]s", t.Code, at, t.Zh, t.En)
}

func (t toldCode) of(code string) toldCode {
	t.Code = code
	t.Zh, t.En = settlement.Sentence(code)
	return t
}

// unreadRequest says what of a request cannot be read, or cannot be told with --explain.
func unreadRequest(raw []byte, explain bool) (t toldCode) {
	t.Code = settlement.CodeBadRequest
	var r struct {
		Op      string             `json:"op"`
		Full    bool               `json:"full"`
		World   *settlement.Input  `json:"world"`
		Periods []settlement.Input `json:"periods"`
		Old     []settlement.Input `json:"old"`
		New     []settlement.Input `json:"new"`
		Method  string             `json:"method"`
		Total   *int64             `json:"total"`
		Weights json.RawMessage    `json:"weights"`
	}
	err := json.Unmarshal(raw, &r)
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	say := func(zh, en string, args ...any) toldCode {
		if t.Zh = zh; strings.Contains(zh, "%") { // what a reader of JSON says is English
			t.Zh = fmt.Sprintf(zh, args...)
		}
		t.En = fmt.Sprintf(en, args...)
		return t
	}
	switch {
	case errors.As(err, &syntax):
		t.At = place(raw, syntax.Offset)
		return say("不是 JSON", "it is not JSON: %[1]v", err)
	case errors.As(err, &wrong):
		if t.At = wrong.Field; t.At == "" {
			return say("请求须为 JSON 对象，不能是 %[1]s", "a request is a JSON object, it cannot be %[1]s",
				wrong.Value)
		}
		return say("%[1]s 不能是 %[2]s", "%[1]s cannot be a %[2]s", wrong.Field, wrong.Value)
	case err != nil:
		return say("有值不能读取", "a value cannot be read: %[1]v", err)
	}
	needs := map[string]string{"settle": "world", "validate": "world", "history": "periods",
		"segments": "periods", "restate": "old, new",
		"allocate": `method "largest_remainder", total, weights`}
	if needs[r.Op] == "" {
		t.At = "op"
		return say("op 为 %[1]q，须为 settle、segments、history、restate、validate 或 allocate",
			"op is %[1]q, and must be settle, segments, history, restate, validate or allocate", r.Op)
	}
	if explain && r.Op != "settle" && r.Op != "segments" && r.Op != "history" {
		t.At = "--explain"
		return say("--explain 只用于 settle、segments、history，op 为 %[1]s",
			"--explain is for settle, segments and history, and op is %[1]s", r.Op)
	}
	given := map[string]bool{"settle": r.World != nil, "validate": r.World != nil,
		"history": r.Periods != nil, "segments": len(r.Periods) > 0,
		"restate":  r.Old != nil && r.New != nil,
		"allocate": r.Method == "largest_remainder" && r.Total != nil && r.Weights != nil}
	if !given[r.Op] {
		return say("op %[1]s 须有 %[2]s", "op %[1]s needs %[2]s", r.Op, needs[r.Op])
	}
	if _, err := exportedIn(raw); err != nil {
		t.At = "exported"
		return say("exported 不是 settlement export 所写的内容，无从与账本比较",
			"exported is not what settlement export writes, nothing can be compared: %[1]v", err)
	}
	return say("有成员出现两次，或某个种类、层级、范围、方式不认识",
		"a member appears twice, or a kind, layer, scope or mode is unknown")
}

// place is line and column of a byte.
func place(raw []byte, offset int64) string {
	before := raw[:min(max(int(offset)-1, 0), len(raw))]
	line := 1 + bytes.Count(before, []byte{'\n'})
	return fmt.Sprintf("line %d, column %d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}

// tellAnswer tells a person of the codes of a refused request.
func (c *cli) tellAnswer(raw, answer []byte, explain bool) {
	var doc struct {
		Errors []string `json:"errors"`
	}
	if json.Unmarshal(answer, &doc) != nil {
		return
	}
	for _, code := range doc.Errors {
		if code == settlement.CodeBadRequest {
			c.tell(unreadRequest(raw, explain))
		} else {
			c.tell(toldCode{}.of(code))
		}
	}
}

// withIgnored adds the members that nothing read to an answer.
func withIgnored(answer []byte, ignored []string) []byte {
	list, err := json.Marshal(ignored)
	if err != nil || len(ignored) == 0 || bytes.HasPrefix(answer, []byte(`{"errors"`)) {
		return answer
	}
	return slices.Concat(bytes.TrimSuffix(answer, []byte("}")), []byte(`,"ignored":`), list,
		[]byte("}"))
}

// placed finds the tier that each code of an agreement is about: the one without which the code
// goes away.
func placed(a settlement.Agreement, codes []string, known []settlement.Party) []toldCode {
	out := []toldCode{}
	contribution := map[string]string{settlement.CodeBasis: "basis", settlement.CodeCount: "count",
		settlement.CodeFactor: "factor", settlement.CodeNoFallback: "fallback"}
	for _, code := range codes {
		t := toldCode{}.of(code)
		if field := contribution[code]; field != "" {
			t.At = "contribution." + field
		}
		var tiers []string
		for i := range a.Tiers {
			less := a
			less.Tiers = slices.Delete(slices.Clone(a.Tiers), i, i+1)
			if t.At == "" && len(less.Tiers) > 0 &&
				!slices.Contains(settlement.ValidateAgreement(less, known), code) {
				tiers = append(tiers, fmt.Sprintf("tiers[%d]", i))
			}
		}
		if t.At == "" {
			t.At = strings.Join(tiers, ", ")
		}
		out = append(out, t)
	}
	return out
}

// unreadAgreement says what of an agreement cannot be read.
func unreadAgreement(text []byte) toldCode {
	t := toldCode{Code: settlement.CodeBadRequest, Zh: "有成员出现两次", En: "a member appears twice"}
	var a settlement.Agreement
	var wrong *json.UnmarshalTypeError
	if errors.As(json.Unmarshal(text, &a), &wrong) {
		t.At = wrong.Field
		t.Zh, t.En = "不能是 "+wrong.Value, "it cannot be a "+wrong.Value
	}
	return t
}

// asTable reports whether a person asked for a table: the answer of a pipe stays JSON.
func (c *cli) asTable() bool { return c.output == "table" || c.output == "csv" }

// printSettled shows the totals and payouts of one settled period in yuan; done is false for any
// other answer.
func (c *cli) printSettled(answer []byte) (done bool, err error) {
	var doc struct {
		Payouts map[string]json.RawMessage `json:"payouts"`
		Totals  map[string]int64           `json:"totals"`
	}
	if json.Unmarshal(answer, &doc) != nil || doc.Totals == nil {
		return false, nil
	}
	t := table{head: []string{c.say("收款方或合计", "payee or total"), c.say("金额（元）", "amount (yuan)")}}
	for _, name := range slices.Sorted(maps.Keys(doc.Payouts)) {
		var full struct {
			Amount int64 `json:"amount"`
		}
		raw := doc.Payouts[name]
		if json.Unmarshal(raw, &full.Amount) != nil && json.Unmarshal(raw, &full) != nil {
			return false, nil
		}
		t.rows = append(t.rows, []string{name, wire.Fen(full.Amount).String()})
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Totals)) {
		t.rows = append(t.rows, []string{"= " + name, wire.Fen(doc.Totals[name]).String()})
	}
	return true, c.printRows(t)
}
