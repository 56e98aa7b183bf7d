package regime

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GenesisOverlay is a national document that a ledger takes along, with all keys of its schema. It
// stands above the provinces' regimes; its keys are its own.
type GenesisOverlay struct {
	Name    string       `json:"name"` // such as "price_formation"
	TitleZh string       `json:"title_zh"`
	TitleEn string       `json:"title_en"`
	Number  string       `json:"number"`
	Issuer  string       `json:"issuer"`
	From    wire.Date    `json:"from"`
	Expires wire.Date    `json:"expires"` // last day; 0: none stated
	Keys    []GenesisKey `json:"keys"`
}

// OverlayIssue is the document behind an overlay.
type OverlayIssue struct {
	TitleZh string    `json:"title_zh" max:"200"`
	TitleEn string    `json:"title_en" max:"200"`
	Number  string    `json:"number" max:"64"`
	Issuer  string    `json:"issuer" max:"100"`
	From    wire.Date `json:"from"`
	Expires wire.Date `json:"expires"`
}

type overlayKey struct {
	Name string
	Key  string
}

var (
	overlayIssues = state.NewMap[string, OverlayIssue](number, 14, "regime/overlays",
		"national documents above the provinces' regimes")
	overlaySettings = state.NewMap[overlayKey, Setting](number, 15, "regime/overlay_settings",
		"keys of national documents")
)

// Check notes what is wrong with the overlay.
func (o GenesisOverlay) Check(out *Problems, at string) {
	schema, known := LookupOverlay(o.Name)
	if !known {
		out.Add(at+"name", "%q is no overlay the program knows", o.Name)
		return
	}
	line(out, at+"title_zh", o.TitleZh, 200, true)
	line(out, at+"title_en", o.TitleEn, 200, true)
	line(out, at+"number", o.Number, 64, false)
	line(out, at+"issuer", o.Issuer, 100, true)
	if !o.From.Valid() {
		out.Add(at+"from", "a first day is required")
	}
	for i, k := range schema.Keys {
		if i >= len(o.Keys) || o.Keys[i].Key != k.Name {
			out.Add(at+"keys", "key %d must be %s", i+1, k.Name)
			return
		}
		o.Keys[i].CheckAs(out, at+"keys."+k.Name, k)
	}
	if len(o.Keys) > len(schema.Keys) {
		out.Add(at+"keys", "there are more than the %d keys of %s", len(schema.Keys), o.Name)
	}
}

func (s Section) checkOverlays(out *Problems) {
	var seen []string
	for i, o := range s.Overlays {
		at := fmt.Sprintf("regime.overlays[%d].", i)
		if slices.Contains(seen, o.Name) {
			out.Add(at+"name", "%s appears twice", o.Name)
		}
		seen = append(seen, o.Name)
		o.Check(out, at)
	}
}

func writeOverlay(c *rule.Ctx, o GenesisOverlay) {
	overlayIssues.Set(c.Store, o.Name, OverlayIssue{TitleZh: o.TitleZh, TitleEn: o.TitleEn,
		Number: o.Number, Issuer: o.Issuer, From: o.From, Expires: o.Expires})
	for _, k := range o.Keys {
		overlaySettings.Set(c.Store, overlayKey{o.Name, k.Key}, Setting{Values: k.Values,
			Article: k.Article, Mark: k.Mark})
	}
}

// Overlay answers for a national document. Its readers panic on a key that its schema lacks: a
// mistake in our code, because genesis gives all keys.
type Overlay struct {
	r    state.Reader
	name string
}

// OverlayAt returns an overlay of the ledger that is in force at an instant.
func OverlayAt(r state.Reader, name string, at wire.Time) (Overlay, bool) {
	i, ok := overlayIssues.Get(r, name)
	day := at.Date()
	return Overlay{r, name}, ok && i.From <= day && (i.Expires == 0 || day <= i.Expires)
}

// setting reads a key. It panics on a key that the schema lacks: a mistake in the caller.
func (o Overlay) setting(key string) Setting {
	s, ok := overlaySettings.Get(o.r, overlayKey{o.name, key})
	if !ok {
		panic("regime: overlay " + o.name + " has no key " + key)
	}
	return s
}

// Text returns a word.
func (o Overlay) Text(key string) string { return o.setting(key).Values[0] }

// Bool returns a switch.
func (o Overlay) Bool(key string) bool { return o.Text(key) == "true" }

// Int returns a number. It panics on a value that genesis refuses.
func (o Overlay) Int(key string) uint64 {
	n, err := strconv.ParseUint(o.Text(key), 10, 64)
	if err != nil {
		panic("regime: overlay key " + key + " holds no number")
	}
	return n
}

// List returns the values of a list.
func (o Overlay) List(key string) []string { return o.setting(key).Values }

// Has reports whether a list names value.
func (o Overlay) Has(key, value string) bool { return slices.Contains(o.List(key), value) }

// Refuse refuses under a key of the overlay, which is cited.
func (o Overlay) Refuse(def *rule.Refusal, key, field string, args ...any) *rule.Refused {
	out := def.At(field, args...)
	s := o.setting(key)
	out.Article, out.Mark = s.Article, s.Mark
	return out
}

// OverlayAnswer is the answer of the query "overlay".
type OverlayAnswer struct {
	Name  string       `json:"name"`
	Issue OverlayIssue `json:"issue"`
	Keys  []KeyAnswer  `json:"keys"`
}

var overlayQueries = []rule.Query{
	{Name: "overlay", Zh: "账上的一份国家文件：每个事项的取值、条款与标记",
		En: "A national document of the ledger: every key with its value, article and mark.",
		Args: []rule.Arg{{Name: "name", Zh: "文件名，如 price_formation", En: "such as price_formation",
			Required: true}},
		Serve: serveOverlay},
}

func serveOverlay(q rule.Ask) (any, error) {
	name := q.Args["name"]
	schema, known := LookupOverlay(name)
	issue, ok := overlayIssues.Get(q.Store, name)
	if !known || !ok {
		return nil, rule.ErrNotFound
	}
	out := OverlayAnswer{Name: name, Issue: issue}
	for _, k := range schema.Keys {
		out.Keys = append(out.Keys, KeyAnswer{k, Overlay{q.Store, name}.setting(k.Name)})
	}
	return out, nil
}
