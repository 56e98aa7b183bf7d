package abci

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/state"
)

// inputPiece is the most that one answer holds of a run's input, in bytes.
const inputPiece = 256 << 10

// inputHead is written after the pieces, so that an input that is half here is not here.
type inputHead struct {
	Pieces uint32 `json:"pieces"`
}

// Input implements rule.Side. The first question about a run reads its input from the state at the
// cut and keeps it beside the tree in pieces; later ones read one piece.
func (s *runs) Input(period string, cut uint64, piece uint32) (text []byte, pieces uint32,
	ok bool) {
	run := Run{period, cut}
	s.inputs.Lock()
	defer s.inputs.Unlock()
	head, ok := s.keptInput(run)
	if !ok {
		if head, ok = s.keepInput(run); !ok {
			return nil, 0, false
		}
	}
	if piece >= head.Pieces {
		return nil, 0, false
	}
	text, ok, err := s.a.db.Bulk().Get(leafKey(inputKey(run), piece))
	if err != nil {
		panic(state.Fault{Err: err})
	}
	return text, head.Pieces, ok
}

func (s *runs) keptInput(run Run) (head inputHead, ok bool) {
	ok, err := s.a.side(inputKey(run), &head)
	if err != nil {
		panic(state.Fault{Err: err})
	}
	return head, ok
}

// keepInput reads the input at the cut, or from the newest state where that one was pruned: rows
// and dates give the same at any height after the cut, and the hash tells.
func (s *runs) keepInput(run Run) (head inputHead, ok bool) {
	now := s.a.head.Load().store
	text, ok := []byte(nil), false
	if view, err := s.a.db.ViewAt(run.Cut); err == nil {
		text, ok = s.pass.Input(view, now, run)
	} else {
		text, ok = s.pass.Input(now, now, run)
	}
	if !ok {
		return head, false
	}
	prefix, bulk := inputKey(run), s.a.db.Bulk()
	for len(text) > 0 {
		n := min(inputPiece, len(text))
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		pair := state.Pair{Key: leafKey(prefix, head.Pieces), Value: text[:n]}
		if err := bulk.Set(pair); err != nil {
			panic(state.Fault{Err: err})
		}
		head.Pieces, text = head.Pieces+1, text[n:]
	}
	if err := bulk.Set(state.Pair{Key: prefix, Value: mustJSON(head)}); err != nil {
		panic(state.Fault{Err: err})
	}
	return head, true
}

// inputKey is the prefix of a run's input, as linesKey is of its lines.
func inputKey(run Run) []byte {
	k := binary.BigEndian.AppendUint64([]byte{sideInput}, run.Cut)
	return append(append(k, run.Period...), 0)
}
