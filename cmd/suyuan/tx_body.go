package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// bodyField is a field of a kind's body as the command line shows it.
type bodyField struct {
	Path  string // "fields[].name"
	Type  string // "text ≤200", "yuan such as 12345.67"
	Depth int
	typ   reflect.Type
	flag  string // of top-level fields

	Words []string // the only values, where they are few (tag words)
	Need  bool     // it must be given (tag need)
}

// wordsOf are the values that a field's tag allows.
func wordsOf(f reflect.StructField) []string {
	if text := f.Tag.Get("words"); text != "" {
		return strings.Split(text, "|")
	}
	return nil
}

// isList tells a list of values from a text.
func isList(t reflect.Type) bool { return t.Kind() == reflect.Slice && !isText(t) }

// shown is a field's type with its values, and a mark where it must be given.
func (f bodyField) shown(c *cli) string {
	text := f.Type
	if len(f.Words) > 0 {
		text = strings.Join(f.Words, "|")
		if isList(f.typ) {
			text = "list of " + text
		}
	}
	if f.Need {
		text += c.say("（必填）", " (required)")
	}
	return text
}

// checkWords refuses a word that a top-level field has not, alone or in a list, and names those it
// has.
func checkWords(t reflect.Type, given map[string]json.RawMessage) error {
	for _, f := range fieldsOf(t) {
		raw, ok := given[f.Path]
		if !ok || len(f.Words) == 0 {
			continue
		}
		for _, word := range wordsIn(raw) {
			if !slices.Contains(f.Words, word) {
				return failf(exitUsage, "字段 %[1]s 不能是 “%[2]s”，须为 %[3]s 之一",
					"field %[1]s cannot be %[2]q: it is one of %[3]s", f.Path, word,
					strings.Join(f.Words, ", "))
			}
		}
	}
	return nil
}

// wordsIn are the texts of a value: one, or those of a list; none of anything else.
func wordsIn(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	return nil
}

// texts are the types with a text form of their own: what they read, and an example.
var texts = map[reflect.Type][2]string{
	reflect.TypeFor[wire.ID]():          {"id party/name", "gz-bureau/example"},
	reflect.TypeFor[wire.Fen]():         {"yuan", "12345.67"},
	reflect.TypeFor[wire.Date]():        {"date", "2026-10-09"},
	reflect.TypeFor[wire.Time]():        {"time", "2026-10-09T15:00:00+08:00"},
	reflect.TypeFor[wire.Hash]():        {"32 bytes hex", strings.Repeat("00", 32)},
	reflect.TypeFor[wire.Bytes]():       {"bytes hex", "00"},
	reflect.TypeFor[crypto.Digest]():    {"digest alg:hex", "sha256:" + strings.Repeat("00", 32)},
	reflect.TypeFor[crypto.PublicKey](): {"public key alg:hex", ""},
	reflect.TypeFor[crypto.Alg]():       {"secp256k1 or sm2", "sm2"},
	reflect.TypeFor[crypto.DigestAlg](): {"sha256, sm3 or keccak256", "sha256"},
	reflect.TypeFor[tx.Account]():       {"account party/number", "gz-bureau/1"},
	reflect.TypeFor[tx.RS]():            {"signature hex", strings.Repeat("00", 64)},
}

func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// fieldsOf lists the fields of a body, nested ones after the field that holds them.
func fieldsOf(t reflect.Type) []bodyField {
	var out []bodyField
	walkFields(t, "", 0, &out)
	return out
}

func walkFields(t reflect.Type, path string, depth int, out *[]bodyField) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		own := bodyField{Path: path + name, Type: typeText(f.Type, f.Tag.Get("max")), Depth: depth,
			typ: f.Type, Words: wordsOf(f), Need: f.Tag.Get("need") != ""}
		if depth == 0 {
			own.flag = fieldFlag(name)
		}
		*out = append(*out, own)
		inner, at := f.Type, own.Path+"."
		if inner.Kind() == reflect.Slice && !isText(inner) {
			inner, at = inner.Elem(), own.Path+"[]."
		}
		if inner.Kind() == reflect.Struct && !isText(inner) {
			walkFields(inner, at, depth+1, out)
		}
	}
}

func typeText(t reflect.Type, max string) string {
	limit := ""
	if max != "" {
		limit = " ≤" + max
	}
	if known, ok := texts[t]; ok {
		return known[0] + limit
	}
	switch {
	case t.Kind() == reflect.String:
		return "text" + limit
	case isText(t):
		return t.Name() + limit
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice:
		return "list" + limit + " of " + typeText(t.Elem(), "")
	case t.Kind() == reflect.Struct:
		return "object"
	case t.Kind() == reflect.Int64:
		return "integer"
	}
	return "integer 0 to 2^" + strings.TrimPrefix(t.Kind().String(), "uint") + "-1"
}

// txOptions are the option names that fields may not take; such a field gets the prefix body-.
var txOptions = []string{"from", "body", "lane", "nonce", "expires", "wait", "timeout", "key",
	"out", "force",
	"generate-only", "offline", "password-file", "home", "node", "output", "lang", "help"}

func fieldFlag(name string) string {
	flag := strings.ReplaceAll(name, "_", "-")
	if slices.Contains(txOptions, flag) {
		return "body-" + flag
	}
	return flag
}

// exampleOf is a body with every field filled with something of its form.
func exampleOf(t reflect.Type) ([]byte, error) {
	var b bytes.Buffer
	if err := example(&b, t, ""); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// required keeps of an example what must be given; nothing where no field must.
func required(t reflect.Type, example []byte) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(example, &all) != nil {
		return nil
	}
	var b bytes.Buffer
	for _, f := range fieldsOf(t) {
		if f.Depth == 0 && f.Need {
			fmt.Fprintf(&b, ",%q:%s", f.Path, all[f.Path])
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return append(append([]byte("{"), b.Bytes()[1:]...), '}')
}

func example(b *bytes.Buffer, t reflect.Type, name string) error {
	text := func(s string) error {
		j, err := wire.ToJSON(s)
		b.Write(j)
		return err
	}
	if known, ok := texts[t]; ok {
		return text(known[1])
	}
	switch {
	case isText(t) && t.Kind() != reflect.String:
		return text("")
	case t.Kind() == reflect.String && name == "jurisdiction":
		return text("520000")
	case t.Kind() == reflect.String:
		return text("…")
	case t.Kind() == reflect.Bool:
		b.WriteString("false")
	case t.Kind() == reflect.Slice:
		b.WriteByte('[')
		if err := example(b, t.Elem(), name); err != nil {
			return err
		}
		b.WriteByte(']')
	case t.Kind() == reflect.Struct:
		b.WriteByte('{')
		for i := range t.NumField() {
			if i > 0 {
				b.WriteByte(',')
			}
			field, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			fmt.Fprintf(b, "%q:", field)
			if words := wordsOf(t.Field(i)); words != nil {
				form := "%q"
				if isList(t.Field(i).Type) {
					form = "[%q]"
				}
				fmt.Fprintf(b, form, words[0])
				continue
			}
			if err := example(b, t.Field(i).Type, field); err != nil {
				return err
			}
		}
		b.WriteByte('}')
	default:
		b.WriteByte('1')
	}
	return nil
}

// fieldValue collects what was given for one field on the command line.
type fieldValue struct{ given []string }

// String is what was given.
func (v *fieldValue) String() string { return strings.Join(v.given, " ") }

// Set adds one value.
func (v *fieldValue) Set(s string) error {
	v.given = append(v.given, s)
	return nil
}

// Type is what the help text calls a value.
func (v *fieldValue) Type() string { return "value" }

// wrongBody says what of a body cannot be read.
func wrongBody(err error) error {
	return failf(exitUsage, "正文有误：%v", "the body is wrong: %v", err)
}

// readBody puts the body of a paper together: the JSON of --body, then the fields given as flags.
func readBody(cmd *cobra.Command, k rule.Kind, source string) (wire.Bytes, rule.Msg, error) {
	given := map[string]json.RawMessage{}
	if source != "" {
		b, err := bodySource(cmd, source)
		if err != nil {
			return nil, nil, err
		}
		// The strict reading of the whole refuses what a map would hide: a repeated field.
		if err := wire.FromJSON(b, &given); err != nil {
			return nil, nil, wrongBody(err)
		}
	}
	for _, f := range fieldsOf(k.Body()) {
		if f.Depth > 0 || !cmd.Flags().Changed(f.flag) {
			continue
		}
		value, _ := cmd.Flags().Lookup(f.flag).Value.(*fieldValue)
		raw, err := flagJSON(f, value.given)
		if err != nil {
			return nil, nil, wrongBody(fmt.Errorf("--%s: %w", f.flag, err))
		}
		given[f.Path] = raw
	}
	if err := checkWords(k.Body(), given); err != nil {
		return nil, nil, err
	}
	return assemble(k, given)
}

func assemble(k rule.Kind, given map[string]json.RawMessage) (wire.Bytes, rule.Msg, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(given)) {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := wire.ToJSON(name)
		if err != nil {
			return nil, nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(given[name])
	}
	b.WriteByte('}')
	msg := k.New()
	if err := wire.FromJSON(b.Bytes(), msg); err != nil {
		return nil, nil, wrongBody(err)
	}
	raw, err := wire.Encode(msg)
	if err != nil {
		return nil, nil, wrongBody(err)
	}
	return raw, msg, nil
}

// bodySource reads JSON itself, a file, or standard input for "-".
func bodySource(cmd *cobra.Command, source string) ([]byte, error) {
	switch {
	case strings.ContainsAny(firstByte(source), "{[\""):
		return []byte(source), nil
	case source == "-":
		return io.ReadAll(io.LimitReader(cmd.InOrStdin(), 1<<20))
	}
	b, err := os.ReadFile(source)
	if err != nil {
		return nil, unreadable(source, err)
	}
	return b, nil
}

// firstByte is what an argument begins with: JSON is told from a file's name by it.
func firstByte(source string) string {
	source = strings.TrimSpace(source)
	return source[:min(1, len(source))]
}

// flagJSON is the JSON of a field given as text: texts as they are, lists by repeating the flag or
// as JSON, anything else as JSON.
func flagJSON(f bodyField, values []string) (json.RawMessage, error) {
	if isList(f.typ) && (len(values) != 1 || !strings.HasPrefix(values[0], "[")) {
		var b bytes.Buffer
		b.WriteByte('[')
		for i, v := range values {
			if i > 0 {
				b.WriteByte(',')
			}
			one, err := oneJSON(f.typ.Elem(), v)
			if err != nil {
				return nil, err
			}
			b.Write(one)
		}
		b.WriteByte(']')
		return b.Bytes(), nil
	}
	if len(values) != 1 {
		return nil, errors.New("given more than once")
	}
	return oneJSON(f.typ, values[0])
}

func oneJSON(t reflect.Type, value string) (json.RawMessage, error) {
	if isText(t) {
		return wire.ToJSON(value)
	}
	if !json.Valid([]byte(value)) {
		return nil, fmt.Errorf("%q is not JSON for %s", value, typeText(t, ""))
	}
	return json.RawMessage(value), nil
}
