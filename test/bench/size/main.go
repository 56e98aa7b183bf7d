// Command size measures what a ledger occupies and how long it takes to open: bytes of ledger
// state per accepted paper of a story and per settled period, and the time to open a store of
// many leaves. docs/bench.md says how to read it.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/state"
)

// report is what was measured. State is what one height has; Held is the store's every kept height.
type report struct {
	Papers    int   `json:"papers"`
	Blocks    int   `json:"blocks"`
	Periods   int   `json:"settled_periods"`
	State     int64 `json:"state_bytes"`             // keys and values of the last height
	Held      int64 `json:"held_bytes"`              // of all heights, nothing pruned
	Side      int64 `json:"side_bytes"`              // receipts, records of blocks, settlement lines
	PerPaper  int64 `json:"state_bytes_per_paper"`   // of State
	PerPeriod int64 `json:"state_bytes_per_period"`  // of the settlement chapter
	Leaves    int   `json:"leaves"`                  // of the store that is opened
	Files     int64 `json:"leaves_file_bytes"`       // its files
	OpenMS    int64 `json:"open_ms"`                 // to open it, every table read
	QuickMS   int64 `json:"open_unchecked_ms"`       // to open it without reading the tables
	ReadUS    int64 `json:"first_read_microseconds"` // to read one leaf then
}

func main() {
	story := flag.String("story", "localnet/stories/guizhou/story.yaml", "story to play")
	leaves := flag.Int("leaves", 1_000_000, "leaves of the store that is opened; 0: none")
	flag.Parse()
	var r report
	err := errors.Join(r.play(*story), r.open(*leaves))
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (r *report) play(file string) error {
	dir, err := os.MkdirTemp("", "suyuan-size-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := scenario.Load(file, nil)
	if err != nil {
		return err
	}
	res, err := scenario.Run(s, scenario.Options{Dir: dir})
	if err != nil {
		return err
	}
	if res.Difference != nil {
		return res.Difference
	}
	r.Papers, r.Blocks = res.Papers, int(res.Height)
	db, err := state.Open(state.Options{Dir: filepath.Join(dir, "ledger")})
	if err != nil {
		return err
	}
	r.count(db, settle.Chapter().Number)
	r.Held, r.Side, err = db.Held()
	return errors.Join(err, db.Close())
}

// count adds up the last height, and its settlement chapter by period.
func (r *report) count(db *state.DB, chapter byte) {
	view, settled := db.View(), int64(0)
	view.Iterate(nil, nil, func(key, value []byte) bool {
		r.State += int64(len(key) + len(value))
		if key[0] == chapter {
			settled += int64(len(key) + len(value))
		}
		return true
	})
	for year := 2026; year < 2028; year++ {
		for q := 1; q <= 4; q++ {
			name := fmt.Sprintf("%dQ%d", year, q)
			if _, _, ok := regime.PeriodBounds(name); !ok {
				continue
			}
			if run, ok := settle.GetRun(view, name); ok && run.LandedAt != 0 {
				r.Periods++
			}
		}
	}
	r.PerPaper = r.State / int64(max(r.Papers, 1))
	r.PerPeriod = settled / int64(max(r.Periods, 1))
}

// leaf is a key of 24 bytes that looks like chance, and a value of 64.
func leaf(i int) (key, value []byte) {
	sum := crypto.SHA256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	return sum[:24], append(sum[:], sum[:]...)
}

func (r *report) open(leaves int) error {
	if leaves == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "suyuan-size-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o := state.Options{Dir: filepath.Join(dir, "ledger")}
	db, err := state.Open(o)
	if err != nil {
		return err
	}
	for i := 0; i < leaves && err == nil; {
		block := state.NewOverlay(db.View())
		for end := min(i+20_000, leaves); i < end; i++ {
			block.Set(leaf(i))
		}
		db.Apply(block)
		err = db.Commit()
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	r.Leaves = leaves
	if r.OpenMS, r.ReadUS, r.Files, err = timed(o, leaves); err != nil {
		return err
	}
	o.SkipTableCheck = true
	r.QuickMS, _, _, err = timed(o, leaves)
	return err
}

// timed opens a store and reads one leaf.
func timed(o state.Options, leaves int) (ms, us, files int64, err error) {
	began := time.Now()
	db, err := state.Open(o)
	if err != nil {
		return 0, 0, 0, err
	}
	ms = time.Since(began).Milliseconds()
	began = time.Now()
	key, _ := leaf(leaves / 2)
	if _, ok := db.View().Get(key); !ok {
		err = errors.New("a leaf is lost")
	}
	us = time.Since(began).Microseconds()
	files, sizeErr := db.Size()
	return ms, us, files, errors.Join(err, sizeErr, db.Close())
}
