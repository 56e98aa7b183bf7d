package abci

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
)

// tile is how many lines share a subtree whose root is kept: a proof of one line reads these leaves
// and the roots of the others, never all lines. A power of two, so that tiles are subtrees of the
// run's tree.
const tile = 1024

func tilesKey(prefix []byte) []byte { return append(slices.Clone(prefix), 2) }

// tilesOf are the roots of the tiles, one after the other. No lines give no bytes but one, because
// a value is never empty.
func tilesOf(leaves [][]byte) []byte {
	out := []byte{0}
	for i := 0; i < len(leaves); i += tile {
		root := settlement.Root(leaves[i:min(i+tile, len(leaves))])
		out = append(out, root[:]...)
	}
	return out
}

// Line implements rule.Side: a leaf and its audit path.
func (s *runs) Line(period string, cut uint64, index uint32) ([]byte, [][32]byte, bool) {
	run := Run{period, cut}
	if leaf, path, ok := s.keptLine(run, index); ok {
		return leaf, path, true
	}
	leaves, ok := s.Lines(period, cut) // computed again where they are missing or damaged
	if !ok {
		return nil, nil, false
	}
	if err := s.keep(run, leaves, nil, nil); err != nil {
		panic(state.Fault{Err: err})
	}
	return s.keptLine(run, index)
}

// keptLine reads a line and its path, checked against the root in the tree.
func (s *runs) keptLine(run Run, index uint32) (leaf []byte, path [][32]byte, ok bool) {
	prefix, bulk := linesKey(run), s.a.db.Bulk()
	var head lineHead
	ok, err := s.a.side(prefix, &head)
	if err != nil || !ok || index >= head.Count {
		return nil, nil, false
	}
	roots, ok, err := bulk.Get(tilesKey(prefix))
	if err != nil || !ok || len(roots) != 1+32*((int(head.Count)+tile-1)/tile) {
		return nil, nil, false
	}
	tiles := make([][32]byte, 0, len(roots)/32)
	for b := range slices.Chunk(roots[1:], 32) {
		tiles = append(tiles, [32]byte(b))
	}
	from := index / tile * tile
	leaves := make([][]byte, 0, tile)
	err = bulk.Iterate(leafKey(prefix, from), leafKey(prefix, min(from+tile, head.Count)),
		func(_, v []byte) bool { leaves = append(leaves, v); return true })
	landed, ok := s.pass.Landed(s.a.head.Load().store, run)
	if err != nil || !ok || len(leaves) != int(min(tile, head.Count-from)) ||
		settlement.RootOver(tiles) != landed || settlement.Root(leaves) != tiles[index/tile] {
		return nil, nil, false
	}
	path = append(settlement.AuditPath(leaves, int(index-from)),
		settlement.PathOver(tiles, int(index/tile))...)
	return leaves[index-from], path, true
}
