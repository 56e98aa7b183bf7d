package scenario

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

const story = "../../localnet/stories/guizhou/story.yaml"

// play runs a file with every chapter's invariants checked after each block, and fails the test on
// the first difference.
func play(t *testing.T, file string, sets map[string]string, o scenario.Options) scenario.Result {
	t.Helper()
	s, err := scenario.Load(file, sets)
	if err != nil {
		t.Fatal(err)
	}
	m := app.Standard()
	o.Check = func(r state.Reader) error { return m.CheckInvariants(r) }
	r, err := scenario.Run(s, o)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if r.Difference != nil {
		t.Fatal(r.Difference)
	}
	return r
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		t.Fatalf("no file %s: %v", pattern, err)
	}
	return list
}

// included names the file that a file goes on from.
var included = regexp.MustCompile(`(?m)^include: (\S+)`)

// baseOf is the height at which a file's own steps begin. The blocks before are the base's, whose
// own test restarts after each of them.
func baseOf(t *testing.T, file string) uint64 {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := included.FindSubmatch(text)
	if m == nil {
		return 0
	}
	base := filepath.Join(filepath.Dir(file), string(m[1]))
	height, _ := baseHeights.LoadOrStore(base, sync.OnceValue(func() uint64 {
		return uint64(play(t, base, nil, scenario.Options{}).Height)
	}))
	return height.(func() uint64)()
}

var baseHeights sync.Map // file -> func() uint64

// TestAcceptance plays every acceptance scenario twice, the second time with the chain closed and
// opened from disk after every block of its own: the app hash must be the same.
func TestAcceptance(t *testing.T) {
	for _, file := range files(t, "*/*.yaml") {
		t.Run(strings.TrimSuffix(file, ".yaml"), func(t *testing.T) {
			t.Parallel()
			first := play(t, file, nil, scenario.Options{})
			long := first.Height > 100 // a day's block each up to the settlement: the story restarts there
			again := play(t, file, nil, scenario.Options{RestartEveryBlock: !long,
				RestartAbove: baseOf(t, file)})
			if first.AppHash != again.AppHash || first.Height != again.Height {
				t.Errorf("app hash %s at %d, then %s at %d", first.AppHash, first.Height,
					again.AppHash, again.Height)
			}
			base := strings.HasPrefix(filepath.Base(file), "base-") // may hold parties alone
			if first.Papers == 0 && !base {
				t.Error("no paper was accepted")
			}
		})
	}
}

// TestEachScenarioRefuses holds acceptance scenarios to their purpose: each shows refusals and
// cites an article. Those of the five provinces may instead ask for what follows from the law: some
// clocks refuse nobody, and a rule of ours has no article.
func TestEachScenarioRefuses(t *testing.T) {
	for _, file := range files(t, "*/*.yaml") {
		if strings.HasPrefix(filepath.Base(file), "base-") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		refuses := strings.Contains(string(text), "expect: refused")
		cites := strings.Contains(string(text), "§")
		if strings.HasPrefix(file, "law/") {
			refuses, cites = refuses || strings.Contains(string(text), "query: "), true
		}
		if !refuses || !cites {
			t.Errorf("%s refuses nothing, or cites nothing", file)
		}
	}
}

func TestStory(t *testing.T) {
	first := play(t, story, nil, scenario.Options{})
	if again := play(t, story, nil, scenario.Options{}); again.AppHash != first.AppHash {
		t.Errorf("app hash %s, then %s", first.AppHash, again.AppHash)
	}
	restarted := play(t, story, nil, scenario.Options{RestartEveryBlock: true})
	if restarted.AppHash != first.AppHash || restarted.Height != first.Height {
		t.Errorf("app hash %s, with restarts %s", first.AppHash, restarted.AppHash)
	}
	if first.Refused < 15 {
		t.Errorf("only %d refused papers", first.Refused)
	}
}

// TestStoryWithOtherEvents plays the story with events that a real Spark job emitted, and with
// sets of awkward shapes: the resources, grants and lineage follow.
func TestStoryWithOtherEvents(t *testing.T) {
	sets := []string{"../../api/openlineage/testdata/spark_column_lineage",
		"../../api/openlineage/testdata/spark_tables"}
	for name, text := range awkward {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "events.ndjson"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		sets = append(sets, dir)
	}
	plain := play(t, story, nil, scenario.Options{})
	for _, dir := range sets {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			r := play(t, story, map[string]string{"events": dir}, scenario.Options{})
			if r.AppHash == plain.AppHash {
				t.Error("another job's events give the same ledger")
			}
		})
	}
}
