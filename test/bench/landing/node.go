package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

// quarterVar hands the size of the quarter to the nodes.
const quarterVar = "SUYUAN_BENCH_QUARTER"

// instants is the file of a node's home with a line for each block.
const instants = "instants.jsonl"

// instant is when a node was done with executing a block, and how far the run was then.
type instant struct {
	Height  uint64 `json:"height"`
	Nanos   int64  `json:"nanos"`
	Stage   string `json:"stage"`
	Written uint32 `json:"written"`
	Lines   uint32 `json:"lines"`
}

// machine is the standard one, whose genesis holds a quarter besides, and whose last chapter tells
// when the end of a block is done.
func machine(q quarter, tell func(instant)) (*app.Machine, error) {
	chapters := slices.Clone(app.Standard().Chapters()[1:])
	for i, v := range chapters {
		if v.Name == "govern" { // institutions come before it, and nothing that rows need after
			chapters[i].Genesis = func(c *rule.Ctx, section []byte) error {
				for row := range q.rows() {
					q.write(c.Store, row)
				}
				return v.Genesis(c, section)
			}
		}
	}
	last := &chapters[len(chapters)-1]
	end := last.EndBlock
	last.EndBlock = func(c *rule.Ctx) {
		if end != nil {
			end(c)
		}
		run, _ := settle.GetRun(c.Store, period)
		tell(instant{Height: c.Height, Nanos: time.Now().UnixNano(), Stage: run.Stage,
			Written: run.Written, Lines: run.Lines})
	}
	return app.New(chapters...)
}

// serve runs a home as a node until SIGTERM.
func serve(home string) error {
	var q quarter
	if err := json.Unmarshal([]byte(os.Getenv(quarterVar)), &q); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(home, instants), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	m, err := machine(q, func(v instant) {
		b, _ := json.Marshal(v)
		_, _ = f.Write(append(b, '\n'))
	})
	if err != nil {
		return err
	}
	return load.ServeSuyuan(home, m)
}
