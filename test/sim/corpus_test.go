package sim

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// corpus are the acceptance stories by the provinces they live in.
type corpus struct {
	places []string // province digits, ascending
	files  map[string][]string
}

func loadCorpus(t *testing.T) corpus {
	t.Helper()
	out := corpus{files: map[string][]string{}}
	for _, pattern := range []string{"../scenario/guizhou/*.yaml", "../scenario/law/*.yaml"} {
		list, err := filepath.Glob(pattern)
		if err != nil || len(list) == 0 {
			t.Fatalf("no stories at %s: %v", pattern, err)
		}
		for _, file := range list {
			s, err := scenario.Load(file, nil)
			if err != nil {
				t.Fatal(err)
			}
			if places := s.Provinces(); len(places) == 1 {
				out.files[places[0]] = append(out.files[places[0]], file)
			}
		}
	}
	for place := range out.files {
		out.places = append(out.places, place)
	}
	slices.Sort(out.places)
	if len(out.places) < 5 {
		t.Fatalf("stories of %v only", out.places)
	}
	return out
}

// tail is how many days the clock goes on after the last paper: periods settle, duties fall due.
const tail = 110

// weave picks one story of each province and puts them on one ledger.
func (c corpus) weave(t *testing.T, rng *rand.Rand) *scenario.Story {
	t.Helper()
	var picked []*scenario.Story
	var names []string
	for _, place := range c.places {
		list := c.files[place]
		for range 8 {
			file := list[rng.IntN(len(list))]
			s, err := scenario.Load(file, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := scenario.Weave("try", append(slices.Clone(picked), s)...); err != nil {
				continue // it defines an institution otherwise, or brings its own law
			}
			picked = append(picked, s)
			names = append(names, strings.TrimSuffix(filepath.Base(file), ".yaml"))
			break
		}
	}
	s, err := scenario.Weave(strings.Join(names, " + "), picked...)
	if err != nil {
		t.Fatal(err)
	}
	s.WaitDays(tail)
	return s
}
