package scenario

import (
	"encoding/hex"
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The types a body's fields have; a story writes some of them shorter than JSON does.
var (
	typeEvidence = reflect.TypeFor[rule.Evidence]()
	typeDigest   = reflect.TypeFor[crypto.Digest]()
	typeKey      = reflect.TypeFor[crypto.PublicKey]()
	typeHash     = reflect.TypeFor[wire.Hash]()
	typeBytes    = reflect.TypeFor[wire.Bytes]()
	typeTime     = reflect.TypeFor[wire.Time]()
	typeDate     = reflect.TypeFor[wire.Date]()
	typeFen      = reflect.TypeFor[wire.Fen]()
	typeID       = reflect.TypeFor[wire.ID]()
	typeAccount  = reflect.TypeFor[tx.Account]()
	typeRS       = reflect.TypeFor[tx.RS]()
)

// whole reports whether a type is one value in JSON, not fields.
func wholeType(t reflect.Type) bool {
	switch t {
	case typeDigest, typeKey, typeID, typeAccount:
		return true
	}
	return t.Kind() != reflect.Struct
}

// bodyFields lists a struct's fields by JSON name.
func bodyFields(t reflect.Type) (names []string, types map[string]reflect.Type) {
	types = map[string]reflect.Type{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
		types[name] = t.Field(i).Type
	}
	return names, types
}

// checkBody refuses names that the kind's body has not, before anything runs.
func checkBody(k rule.Kind, with source) error {
	if !with.given() {
		return nil
	}
	return checkShape("the body of "+k.Name, k.Body(), with)
}

func checkShape(what string, t reflect.Type, v source) error {
	switch {
	case t.Kind() == reflect.Slice && v.isList():
		for _, item := range v.list() {
			if err := checkShape(what, t.Elem(), item); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct && !wholeType(t) && v.isMap():
		names, types := bodyFields(t)
		f, err := v.fields(what, names...)
		if err != nil {
			return err
		}
		for name, field := range f {
			if err := checkShape(what, types[name], field); err != nil {
				return err
			}
		}
	}
	return nil
}

// build makes the body of a paper from what the step says.
func (r *run) build(step Step) (rule.Msg, error) {
	k := step.Paper.Kind
	fields := map[string]any{}
	if step.Paper.with.given() {
		v, err := r.value(k.Body(), "", step.Paper.with)
		if err != nil {
			return nil, err
		}
		fields = v.(map[string]any)
	}
	if err := r.complete(k.Name, fields, step); err != nil {
		return nil, err
	}
	b, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	msg := k.New()
	if err := wire.FromJSON(b, msg); err != nil {
		return nil, step.src.err("the body of %s: %v", k.Name, err)
	}
	return msg, nil
}

// value turns what a story says into the JSON of type t. name is the field's.
func (r *run) value(t reflect.Type, name string, v source) (any, error) {
	if out, ok, err := r.special(t, name, v); ok || err != nil {
		return out, err
	}
	switch t.Kind() {
	case reflect.Struct:
		return r.object(t, v)
	case reflect.Slice:
		out := []any{}
		for _, item := range v.list() {
			e, err := r.value(t.Elem(), name, item)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
		return out, nil
	case reflect.Bool:
		return v.flag()
	case reflect.String:
		return v.text()
	}
	return number(name, v)
}

// number reads an integer, with _ between digits if wanted. Prices may be written in yuan: with a
// decimal point, a field in micro-yuan is taken as yuan.
func number(name string, v source) (any, error) {
	text, err := v.text()
	if err != nil {
		return nil, err
	}
	if name == "members" && (text == allInputs || strings.Contains(text, "/")) {
		return text, nil // inputs by name: completeBatch finds their places
	}
	text = strings.ReplaceAll(text, "_", "")
	if whole, part, ok := strings.Cut(text, "."); ok && strings.HasSuffix(name, "_micro_yuan") &&
		len(part) <= 6 {
		text = strings.TrimLeft(whole+(part + "000000")[:6], "0")
		if text == "" {
			text = "0"
		}
	}
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		if _, err := strconv.ParseUint(text, 10, 64); err != nil {
			return nil, v.err("%s: %q is no whole number", name, text)
		}
	}
	return json.Number(text), nil
}

func (r *run) object(t reflect.Type, v source) (any, error) {
	names, types := bodyFields(t)
	if !v.isMap() {
		return r.short(t, names, types, v)
	}
	f, err := v.fields("this object", names...)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for name, field := range f {
		if out[name], err = r.value(types[name], name, field); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// short writes an object as one value: its first field, and the document for it where it has one.
func (r *run) short(t reflect.Type, names []string, types map[string]reflect.Type,
	v source) (any, error) {
	text, err := v.text()
	if err != nil {
		return nil, err
	}
	if len(names) == 0 || types[names[0]].Kind() != reflect.String {
		return nil, v.err("fields are wanted here: %s", strings.Join(names, ", "))
	}
	out := map[string]any{names[0]: text}
	if types["evidence"] == typeEvidence {
		out["evidence"] = evidence(text)
	}
	if parts := strings.Split(text, ":"); types["type"] != nil && len(parts) > 1 {
		out[names[0]], out["type"] = parts[0], parts[1]
		if len(parts) > 2 {
			out["personal"] = parts[2] == "personal"
		}
	}
	return out, nil
}

var hex64 = regexp.MustCompile(`^[0-9a-f]{64}$`)

// special reads the types that a story may write shorter; ok says that t is one of them.
func (r *run) special(t reflect.Type, name string, v source) (out any, ok bool, err error) {
	if t.Kind() == reflect.Slice && t != typeBytes && !v.isList() {
		return r.reference(t, v)
	}
	switch t {
	case typeEvidence:
		if v.isMap() {
			return nil, false, nil
		}
		text, err := v.text()
		return evidence(text), true, err
	case typeHash:
		out, err = r.hash(v)
	case typeBytes:
		out, err = r.bytes(v)
	case typeTime:
		out, err = r.instant(v)
	case typeDate, typeFen, typeID, typeAccount:
		out, err = v.text()
	case typeDigest:
		var text string
		if text, err = v.text(); err == nil {
			out = r.digest(text)
		}
	case typeKey:
		out, err = r.publicKey(v)
	case typeRS:
		out, err = v.text()
	default:
		return nil, false, nil
	}
	return out, true, err
}

// evidence makes a document of a line of text: a number before the first space if there is one, the
// rest is the title, the digest is that of the line.
func evidence(text string) map[string]any {
	if text == "" {
		return map[string]any{}
	}
	number, title, ok := strings.Cut(text, " ")
	if !ok || len(number) > 64 {
		number, title = "", text
	}
	return map[string]any{"number": number, "title": title, "digest": digest(text)}
}

// digest is the text of a digest, or the SHA-256 of any other text.
func digest(text string) string {
	var d crypto.Digest
	if text == "" || d.UnmarshalText([]byte(text)) == nil {
		return text
	}
	return crypto.DigestOf(crypto.DigestSHA256, []byte(text)).String()
}

// digest of a text in a story; woven with others, each story's 发票一 is a paper of its own.
func (r *run) digest(text string) string {
	if r.now != nil && digest(text) != text {
		text = r.now.File + " " + text
	}
	return digest(text)
}

// hash is 64 hex characters as they are, and the SHA-256 of anything else: of text, or of the
// canonical JSON of an object.
func (r *run) hash(v source) (any, error) {
	if v.isMap() || v.isList() {
		b, err := canonical(v)
		sum := crypto.SHA256(b)
		return hex.EncodeToString(sum[:]), err
	}
	text, err := v.text()
	if err != nil || text == "" || hex64.MatchString(text) {
		return text, err
	}
	sum := crypto.SHA256([]byte(text))
	return hex.EncodeToString(sum[:]), nil
}

// bytes is the canonical JSON of an object, or hex.
func (r *run) bytes(v source) (any, error) {
	if v.isMap() || v.isList() {
		b, err := canonical(v)
		return hex.EncodeToString(b), err
	}
	text, err := v.text()
	if _, bad := hex.DecodeString(text); err == nil && bad != nil {
		text = hex.EncodeToString([]byte(text))
	}
	return text, err
}

// instant is a law time; a distance counts from the step's own time.
func (r *run) instant(v source) (any, error) {
	text, err := v.text()
	if err != nil || text == "" {
		return "", err
	}
	w, err := parseWhen(v)
	if err != nil {
		return nil, err
	}
	return w.from(r.clock).String(), nil
}

func (r *run) publicKey(v source) (any, error) {
	text, err := v.text()
	if err != nil {
		return nil, err
	}
	account, key, numbered := strings.Cut(text, "#")
	a, err := tx.ParseAccount(account)
	if err != nil {
		return text, nil
	}
	n := uint64(1)
	if numbered {
		if n, err = strconv.ParseUint(key, 10, 16); err != nil {
			return nil, v.err("%q: after # stands the number of a key", text)
		}
	}
	return r.story.key(a, uint16(n)).Public().String(), nil
}
