package genesis

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Overlay is a national document as data. It stands above every province's regime, has keys of its
// own and cites itself.
type Overlay struct {
	Name    string // of the file, such as "price-formation"
	Schema  regime.OverlaySchema
	TitleZh string
	TitleEn string
	Number  string // document number; "" where none is known
	Issuer  string
	From    wire.Date // first day in force
	Expires wire.Date // last day; 0: none stated
	Keys    []OverlayKey
}

// OverlayKey is one key of an overlay. Note says how a value was learned where the text itself was
// not read.
type OverlayKey struct {
	regime.GenesisKey
	Note string
}

type overlayFile struct {
	Overlay string `yaml:"overlay"`
	Title   struct {
		Zh string `yaml:"zh"`
		En string `yaml:"en"`
	} `yaml:"title"`
	Number  string                   `yaml:"number"`
	Issuer  string                   `yaml:"issuer"`
	From    string                   `yaml:"effective_from"`
	Expires string                   `yaml:"expires"`
	Keys    map[string]overlayKeyRow `yaml:"keys"`
}

type overlayKeyRow struct {
	Value   yaml.Node `yaml:"value"`
	Article string    `yaml:"article"`
	Mark    string    `yaml:"mark"`
	Note    string    `yaml:"note"`
}

// LoadOverlays reads every overlays/*.yaml of a file system, in order of name.
func LoadOverlays(from fs.FS) ([]Overlay, error) {
	paths, err := fs.Glob(from, "overlays/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []Overlay
	for _, p := range paths {
		b, err := fs.ReadFile(from, p)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDocument, err)
		}
		o, err := ParseOverlay(strings.TrimSuffix(strings.TrimPrefix(p, "overlays/"), ".yaml"), b)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// LoadOverlay reads overlays/NAME.yaml of a file system.
func LoadOverlay(from fs.FS, name string) (Overlay, error) {
	b, err := fs.ReadFile(from, "overlays/"+name+".yaml")
	if err != nil {
		return Overlay{}, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	return ParseOverlay(name, b)
}

// genesis is the overlay as a section of the genesis document.
func (o Overlay) genesis() regime.GenesisOverlay {
	g := regime.GenesisOverlay{Name: o.Schema.Name, TitleZh: o.TitleZh, TitleEn: o.TitleEn,
		Number: o.Number, Issuer: o.Issuer, From: o.From, Expires: o.Expires}
	for _, k := range o.Keys {
		g.Keys = append(g.Keys, k.GenesisKey)
	}
	return g
}

// ParseOverlay reads an overlay file. The error lists every problem with its key.
func ParseOverlay(name string, b []byte) (Overlay, error) {
	o, problems, err := parseOverlay(name, b)
	if err != nil {
		return Overlay{}, fmt.Errorf("%w: overlays/%s.yaml: %s", ErrDocument, name, oneLine(err))
	}
	return o, failed(problems)
}

// IsOverlay reports whether a file is meant as an overlay: its first field says so.
func IsOverlay(b []byte) bool {
	var f struct {
		Overlay string `yaml:"overlay"`
	}
	return yaml.Unmarshal(b, &f) == nil && f.Overlay != ""
}

// CheckOverlay is CheckRegime for an overlay file.
func CheckOverlay(file string, b []byte) (Overlay, []Finding) {
	o, problems, err := parseOverlay("x", b)
	if err != nil {
		return Overlay{}, unreadable(file, err)
	}
	o.Name = file
	return o, located(file, "overlays/x.yaml", b, problems)
}

func parseOverlay(name string, b []byte) (Overlay, regime.Problems, error) {
	var f overlayFile
	at := "overlays/" + name + ".yaml"
	if err := decodeYAML(b, &f); err != nil {
		return Overlay{}, nil, err
	}
	var out regime.Problems
	o := Overlay{Name: name, TitleZh: f.Title.Zh, TitleEn: f.Title.En, Number: f.Number,
		Issuer: f.Issuer}
	var known bool
	if o.Schema, known = regime.LookupOverlay(f.Overlay); !known {
		out.Add(at+": overlay", "%q is no overlay the program knows", f.Overlay)
		return o, out, nil
	}
	o.From = day(&out, at+": effective_from", f.From)
	o.Expires = day(&out, at+": expires", f.Expires)
	if o.From == 0 {
		out.Add(at+": effective_from", "missing")
	}
	for field, text := range map[string]string{"title.zh": o.TitleZh, "title.en": o.TitleEn,
		"issuer": o.Issuer} {
		if text == "" {
			out.Add(at+": "+field, "missing")
		}
	}
	slices.Sort(out)
	for _, k := range o.Schema.Keys {
		row, ok := f.Keys[k.Name]
		if !ok {
			out.Add(at+": keys."+k.Name, "missing (%s: %s)", k.Type, k.En)
			continue
		}
		delete(f.Keys, k.Name)
		o.Keys = append(o.Keys, row.read(&out, at+": keys."+k.Name, k))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Keys)) {
		out.Add(at+": keys."+name, "unknown key")
	}
	return o, out, nil
}

func (row overlayKeyRow) read(out *regime.Problems, at string, k regime.Key) OverlayKey {
	g := regime.GenesisKey{Key: k.Name, Article: row.Article, Mark: row.Mark}
	before := len(*out)
	if row.Value.Kind == 0 {
		out.Add(at+".value", "missing")
	} else {
		g.Values = values(out, at+".value", k, &row.Value)
	}
	if len(*out) == before {
		g.CheckAs(out, at, k)
	}
	return OverlayKey{GenesisKey: g, Note: row.Note}
}

func day(out *regime.Problems, at, text string) wire.Date {
	d, err := wire.ParseDate(text)
	if err != nil {
		out.Add(at, "wants a date such as 2025-03-01, not %q", text)
	}
	return d
}
