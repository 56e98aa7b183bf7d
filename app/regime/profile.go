package regime

import (
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Profile answers for one profile version. Its readers panic on a key that Schema does not know or
// a type that differs: a mistake in our code, never a matter of data, because genesis and every
// amendment give all keys.
type Profile struct {
	r     state.Reader
	ref   Ref
	place string // whose offices' calendar counts
}

// Ref names the version.
func (p Profile) Ref() Ref { return p.ref }

// Within returns the same profile with the calendar of another place below it, such as the
// prefecture whose office has to act.
func (p Profile) Within(jurisdiction string) Profile {
	p.place = jurisdiction
	return p
}

// Issue returns the document behind the version. It panics when no such version was recorded.
func (p Profile) Issue() Issue {
	i, ok := issues.Get(p.r, p.ref)
	if !ok {
		panic(fmt.Sprintf("regime: no profile %s@%d", p.ref.Jurisdiction, p.ref.Version))
	}
	return i
}

// setting reads a key. It panics on a key that the schema lacks or has with another type: a mistake
// in the caller.
func (p Profile) setting(key string, types ...string) Setting {
	k, ok := schemaByName[key]
	if !ok {
		panic("regime: no such key: " + key)
	}
	fits := len(types) == 0
	for _, t := range types {
		fits = fits || k.Type == t
	}
	if !fits {
		panic(fmt.Sprintf("regime: key %s is of type %s", key, k.Type))
	}
	s, ok := settings.Get(p.r, settingKey{p.ref.Jurisdiction, p.ref.Version, key})
	if !ok {
		panic(fmt.Sprintf("regime: profile %s@%d has no key %s", p.ref.Jurisdiction, p.ref.Version, key))
	}
	return s
}

// Int returns a number; of a list, how many values it has. It panics on values that genesis
// refuses.
func (p Profile) Int(key string) uint64 {
	s := p.setting(key, TypeInt, TypeList)
	if schemaByName[key].Type == TypeList {
		return uint64(len(s.Values))
	}
	u, err := strconv.ParseUint(s.Values[0], 10, 64)
	if err != nil {
		panic("regime: key " + key + " holds no number")
	}
	return u
}

// Bool returns a switch.
func (p Profile) Bool(key string) bool { return p.setting(key, TypeBool).Values[0] == "true" }

// Text returns a word, or a date or day in its text form; "" where the regulation is silent.
func (p Profile) Text(key string) string {
	return p.setting(key, TypeText, TypeDate, TypeDay).Values[0]
}

// Span returns a length of time; false where the regulation sets none. It panics on a value that
// genesis refuses.
func (p Profile) Span(key string) (Span, bool) {
	v := p.setting(key, TypeSpan).Values[0]
	if v == "" {
		return Span{}, false
	}
	s, ok := ParseSpan(v)
	if !ok {
		panic("regime: key " + key + " holds no span")
	}
	return s, true
}

// List returns the values of a list; of a word, that word unless it is empty.
func (p Profile) List(key string) []string {
	s := p.setting(key, TypeList, TypeText)
	if schemaByName[key].Type == TypeText && s.Values[0] == "" {
		return nil
	}
	return s.Values
}

// Has reports whether a list names value.
func (p Profile) Has(key, value string) bool {
	for _, v := range p.List(key) {
		if v == value {
			return true
		}
	}
	return false
}

// Cite returns where a key's value comes from: the article, or rule.DefaultRule where it is ours,
// and the mark.
func (p Profile) Cite(key string) (article, mark string) {
	s := p.setting(key)
	return s.Article, s.Mark
}

// Refuse refuses under the profile: the citation is that of the key the refusal enforces.
func (p Profile) Refuse(def *rule.Refusal, field string, args ...any) *rule.Refused {
	if def.Key == "" {
		return def.At(field, args...)
	}
	return p.refuseUnder(def.Key, def, field, args...)
}

func (p Profile) refuseUnder(key string, def *rule.Refusal, field string,
	args ...any) *rule.Refused {
	out := def.At(field, args...)
	out.Article, out.Mark = p.Cite(key)
	return out
}
