package genesis

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

//go:embed regimes/*.yaml overlays/*.yaml calendar/*.yaml
var embedded embed.FS

// Files holds the regimes and calendars that come with the program.
func Files() fs.FS { return embedded }

// Regime is one regulation as data: its profile, and what becomes of each of its articles.
type Regime struct {
	Name     string // of the file, such as "guizhou"
	Code     string // begins its citations, such as "GZ"
	Profile  regime.GenesisProfile
	Outline  []string // the parts of the document, such as "§9(1)–(4)", in its order
	Articles []Article
}

type regimeFile struct {
	Code         string `yaml:"code"`
	Jurisdiction string `yaml:"jurisdiction"`
	Version      uint32 `yaml:"version"`
	Title        struct {
		Zh string `yaml:"zh"`
		En string `yaml:"en"`
	} `yaml:"title"`
	Number   string               `yaml:"number"`
	Issuer   string               `yaml:"issuer"`
	Outline  string               `yaml:"outline"`
	Keys     map[string]yaml.Node `yaml:"keys"`
	Articles []Article            `yaml:"articles"`
}

// LoadRegimes reads every regimes/*.yaml of a file system, in order of name.
func LoadRegimes(from fs.FS) ([]Regime, error) {
	paths, err := fs.Glob(from, "regimes/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []Regime
	for _, p := range paths {
		r, err := LoadRegime(from, strings.TrimSuffix(strings.TrimPrefix(p, "regimes/"), ".yaml"))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// LoadRegime reads regimes/<name>.yaml. The error lists every problem.
func LoadRegime(from fs.FS, name string) (Regime, error) {
	b, err := fs.ReadFile(from, "regimes/"+name+".yaml")
	if err != nil {
		return Regime{}, fmt.Errorf("%w: regime %q: %w", ErrDocument, name, err)
	}
	return ParseRegime(name, b)
}

// ParseRegime reads a regime file: every key of regime.Schema and no other, each with value,
// article and mark, and the table of articles. The error lists every problem with its key.
func ParseRegime(name string, b []byte) (Regime, error) {
	r, problems, err := parseRegime(name, b)
	if err != nil {
		return Regime{}, fmt.Errorf("%w: regimes/%s.yaml: %s", ErrDocument, name, oneLine(err))
	}
	return r, failed(problems)
}

// parseRegime fails where the text is no regime file at all.
func parseRegime(name string, b []byte) (Regime, regime.Problems, error) {
	var f regimeFile
	at := "regimes/" + name + ".yaml"
	if err := decodeYAML(b, &f); err != nil {
		return Regime{}, nil, err
	}
	var out regime.Problems
	r := Regime{Name: name, Code: f.Code, Articles: f.Articles, Outline: strings.Fields(f.Outline),
		Profile: regime.GenesisProfile{Jurisdiction: f.Jurisdiction, Version: f.Version,
			TitleZh: f.Title.Zh, TitleEn: f.Title.En, Number: f.Number, Issuer: f.Issuer}}
	misshapen := map[string]bool{}
	for _, k := range regime.Schema {
		if n, ok := f.Keys[k.Name]; ok {
			before := len(out)
			r.Profile.Keys = append(r.Profile.Keys, parseKey(&out, at+": keys."+k.Name, k, n))
			misshapen[k.Name] = len(out) > before
		}
	}
	for _, key := range slices.Sorted(maps.Keys(f.Keys)) {
		if _, known := regime.Lookup(key); !known {
			out.Add(at+": keys."+key, "unknown key")
		}
	}
	checkArticles(&out, at, r)
	var rules regime.Problems
	r.Profile.Check(&rules, at+": ")
	for _, line := range rules {
		if !about(misshapen, at, line) {
			out = append(out, line)
		}
	}
	return r, out, nil
}

// about reports whether a problem is of a key whose form was refused already.
func about(keys map[string]bool, at, line string) bool {
	for key, bad := range keys {
		for _, part := range []string{".value:", ".article:", ".mark:"} {
			if bad && strings.HasPrefix(line, at+": keys."+key+part) {
				return true
			}
		}
	}
	return false
}

func parseKey(out *regime.Problems, at string, k regime.Key, n yaml.Node) regime.GenesisKey {
	field := mapping(out, at, n, "value", "article", "mark")
	return regime.GenesisKey{Key: k.Name, Values: values(out, at+".value", k, field["value"]),
		Article: str(out, at+".article", field["article"]), Mark: str(out, at+".mark", field["mark"])}
}
