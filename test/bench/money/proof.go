package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// tile is how many lines share a subtree whose root a node keeps (docs/proof.md §6).
const tile = 1024

// proved is what proving single lines of a run costs.
type proved struct {
	Lines int `json:"lines"`
	// the median and the 19th of 20: the leaves of a tile hashed, the path made
	MakeMS float64 `json:"make_ms"`
	Make95 float64 `json:"make_ms_p95"`
	// of these: the path checked, the leaf read as a line
	CheckMS float64 `json:"check_ms"`
	Check95 float64 `json:"check_ms_p95"`
	Leaf    int     `json:"leaf_bytes"`
	Hashes  int     `json:"path_hashes"`
}

// prove makes and checks proofs of lines all over a run.
func prove(report settlement.Report, proofs int) (out proved, err error) {
	leaves := settlement.Leaves(report.Lines)
	out.Lines = len(leaves)
	var tiles [][32]byte
	for i := 0; i < len(leaves); i += tile {
		tiles = append(tiles, settlement.Root(leaves[i:min(i+tile, len(leaves))]))
	}
	ms := func(began time.Time) float64 { return float64(time.Since(began).Microseconds()) / 1000 }
	var made, checked []float64
	rng := rand.New(rand.NewPCG(1, 2))
	for range proofs {
		i := rng.IntN(len(leaves))
		began := time.Now()
		from := i / tile * tile
		own := leaves[from:min(from+tile, len(leaves))]
		if settlement.RootOver(tiles) != report.LinesRoot || settlement.Root(own) != tiles[i/tile] {
			return out, fmt.Errorf("line %d: the tiles do not lead to the root", i)
		}
		path := append(settlement.AuditPath(own, i-from), settlement.PathOver(tiles, i/tile)...)
		made = append(made, ms(began))
		began = time.Now()
		_, err := settlement.ParseLine(leaves[i])
		if err != nil || !settlement.VerifyPath(report.LinesRoot, leaves[i], i, len(leaves), path) {
			return out, fmt.Errorf("line %d is not proved: %w", i, err)
		}
		checked = append(checked, ms(began))
		out.Leaf, out.Hashes = max(out.Leaf, len(leaves[i])), max(out.Hashes, len(path))
	}
	slices.Sort(made)
	slices.Sort(checked)
	out.MakeMS, out.Make95 = made[len(made)/2], made[len(made)*19/20]
	out.CheckMS, out.Check95 = checked[len(checked)/2], checked[len(checked)*19/20]
	return out, nil
}
