package abci

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	cmtmath "github.com/cometbft/cometbft/libs/math"
	cmtstate "github.com/cometbft/cometbft/proto/tendermint/state"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/types"
	"github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/wire"
)

// LightFormat names the only form of Light.
const LightFormat = "suyuan-light/1"

// Light is what a node that begins after a height must know of consensus: the headers of that
// height and the two above with their signatures and validators, and the parameters of the next.
type Light struct {
	Format string                `json:"format"`
	Blocks []*types.LightBlock   `json:"blocks"`
	Params types.ConsensusParams `json:"params"`
}

// Anchor is a header that somebody who is trusted has read out. The zero value is none.
type Anchor struct {
	Height uint64    `json:"height"`
	Hash   wire.Hash `json:"hash"`
}

// ParseAnchor reads HEIGHT:HASH.
func ParseAnchor(s string) (a Anchor, err error) {
	height, hash, ok := strings.Cut(s, ":")
	if a.Height, err = strconv.ParseUint(height, 10, 64); err != nil || !ok {
		return a, fmt.Errorf("%q is not HEIGHT:HASH", s)
	}
	return a, a.Hash.UnmarshalText([]byte(strings.ToLower(hash)))
}

// follows checks the three blocks against each other, their signatures and a manifest.
func (l Light) follows(m Manifest) error {
	if l.Format != LightFormat || len(l.Blocks) != 3 {
		return fmt.Errorf("the consensus part of the snapshot is not %s", LightFormat)
	}
	for i, b := range l.Blocks {
		if b == nil {
			return errors.New("a header is missing")
		}
		if err := signedAt(b, m.Chain, height64(m.Height)+int64(i)); err != nil {
			return err
		}
		if i > 0 && (!bytes.Equal(b.LastBlockID.Hash, l.Blocks[i-1].Hash()) ||
			!bytes.Equal(b.ValidatorsHash, l.Blocks[i-1].NextValidatorsHash)) {
			return fmt.Errorf("header %d does not follow the one before", b.Height)
		}
	}
	next := l.Blocks[1]
	if !bytes.Equal(next.AppHash, m.AppHash[:]) {
		return fmt.Errorf("header %d has app hash %x, the snapshot %s", next.Height, []byte(next.AppHash),
			m.AppHash)
	}
	if !bytes.Equal(l.Params.Hash(), next.ConsensusHash) {
		return errors.New("the consensus parameters are not those of the header")
	}
	if l.Params.Version.App != m.Rules || wire.At(l.Blocks[0].Time) != m.Header {
		return errors.New("the manifest and the headers differ in rules version or time")
	}
	return nil
}

// trusted says by what the blocks are trusted: an anchor among them, or the validators of genesis,
// more than two thirds of whose power must have signed.
func (l Light) trusted(g *Founding, a Anchor) (by string, err error) {
	if a != (Anchor{}) {
		for _, b := range l.Blocks {
			if uint64(b.Height) == a.Height {
				if !bytes.Equal(b.Hash(), a.Hash[:]) {
					return "", fmt.Errorf("the header of height %d has hash %s, the one that is trusted %s",
						b.Height, b.Hash(), a.Hash)
				}
				return "anchor", nil
			}
		}
		return "", fmt.Errorf("the snapshot holds headers %d to %d, none of the trusted height %d",
			l.Blocks[0].Height, l.Blocks[2].Height, a.Height)
	}
	founders := types.NewValidatorSet(validatorsOf(g.Doc))
	err = founders.VerifyCommitLightTrusting(g.Doc.ChainID, l.Blocks[1].Commit,
		cmtmath.Fraction{Numerator: 2, Denominator: 3})
	if err != nil {
		return "", fmt.Errorf("validators have changed since genesis: name a trusted header: %w", err)
	}
	return "genesis", nil
}

// state is CometBFT's after the snapshot's height.
func (l Light) state(doc *types.GenesisDoc) sm.State {
	last, next, after := l.Blocks[0], l.Blocks[1], l.Blocks[2]
	return sm.State{ChainID: doc.ChainID, InitialHeight: doc.InitialHeight,
		Version:         cmtstate.Version{Consensus: next.Version, Software: version.TMCoreSemVer},
		LastBlockHeight: last.Height, LastBlockTime: last.Time,
		LastBlockID: last.Commit.BlockID, AppHash: next.AppHash, LastResultsHash: next.LastResultsHash,
		LastValidators: last.ValidatorSet, Validators: next.ValidatorSet,
		NextValidators: after.ValidatorSet, LastHeightValidatorsChanged: after.Height,
		ConsensusParams: l.Params, LastHeightConsensusParamsChanged: next.Height}
}

// signedAt checks that a header is of a height of a ledger and signed by its own validators.
func signedAt(b *types.LightBlock, chain string, height int64) error {
	if err := b.ValidateBasic(chain); err != nil {
		return err
	}
	if b.Height != height {
		return fmt.Errorf("a header is of height %d, not %d", b.Height, height)
	}
	if err := b.ValidatorSet.VerifyCommitLight(chain, b.Commit.BlockID, b.Height,
		b.Commit); err != nil {
		return fmt.Errorf("the signatures under header %d: %w", b.Height, err)
	}
	return nil
}
