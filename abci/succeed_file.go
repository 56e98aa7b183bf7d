package abci

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LastFormat names the only form of Last.
const LastFormat = "suyuan-last/1"

const lastFile = "last.json"

// Last is what consensus says of a ledger's last height. Above is there when one more block was
// made: its header carries the app hash of the last. Without it the app hash is what every member's
// own node computed, and the genesis document, which all of them sign by it, says so.
type Last struct {
	Format string            `json:"format"`
	Block  *types.LightBlock `json:"block"`
	Above  *types.LightBlock `json:"above"`
}

// follows checks the blocks and their signatures against each other and a manifest.
func (l Last) follows(m Manifest) error {
	if l.Format != LastFormat || l.Block == nil {
		return fmt.Errorf("the consensus part of the file is not %s", LastFormat)
	}
	if wire.At(l.Block.Time) != m.Header || l.Block.Height != height64(m.Height) {
		return errors.New("the manifest and the header differ in height or time")
	}
	for i, b := range []*types.LightBlock{l.Block, l.Above} {
		if b == nil {
			continue
		}
		if err := signedAt(b, m.Chain, height64(m.Height)+int64(i)); err != nil {
			return err
		}
	}
	if l.Above == nil {
		return nil
	}
	if !bytes.Equal(l.Above.LastBlockID.Hash, l.Block.Hash()) {
		return errors.New("the header above does not follow the last one")
	}
	if !bytes.Equal(l.Above.AppHash, m.AppHash[:]) {
		return fmt.Errorf("header %d has app hash %x, the state %s", l.Above.Height,
			[]byte(l.Above.AppHash), m.AppHash)
	}
	return nil
}

// trusted says by what the last header is trusted: an anchor, or the validators that the old
// genesis document names, more than two thirds of whose power signed it.
func (l Last) trusted(old *Founding, a Anchor) (by string, err error) {
	if a != (Anchor{}) {
		if uint64(l.Block.Height) != a.Height || !bytes.Equal(l.Block.Hash(), a.Hash[:]) {
			return "", fmt.Errorf("the last header is %d:%s, the one that is trusted %d:%s",
				l.Block.Height, l.Block.Hash(), a.Height, a.Hash)
		}
		return "anchor", nil
	}
	if old == nil {
		return "", nil
	}
	voters := types.NewValidatorSet(validatorsOf(old.Doc))
	err = voters.VerifyCommitLightTrusting(old.Doc.ChainID, l.Block.Commit,
		cmtmath.Fraction{Numerator: 2, Denominator: 3})
	if err != nil {
		return "", fmt.Errorf("validators have changed since genesis: name a trusted header: %w", err)
	}
	return "genesis", nil
}

// openLast opens a file of a last state and holds it against the document that goes on from it.
func openLast(file string, g *Founding, tell ...Tell) (p *parcel, l Last, f *os.File,
	err error) {
	c := g.Ledger.Continues
	if c == nil {
		return nil, l, nil, say("创世文件 %[1]s 不延续别的账本", "%[1]s goes on from no other ledger",
			g.Doc.ChainID)
	}
	if f, err = os.Open(file); err != nil {
		return nil, l, nil, err
	}
	p = &parcel{tar: tar.NewReader(f), tell: tellOf(tell, 0)}
	err = p.begin(lastFile, &l)
	if err == nil {
		err = guarded(func() error { return l.follows(p.m) })
	}
	switch {
	case err != nil:
	case p.m.Chain != c.Chain || p.m.Genesis != c.Genesis || p.m.Height != c.Height ||
		p.m.AppHash != c.AppHash || p.m.Rules != c.Rules || p.m.Header != c.Time ||
		!bytes.Equal(l.Block.Hash(), c.Header[:]):
		err = errors.New("it is not the state that the genesis document names")
	case p.m.Rules > Rules:
		err = fmt.Errorf("rules version %d holds there, this program knows %d", p.m.Rules, Rules)
	}
	if err != nil {
		err = say("状态文件 %[1]s 不能使用：%[2]v", "the state file %[1]s cannot be used: %[2]v", file, err)
		return nil, l, nil, errors.Join(err, f.Close())
	}
	return p, l, f, nil
}

// Checked is what holding a state file against its genesis document found.
type Checked struct {
	Chain   string    `json:"chain"`
	Genesis wire.Hash `json:"genesis"`
	From    string    `json:"from_chain"`
	Height  uint64    `json:"height"`
	Header  wire.Hash `json:"header"`
	AppHash wire.Hash `json:"app_hash"`
	Signed  bool      `json:"app_hash_signed"` // a header above carries it
	Trusted string    `json:"trusted_by"`      // anchor, genesis, or "" when nothing was given
	Leaves  uint64    `json:"leaves"`
	Digests []Digest  `json:"digests"` // of the state, by collection
}

// CheckSuccession restores a state file into scratch, an empty folder, finds the root that the
// document names, and makes the new ledger's first state from it. old is the other ledger's genesis
// document; nil and no anchor: its signatures are checked against the file's own validators alone.
// It tells the chunks.
func CheckSuccession(m *app.Machine, file string, g, old *Founding, anchor Anchor, scratch string,
	tell ...Tell) (c Checked, err error) {
	p, l, f, err := openLast(file, g, tell...)
	if err != nil {
		return c, err
	}
	defer f.Close()
	if c.Trusted, err = l.trusted(old, anchor); err != nil {
		return c, wrongFile(file, err)
	}
	db, err := state.Open(state.Options{Dir: scratch})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := p.fill(db); err != nil {
		return c, wrongFile(file, err)
	}
	view := db.View()
	if err := m.Succeed(state.NewOverlay(view), succession(g.Ledger, g.Digest)); err != nil {
		return c, wrongFile(file, err)
	}
	at := g.Ledger.Continues
	c.Chain, c.Genesis, c.From, c.Height = g.Doc.ChainID, g.Digest, at.Chain, at.Height
	c.Header, c.AppHash, c.Signed, c.Leaves = at.Header, at.AppHash, l.Above != nil, p.m.Leaves
	c.Digests = Digests(m, view)
	return c, nil
}

// writeLast writes the state of a shelf's snapshot with what consensus says of its height.
func (s Shelf) writeLast(w io.Writer, m Manifest, l Last) error {
	if err := guarded(func() error { return l.follows(m) }); err != nil {
		return err
	}
	return s.writeParcel(w, m, lastFile, l)
}
