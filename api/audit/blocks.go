// Package audit executes a ledger's blocks again, from its genesis document and without consensus,
// and holds what comes out against what the validators signed.
package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/wire"
)

// BlocksFormat names the format of block files: a line of JSON for the file, then one for each
// block from the first, then one for the header after the last.
const BlocksFormat = "suyuan-blocks/1"

// maxLine is the longest line that is read: a block in hex and some.
const maxLine = 64 << 20

// Head is the first line.
type Head struct {
	Format  string          `json:"format"`
	Chain   string          `json:"chain"`
	Last    uint64          `json:"last"`    // blocks 1 to Last follow
	Genesis json.RawMessage `json:"genesis"` // the ledger's genesis.json, its digest is what counts
}

// Block is a block, or with no papers the header after the last one.
type Block struct {
	Header wire.Bytes   `json:"header"` // protobuf
	Txs    []wire.Bytes `json:"txs"`
}

// Line writes a block as a line of the file.
func Line(b *types.Block) ([]byte, error) {
	raw, err := b.Header.ToProto().Marshal()
	if err != nil {
		return nil, err
	}
	v := Block{Header: raw, Txs: []wire.Bytes{}}
	for _, t := range b.Txs {
		v.Txs = append(v.Txs, wire.Bytes(t))
	}
	return json.Marshal(v)
}

// errShort says that a file ends before its last block.
var errShort = errors.New("the file of blocks ends too early")

// reader reads a file of blocks and checks that each header is the one the next is built on.
type reader struct {
	in   *bufio.Scanner
	head Head
	next *types.Header // read, not given out yet
	txs  types.Txs
}

func open(r io.Reader) (*reader, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	b := &reader{in: in}
	if !in.Scan() {
		return nil, errShort
	}
	if err := json.Unmarshal(in.Bytes(), &b.head); err != nil || b.head.Format != BlocksFormat {
		return nil, fmt.Errorf("this is no file of blocks (%s): %v", BlocksFormat, err)
	}
	return b, b.read()
}

func (b *reader) read() error {
	if !b.in.Scan() {
		return errors.Join(errShort, b.in.Err())
	}
	var v Block
	if err := json.Unmarshal(b.in.Bytes(), &v); err != nil {
		return err
	}
	var p cmtproto.Header
	if err := p.Unmarshal(v.Header); err != nil {
		return err
	}
	h, err := types.HeaderFromProto(&p)
	if err != nil {
		return err
	}
	b.next, b.txs = &h, nil
	for _, t := range v.Txs {
		b.txs = append(b.txs, types.Tx(t))
	}
	return nil
}

// block is a header with its papers and the header after it.
type block struct {
	header types.Header
	after  types.Header
	txs    types.Txs
}

// block reads the block of a height. Its papers are those its header names, and the next header is
// built on it: so the last header binds every byte of the file.
func (b *reader) block(height uint64) (block, error) {
	out := block{header: *b.next, txs: b.txs}
	if uint64(out.header.Height) != height || out.header.ChainID != b.head.Chain {
		return out, fmt.Errorf("block %d of %s stands where %d of %s must", out.header.Height,
			out.header.ChainID, height, b.head.Chain)
	}
	if !bytes.Equal(out.txs.Hash(), out.header.DataHash) {
		return out, fmt.Errorf("the papers of block %d are not those of its header", height)
	}
	if err := b.read(); err != nil {
		return out, err
	}
	out.after = *b.next
	if !bytes.Equal(out.after.LastBlockID.Hash, out.header.Hash()) {
		return out, fmt.Errorf("header %d is not built on block %d of the file", height+1, height)
	}
	return out, nil
}
