package referee

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cmt "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

const (
	guizhou = "../../localnet/stories/guizhou"
	law     = "../scenario/law"
	rare    = "𬭎㛃䶮𠮷"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tool finds an outside program, or says which Debian package has it.
func tool(t testing.TB, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not here: install the Debian package %s", name, debian)
	}
	return path
}

// run runs a program and returns what it printed.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// named copies the story with rare characters in the name of an institution.
func named(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(guizhou)))
	file := filepath.Join(dir, "parties.yaml")
	text, err := os.ReadFile(file)
	must(t, err)
	text = bytes.Replace(text, []byte("贵州水务集团有限公司"), []byte("贵州"+rare+"水务有限公司"), 1)
	must(t, os.WriteFile(file, text, 0o600))
	return filepath.Join(dir, "story.yaml")
}

// play plays a file and serves the ledger that it leaves.
func play(t testing.TB, file string) source.Ask {
	t.Helper()
	story, err := scenario.Load(file, nil)
	must(t, err)
	return playStory(t, story)
}

func playStory(t testing.TB, story *scenario.Story) source.Ask {
	t.Helper()
	dir := t.TempDir()
	r, err := scenario.Run(story, scenario.Options{Dir: dir})
	must(t, err)
	if r.Difference != nil {
		t.Fatal(r.Difference)
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	must(t, err)
	t.Cleanup(func() { db.Close() })
	id, _ := app.GetLedger(db.View())
	a, err := abci.NewApplication(db, app.Standard(), abci.Options{Chain: id.Chain,
		Genesis: id.Genesis, Clock: func() time.Time { return r.Time.Std() }, Follow: follow.New()})
	must(t, err)
	return func(ctx context.Context, path string, data []byte, height uint64, prove bool) (
		source.Reply, error) {
		res, err := a.Query(ctx, &cmt.RequestQuery{Path: path, Data: data, Height: int64(height),
			Prove: prove})
		if err != nil {
			return source.Reply{}, err
		}
		return source.Reply{Code: res.Code, Log: res.Log, Height: uint64(res.Height),
			Value: res.Value}, nil
	}
}

func build(t testing.TB, ask source.Ask, name string, args map[string]string) *report.Report {
	t.Helper()
	s, err := source.At(context.Background(), ask, 0)
	must(t, err)
	r, err := report.Build(context.Background(), s, name, args)
	must(t, err)
	return r
}

func file(t testing.TB, r *report.Report, format string) string {
	t.Helper()
	font, err := os.ReadFile(report.FontPlaces[0])
	if err != nil {
		t.Fatalf("no font: install the Debian package %s", report.FontPackage)
	}
	path := filepath.Join(t.TempDir(), r.Kind.Name+"."+format)
	var out bytes.Buffer
	if format == "journal" {
		err = r.WriteJournal(&out)
	} else {
		err = r.Write(context.Background(), &out, format, report.Options{Font: font})
	}
	must(t, err)
	must(t, os.WriteFile(path, out.Bytes(), 0o600))
	return path
}

// squeezed is text without white space, as lines are broken anywhere on paper.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }
