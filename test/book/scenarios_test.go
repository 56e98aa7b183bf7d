package book

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// story is what a scenario file shows: what it has accepted, refused and asked by its own steps and
// by those it includes.
type story struct {
	path    string   // from the root
	regimes []string // under which it plays
	shows   []string // "kind:…" accepted, "refusal:…" expected, "query:…", "deadline:…" of its own
	begins  []string // the same of what it includes
}

// storyFile is as much of a scenario file as the book reads.
type storyFile struct {
	Include any `yaml:"include"`
	Ledger  struct {
		Regimes []struct {
			Use string `yaml:"use"`
		} `yaml:"regimes"`
	} `yaml:"ledger"`
	Steps []struct {
		Do       string    `yaml:"do"`
		Expect   yaml.Node `yaml:"expect"`
		Query    string    `yaml:"query"`
		Replay   yaml.Node `yaml:"replay"`
		Calendar yaml.Node `yaml:"calendar"`
	} `yaml:"steps"`
}

// stories reads the acceptance scenarios and the shipped story, beginnings last.
func stories(t *testing.T, known rules) (out []story) {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"test/scenario/*/*.yaml", "localnet/stories/*/story.yaml"} {
		list, err := filepath.Glob("../../" + pattern)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: no file, %v", pattern, err)
		}
		paths = append(paths, list...)
	}
	for _, p := range paths {
		out = append(out, readStory(t, p, known))
	}
	slices.SortStableFunc(out, func(a, b story) int { return a.rank() - b.rank() })
	return out
}

func (s story) rank() int {
	if strings.HasPrefix(filepath.Base(s.path), "base-") {
		return 1
	}
	return 0
}

func readStory(t *testing.T, path string, known rules) story {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f storyFile
	if err := yaml.Unmarshal(text, &f); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	s := story{path: strings.TrimPrefix(filepath.ToSlash(path), "../../")}
	for _, inc := range texts(f.Include) {
		base := readStory(t, filepath.Join(filepath.Dir(path), inc), known)
		s.begins = append(append(s.begins, base.shows...), base.begins...)
		s.regimes = base.regimes
	}
	if len(f.Ledger.Regimes) > 0 {
		s.regimes = nil
		for _, r := range f.Ledger.Regimes {
			s.regimes = append(s.regimes, r.Use)
		}
	}
	s.shows = f.shows()
	for what := range known {
		if name, ok := strings.CutPrefix(what, "deadline:"); ok &&
			strings.Contains(string(text), "duty: "+name) {
			s.shows = append(s.shows, what)
		}
	}
	return s
}

func (f storyFile) shows() (out []string) {
	for _, st := range f.Steps {
		code, isRefused := strings.CutPrefix(st.Expect.Value, "refused ")
		switch {
		case st.Do != "" && isRefused:
			out = append(out, "refusal:"+code)
		case st.Do != "":
			out = append(out, "kind:"+st.Do)
		case st.Query != "":
			out = append(out, "query:"+st.Query)
		case !st.Replay.IsZero():
			out = append(out, "kind:processing.record")
		case !st.Calendar.IsZero():
			out = append(out, "kind:calendar.set")
		}
	}
	return out
}

func texts(v any) (out []string) {
	switch v := v.(type) {
	case string:
		out = []string{v}
	case []any:
		for _, e := range v {
			out = append(out, texts(e)...)
		}
	}
	return out
}

// showing lists the scenarios that show what, at most two of the regime's own and else one of
// another's, marked as such: the rule is the same, the value may differ.
func showing(all []story, regime, what string) (own []string, elsewhere string) {
	for _, deep := range []bool{false, true} {
		for _, s := range all {
			if !slices.Contains(s.shows, what) && !(deep && slices.Contains(s.begins, what)) {
				continue
			}
			switch {
			case slices.Contains(s.regimes, regime):
				if len(own) < 2 && !slices.Contains(own, s.path) {
					own = append(own, s.path)
				}
			case elsewhere == "":
				elsewhere = s.path
			}
		}
		if len(own) > 0 {
			break
		}
	}
	return own, elsewhere
}
