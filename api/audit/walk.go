package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/app/oversight"
)

// WalkKind is what the manifest of a packed walk calls it, and WalkFile the file that tells the
// way.
const (
	WalkKind = "walk"
	WalkFile = "walk.json"
)

// Walked is the way from one line of a settlement to the approval of its plan at one height, with a
// proof file for each hop and one for the line itself.
type Walked struct {
	oversight.Walk
	Chain  string
	Height uint64
	Test   bool
	Files  []evidence.File // by hop, in order; the line's audit path follows its hop
}

// Walk asks a node for the way and proves each hop of it, at the newest height that can be proved.
// Errors are those of bundle, and of the node where there is no such line.
func Walk(ctx context.Context, src bundle.Source, period, line string) (*Walked, error) {
	e, err := bundle.NewExtractor(ctx, src, period)
	if err != nil {
		return nil, err
	}
	w := &Walked{Height: e.Height()}
	args, err := json.Marshal(map[string]string{"period": period, "line": line})
	if err != nil {
		return nil, err
	}
	raw, _, err := src.Ask(ctx, "/q/walk", args, w.Height, false)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Test   bool           `json:"test_ledger"`
		Answer oversight.Walk `json:"answer"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	w.Walk, w.Test = doc.Answer, doc.Test
	for _, hop := range w.Hops {
		if err := w.prove(ctx, src, e, hop); err != nil {
			return nil, fmt.Errorf("hop %d, %s: %w", hop.No, hop.Step, err)
		}
	}
	return w, nil
}

// prove makes the proof file of a hop.
func (w *Walked) prove(ctx context.Context, src bundle.Source, e *bundle.Exporter,
	hop oversight.Hop) error {
	var keys [][]byte
	for _, r := range hop.Records {
		key, err := bundle.Key(r.Collection, r.Key)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	name := fmt.Sprintf("%02d-%s", hop.No, hop.Step)
	if len(keys) > 0 {
		b, err := bundle.ProveRecords(ctx, src, keys, w.Height)
		if err != nil {
			return err
		}
		r, err := bundle.OwnRecords(b)
		if err != nil {
			return err
		}
		w.Chain = r.Ledger.Chain
		w.Files = append(w.Files, evidence.File{Name: name + ".json", Data: b})
	}
	if hop.Step != "entry" {
		return nil
	}
	b, err := e.Line(ctx, w.Line)
	if err == nil {
		w.Files = append(w.Files, evidence.File{Name: name + "-line.json", Data: b})
	}
	return err
}

// Pack writes the walk as one file that suyuan verify checks offline, hop by hop. The same height
// gives the same bytes on every node.
func (w *Walked) Pack() ([]byte, error) {
	var doc bytes.Buffer
	out := json.NewEncoder(&doc)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(w.Walk); err != nil {
		return nil, err
	}
	files := append([]evidence.File{{Name: WalkFile, Data: doc.Bytes()}}, w.Files...)
	return evidence.Pack(WalkKind, map[string]string{"chain": w.Chain, "period": w.Period,
		"line": w.Line, "height": strconv.FormatUint(w.Height, 10),
		"test_ledger": strconv.FormatBool(w.Test)}, files)
}

// Handler serves packed walks beside the proof files of package bundle, below root:
//
//	walk?period=&line=
func Handler(src bundle.Source, root string) http.Handler {
	others := bundle.Handler(src, root)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != root+"/walk" || q.Get("period") == "" || q.Get("line") == "" {
			others.ServeHTTP(w, r)
			return
		}
		walked, err := Walk(r.Context(), src, q.Get("period"), q.Get("line"))
		var b []byte
		if err == nil {
			b, err = walked.Pack()
		}
		if err != nil {
			bundle.ServeProblem(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/zip")
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q",
			"walk+"+walked.Period+"+"+walked.Line+".zip"))
		_, _ = w.Write(b)
	})
}

// ErrNoWay says that a walk's files are not those of its hops.
var ErrNoWay = errors.New("the files of the walk are not those of its hops")

// CheckWalk holds the files of a packed walk against the way that it tells: every hop that names
// records has a proof of just these, in order, and the line its own. shown returns the records that
// a verified file proves, nil where it proves something else.
func CheckWalk(files []evidence.File, shown func(name string) []bundle.RecordShown) error {
	in := map[string][]byte{}
	for _, f := range files {
		in[f.Name] = f.Data
	}
	var w oversight.Walk
	if err := json.Unmarshal(in[WalkFile], &w); err != nil {
		return errors.Join(ErrNoWay, err)
	}
	for _, hop := range w.Hops {
		name := fmt.Sprintf("%02d-%s", hop.No, hop.Step)
		if hop.Step == "entry" && in[name+"-line.json"] == nil {
			return fmt.Errorf("%w: %s has no line", ErrNoWay, name)
		}
		proved := shown(name + ".json")
		if len(proved) != len(hop.Records) {
			return fmt.Errorf("%w: %s proves %d records of %d", ErrNoWay, name, len(proved),
				len(hop.Records))
		}
		for i, r := range hop.Records {
			if !sameRecord(r, proved[i]) {
				return fmt.Errorf("%w: %s proves another record than %s %v", ErrNoWay, name,
					r.Collection, r.Key)
			}
		}
	}
	return nil
}

func sameRecord(r oversight.Shown, p bundle.RecordShown) bool {
	key, err := bundle.Key(r.Collection, r.Key)
	if err != nil || r.Collection != p.Collection || len(p.Key) == 0 {
		return false
	}
	d, _ := bundle.Collection(r.Collection)
	parts := make([]string, len(p.Key))
	for i, f := range p.Key {
		parts[i] = f.Value
	}
	other, err := bundle.KeyOf(d, parts)
	return err == nil && bytes.Equal(key, other)
}
