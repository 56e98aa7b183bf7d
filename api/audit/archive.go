package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Epoch is the archive of an epoch as it was read: members attest what it says (archive.attest).
type Epoch struct {
	Chain  string    `json:"chain"`
	From   uint64    `json:"from"`
	To     uint64    `json:"to"`
	Digest wire.Hash `json:"digest"` // SHA-256 of the file before compression
	Header wire.Hash `json:"header"` // hash of the header after To
	Bytes  uint64    `json:"bytes"`  // of the file before compression
	Papers uint64    `json:"papers"`
}

// counted hashes and counts what is read.
type counted struct {
	in io.Reader
	e  *Epoch
	h  io.Writer
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	c.e.Bytes += uint64(n)
	_, _ = c.h.Write(b[:n])
	return n, err
}

// ReadArchive reads an archive to its end. Each header is the one the next is built on, and has the
// hashes of its papers, its evidence and the signatures under the block before: so the last header
// binds every byte but the line at the top.
func ReadArchive(file io.Reader) (e Epoch, err error) {
	text, err := plain(file)
	if err != nil {
		return e, err
	}
	sum := sha256.New()
	in, err := open(counted{text, &e, sum})
	if err != nil {
		return e, err
	}
	e.Chain, e.From, e.To = in.head.Chain, max(in.head.First, 1), in.head.Last
	for h := e.From; h <= e.To; h++ {
		b, err := in.block(h)
		if err != nil {
			return e, err
		}
		e.Papers += uint64(len(b.txs))
		if h == e.To {
			e.Header = wire.Hash(b.after.Hash())
		}
	}
	if in.in.Scan() || in.in.Err() != nil {
		return e, fmt.Errorf("something follows block %d", e.To)
	}
	sum.Sum(e.Digest[:0])
	return e, nil
}

// playing executes one file after the other.
type playing struct {
	r     *Report
	a     *abci.Application
	first uint64 // of the ledger
	hash  []byte // app hash that its header has
	after []byte // hash of the header after the last block that was executed
	tell  func(height, last uint64)
}

func (p *playing) play(ctx context.Context, in *reader) error {
	if p.r.Chain != in.head.Chain {
		return fmt.Errorf("the blocks are of %s, the genesis document of %s", in.head.Chain, p.r.Chain)
	}
	from := max(in.head.First, p.first)
	if next := max(p.r.Last+1, p.first); from != next {
		return fmt.Errorf("the file begins with block %d where %d must come", from, next)
	}
	for h := from; h <= in.head.Last && p.r.Differs == nil; h++ {
		b, err := in.block(h)
		if err != nil {
			return err
		}
		if h == p.first && !bytes.Equal(b.header.AppHash, p.hash) {
			p.r.Differs = &Difference{h - 1, "app_hash", hex.EncodeToString(p.hash),
				b.header.AppHash.String()}
			return nil
		}
		if p.after != nil && !bytes.Equal(p.after, b.header.Hash()) {
			return fmt.Errorf("block %d is not the one that the file before ends with", h)
		}
		if err := p.r.execute(ctx, p.a, b); err != nil {
			return fmt.Errorf("height %d: %w", h, err)
		}
		p.after = b.after.Hash()
		if p.tell != nil {
			p.tell(h, in.head.Last)
		}
	}
	return nil
}
