package settlement

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The list has every member that reading knows.
func TestMembers(t *testing.T) {
	if !slices.IsSorted(members) || !slices.IsSorted(named) {
		t.Error("not sorted")
	}
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(v reflect.Type) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				name, _, _ := strings.Cut(v.Field(i).Tag.Get("json"), ",")
				if name != "" && !slices.Contains(members, name) {
					t.Errorf("%s of %s is not listed", name, v)
				}
				if !seen[v] {
					walk(v.Field(i).Type)
				}
			}
			seen[v] = true
		}
	}
	walk(reflect.TypeFor[request]())
	walk(reflect.TypeFor[costJSON]())
}

// settling makes a request of one product that sold 10.00, with one change.
func settling(old, new string) string {
	text := `{"op":"settle","world":{"period":"P","parties":[{"id":"op","kind":"operator"},` +
		`{"id":"Amount","kind":"institution"}],"nodes":[{"id":"r","seq":1,"kind":"resource",` +
		`"owner":"Amount"},{"id":"p","seq":2,"kind":"product","layer":"primary","owner":"op",` +
		`"inputs":["r"],"agreement":"World"}],"agreements":{"World":{"layer":"primary","tiers":[` +
		`{"fee":{"to":"Amount","rate":"1/4","of":"left"}},{"remainder":{"parts":[{"to":"owner",` +
		`"weight":1}]}}]}},"sales":[{"id":"s","product":"p","amount":1000,"units":1}],` +
		`"scores":{"Amount":90},"state":{"reserve":{"Pool":5},"costs":{"Class":{"product":"p",` +
		`"class":"c","investor":"op","out":0,"rec":0,"ret":0}}}}}`
	return strings.Replace(text, old, new, 1)
}

// Requests as somebody hostile or careless writes them.
func TestOddRequests(t *testing.T) {
	const huge = "99999999999999999999"
	allocate := func(total, weights string) string {
		return `{"op":"allocate","method":"largest_remainder","total":` + total + `,"weights":` +
			weights + `}`
	}
	rate := func(text string) string { return settling(`"1/4"`, text) }
	for _, c := range []struct{ name, request, answer string }{
		{"as it is", settling("", ""), `{"payouts":{"Amount":250,"op":750}`},
		{"unknown member", settling(`"amount":1000`, `"amount":1000,"remark":1`), `"op":750`},
		{"other letters", settling(`"amount":1000`, `"Amount":1000`), CodeBadRequest},
		{"both letters", settling(`"amount":1000`, `"amount":1000,"AMOUNT":7`), CodeBadRequest},
		{"a letter that folds", settling(`"sales"`, `"ſales"`), CodeBadRequest},
		{"op in other letters", settling(`"op":"settle"`, `"Op":"settle"`), CodeBadRequest},
		{"tier in other letters", settling(`"fee"`, `"Fee"`), CodeBadRequest},
		{"cost in other letters", settling(`"rec":0`, `"Rec":0`), CodeBadRequest},
		{"twice", settling(`"amount":1000`, `"amount":1000,"amount":1000`), CodeBadRequest},
		{"a float", settling(`"amount":1000`, `"amount":1e3`), CodeBadRequest},
		{"2^63", settling(`"amount":1000`, `"amount":9223372036854775808`), CodeOverflow},
		{"-2^63", settling(`"amount":1000`, `"ref":"s","amount":-9223372036854775808`), CodeOverflow},
		{"largest", settling(`"amount":1000`, `"amount":9223372036854775802`),
			`"sales":9223372036854775802`},
		{"deficit above 0", settling(`"reserve":{"Pool":5}`, `"deficit":{"p":1}`), CodeBadRequest},
		{"rate above 1, huge", rate(`"` + huge + `/2"`), CodeRateRange},
		{"rate below 0, huge", rate(`"-1/` + huge + `"`), CodeRateRange},
		{"rate of 1, huge", rate(`"` + huge + `/` + huge + `"`), CodeOverflow},
		{"rate below 1, huge", rate(`"1/` + huge + `"`), CodeOverflow},
		{"rate over 0, huge", rate(`"` + huge + `/0"`), CodeRate},
		{"rate of two minus", rate(`"-1/-4"`), `"op":750`},
		{"rate with a plus", rate(`"+1/4"`), CodeRate},
		{"rate of three", rate(`"1/4/1"`), CodeRate},
		{"rate of wide digits", rate(`"１/４"`), CodeRate},
		{"rate with a blank", rate(`" 1/4"`), CodeRate},
		{"rate as text with a point", rate(`"0.25"`), CodeRate},
		{"rate with a point", rate(`0.25`), CodeFloat},
		{"rate with an exponent", rate(`1e0`), CodeFloat},
		{"rate true", rate(`true`), CodeFloat},
		{"rate null", rate(`null`), CodeRate},
		{"no rate", settling(`"rate":"1/4",`, ``), CodeRate},
		{"nothing", ``, CodeBadRequest}, {"half", `{"op":`, CodeBadRequest},
		{"list", `[]`, CodeBadRequest}, {"two", `{"op":"settle","world":{}} {}`, CodeBadRequest},
		{"unknown op", `{"op":"pay","world":{}}`, CodeBadRequest},
		{"no world", `{"op":"settle","world":null}`, CodeBadRequest},
		{"empty world", `{"op":"settle","world":{}}`, `{"payouts":{},"party_take":{}`},
		{"no periods", `{"op":"history","periods":[]}`, `{"party_take":[],"state":{"deficit":{}`},
		{"nothing restated", `{"op":"restate","old":[],"new":[]}`,
			`{"delta":{},"delta_sum":0,"sales_change":0}`},
		{"no weights", allocate(`5`, `[]`), CodeWeight},
		{"no weights, nothing", allocate(`0`, `[]`), `{"parts":{}}`},
		{"weights 0", allocate(`5`, `[["a",0]]`), CodeWeight},
		{"weights 0, nothing", allocate(`0`, `[["a",0]]`), `{"parts":{"a":0}}`},
		{"weight below 0", allocate(`5`, `[["a",-1],["b",3]]`), CodeWeight},
		{"id twice, nothing", allocate(`0`, `[["a",1],["a",1]]`), CodeDup},
		{"mirror", allocate(`-10`, `[["a",1],["b",1],["c",1]]`), `{"parts":{"a":-4,"b":-3,"c":-3}}`},
		{"all of it", allocate(`9223372036854775807`, `[["a",18446744073709551614],["b",1]]`),
			`{"parts":{"a":9223372036854775807,"b":0}}`},
		{"total 2^63", allocate(`9223372036854775808`, `[["a",1]]`), CodeOverflow},
		{"total -2^63", allocate(`-9223372036854775808`, `[["a",1]]`), CodeOverflow},
		{"weights of 2^64", allocate(`5`, `[["a",18446744073709551615],["b",1]]`), CodeOverflow},
		{"weight of 2^64", allocate(`5`, `[["a",18446744073709551616]]`), CodeOverflow},
		{"weight 1.0", allocate(`5`, `[["a",1.0]]`), CodeBadRequest},
		{"weight as text", allocate(`5`, `[["a","1"]]`), CodeBadRequest},
		{"id as number", allocate(`5`, `[[1,1]]`), CodeBadRequest},
	} {
		answer, refused := Run([]byte(c.request))
		if strings.HasPrefix(c.answer, "E_") {
			if string(answer) != `{"errors":["`+c.answer+`"]}` || !refused {
				t.Errorf("%s: %s, want %s", c.name, answer, c.answer)
			}
		} else if !strings.Contains(string(answer), c.answer) || refused {
			t.Errorf("%s: %s, want %s", c.name, answer, c.answer)
		}
	}
}
