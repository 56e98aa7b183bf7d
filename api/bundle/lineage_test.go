package bundle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func local(format string, n int) wire.ID {
	return wire.ID{Party: "op", Local: fmt.Sprintf(format, n)}
}

func versionAt(n int) product.Place {
	return product.Place{Kind: access.KindProduct, ID: local("p%d", n), Version: 1}
}

func resourceAt(n int) product.Place {
	return product.Place{Kind: access.KindResource, ID: local("r%d", n), Version: 1}
}

const (
	family = 9 // jobs, each of which reads a resource and the products 1 and 2 before it
	last   = 7 // the job whose dataset the job after it reads, and which no product is made of
)

func jobAt(n int) product.Place {
	return product.Place{Kind: product.KindProcessing, ID: local("j%d", n)}
}

// readBy is what the job of a product reads.
func readBy(n int) (out []product.Place) {
	out = []product.Place{resourceAt(n % 3)}
	for _, back := range []int{1, 2} {
		switch {
		case n-back == last:
			out = append(out, jobAt(last))
		case n >= back:
			out = append(out, versionAt(n-back))
		}
	}
	return out
}

// lineageChapter stands for the product chapter: it writes the family at the first block.
func lineageChapter() rule.Chapter {
	c := rule.Chapter{Number: 7, Name: "product", Zh: "产品", En: "products",
		Collections: product.Chapter().Collections, EndBlock: func(c *rule.Ctx) {
			if c.Height != 1 {
				return
			}
			for n := range family {
				rec := access.Processing{ID: local("j%d", n), Maker: "op", Grant: local("g%d", 0),
					Output: "out", Recorded: access.Act{At: c.Time}}
				p := product.Product{ID: local("p%d", n), Version: 1, Name: fmt.Sprint("产品", n), Maker: "op",
					Agreement: local("ag%d", 0), Processing: []wire.ID{rec.ID}, Created: access.Act{At: c.Time}}
				job := access.Node{Kind: product.KindProcessing, Object: rec.ID}
				for _, in := range readBy(n) {
					read := access.Input{Object: in.ID, Kind: in.Kind, Version: in.Version,
						Fields: []string{"a", "b"}}
					if in.Kind == product.KindProcessing {
						read.Kind = access.KindDataset
					}
					rec.Inputs = append(rec.Inputs, read)
					access.Lead(c, read.Node(), job)
				}
				jobs.Set(c.Store, rec.ID, rec)
				if n != last {
					versions.Set(c.Store, productKey{p.ID, 1}, p)
					access.Lead(c, job, access.Node{Kind: access.KindProduct, Object: p.ID, Version: 1})
				}
			}
		}}
	for _, q := range product.Chapter().Queries {
		if q.Name == "downstream" {
			c.Queries = append(c.Queries, q)
		}
	}
	return c
}

// related is the family by definition: what lies up or down of a node.
func related(root product.Place, down bool, depth int) map[string]int {
	out, todo := map[string]int{root.Key(): 0}, []product.Place{root}
	for ; len(todo) > 0; todo = todo[1:] {
		at := todo[0]
		level := out[at.Key()]
		if depth != 0 && level >= depth {
			continue
		}
		var next []product.Place
		for n := range family {
			switch {
			case down && slices.Contains(readBy(n), at):
				next = append(next, jobAt(n))
			case down && at == jobAt(n) && n != last:
				next = append(next, versionAt(n))
			case !down && at == versionAt(n):
				next = append(next, jobAt(n))
			case !down && at == jobAt(n):
				next = append(next, readBy(n)...)
			}
		}
		for _, p := range next {
			if _, ok := out[p.Key()]; !ok {
				out[p.Key()] = level + 1
				todo = append(todo, p)
			}
		}
	}
	return out
}

func TestLineageIsProved(t *testing.T) {
	c := newChain(t, "test-lineage", 4, lineageChapter())
	roots := []product.Place{resourceAt(0), versionAt(0), versionAt(4), versionAt(family - 1),
		jobAt(0), jobAt(last), jobAt(family - 1)}
	for _, root := range roots {
		for _, down := range []bool{false, true} {
			for _, depth := range []int{0, 1, 3} {
				b, err := ProveLineage(context.Background(), c, root, down, uint32(depth), 0)
				must(t, err)
				r, err := VerifyLineage(b, c.trust())
				must(t, err)
				got := map[string]int{}
				for _, n := range r.Nodes {
					got[n.Key] = int(n.Level)
				}
				if want := related(root, down, depth); !maps.Equal(got, want) || r.Bytes != len(b) ||
					r.Anchor != "genesis" || r.Mark != TestMark {
					t.Errorf("%s down %v depth %d: %v, want %v", root.Key(), down, depth, got, want)
				}
			}
		}
	}
}

// Every byte counts, and so does every record and every entry.
func TestLineageHidesNothing(t *testing.T) {
	c := newChain(t, "test-lineage", 4, lineageChapter())
	for _, down := range []bool{false, true} {
		root := versionAt(family - 1)
		if down {
			root = resourceAt(1)
		}
		b, err := ProveLineage(context.Background(), c, root, down, 0, 0)
		must(t, err)
		flips(t, "lineage", b, 400, func(b []byte) error {
			_, err := VerifyLineage(b, c.trust())
			return err
		})
		for name, change := range map[string]func(*Lineage){
			"lineage.missing": func(l *Lineage) { l.Proof.Records = l.Proof.Records[:1] },
			"lineage.order": func(l *Lineage) {
				l.Proof.Records[0], l.Proof.Records[1] = l.Proof.Records[1], l.Proof.Records[0]
			},
			"lineage.idle": func(l *Lineage) {
				l.Proof.Records = append(l.Proof.Records, l.Proof.Records[0])
			},
			"lineage.record":   func(l *Lineage) { l.Proof.Records[0].Value[2] ^= 1 },
			"records.order":    func(l *Lineage) { l.Proof.Ledger[0].Name = "clock" },
			"records.count":    func(l *Lineage) { l.Proof.Ledger = nil },
			"records.ledger":   func(l *Lineage) { l.Proof.Ledger[0].Value[2] ^= 1 },
			"file.format":      func(l *Lineage) { l.Direction = "both" },
			"commit.signature": func(l *Lineage) { l.Proof.Commit[len(l.Proof.Commit)-3] ^= 1 },
			"lineage.log": func(l *Lineage) {
				r := &l.Proof.Records[0]
				if r.Entries = r.Entries[:max(len(r.Entries)-1, 0)]; !down {
					r.Entries = []wire.Bytes{{1}} // a record that is no log has none
				}
			},
		} {
			l, fault := decodeLineage(b)
			must(t, fault)
			change(&l)
			changed, err := l.encode()
			must(t, err)
			want := name
			if name == "lineage.log" && !down {
				want = "lineage.value"
			}
			if _, err := VerifyLineage(changed, c.trust()); code(err) != want {
				t.Errorf("down %v: %v, want %s", down, err, want)
			}
		}
	}
}

// The places of lineage are those of the chapters.
func TestLineagePlaces(t *testing.T) {
	have := map[string]state.Collection{}
	for _, c := range slices.Concat(product.Chapter().Collections, access.Chapter().Collections) {
		have[c.Name] = c
	}
	for _, c := range append(downstream.Descriptors(), versions.Descriptor(), jobs.Descriptor()) {
		real, ok := have[c.Name]
		if real.Doc, c.Doc = "", ""; !ok || real != c {
			t.Errorf("%s: %+v, the chapter's %+v", c.Name, c, real)
		}
	}
}
