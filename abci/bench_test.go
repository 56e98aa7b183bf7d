package abci

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkBlock measures each stage of blocks of 1,000 papers, in microseconds a paper.
func BenchmarkBlock(b *testing.B) {
	c := newChain(b)
	c.app.pending.share = 100 << 20
	const papers = 1000
	spent := map[string]time.Duration{}
	stage := func(name string, fn func()) {
		from := time.Now()
		fn()
		spent[name] += time.Since(from)
	}
	for i := 0; b.Loop(); i++ {
		raws := make([][]byte, papers)
		for j := range raws {
			who := []string{"bureau/1", "alpha/1", "beta/2"}[j%3]
			raws[j] = c.paper(who, "note.put", fmt.Sprint(i, "-", j), "some text of a usual length")
		}
		stage("check", func() {
			for _, raw := range raws {
				if res := c.check(raw); res.Code != 0 {
					b.Fatal(res.Log)
				}
			}
		})
		stage("recheck", func() { c.recheck(nil) })
		stage("prepare", func() { raws = c.prepare() })
		stage("process", func() { c.accepts(raws...) })
		stage("finalize", func() { c.finalize(raws...) })
		stage("commit", func() { c.commit() })
		c.pool = nil
		if len(raws) != papers {
			b.Fatal(len(raws))
		}
	}
	for name, d := range spent {
		b.ReportMetric(float64(d.Microseconds())/float64(b.N*papers), "µs/"+name)
	}
}
