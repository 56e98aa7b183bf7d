// Package audit executes a ledger's blocks again, from its genesis document and without consensus,
// and holds what comes out against what the validators signed.
package audit

import (
	"bufio"
	"bytes"
	"compress/gzip"
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
	First   uint64          `json:"first,omitempty"` // 0: the ledger's first
	Last    uint64          `json:"last"`            // blocks First to Last follow
	Genesis json.RawMessage `json:"genesis"`         // genesis.json, where First is the ledger's first
}

// Block is a block, or with no papers the header after the last one.
type Block struct {
	Header   wire.Bytes   `json:"header"` // protobuf
	Txs      []wire.Bytes `json:"txs"`
	Evidence wire.Bytes   `json:"evidence,omitempty"` // protobuf, where the block has any
	Commit   wire.Bytes   `json:"commit,omitempty"`   // protobuf of the last commit, in archives
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
	if err := v.prove(b); err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// prove adds the evidence against validators, and the signatures under the block before.
func (v *Block) prove(b *types.Block) error {
	if len(b.Evidence.Evidence) > 0 {
		list, err := b.Evidence.ToProto()
		if err != nil {
			return err
		}
		if v.Evidence, err = list.Marshal(); err != nil {
			return err
		}
	}
	if b.LastCommit == nil || len(b.LastCommit.Signatures) == 0 {
		return nil
	}
	var err error
	v.Commit, err = b.LastCommit.ToProto().Marshal()
	return err
}

// proved holds evidence and signatures against the header, which has their hashes.
func (v *Block) proved(h *types.Header) (types.EvidenceList, error) {
	var list types.EvidenceData
	if len(v.Evidence) > 0 {
		var p cmtproto.EvidenceList
		if err := p.Unmarshal(v.Evidence); err != nil {
			return nil, err
		}
		if err := list.FromProto(&p); err != nil {
			return nil, err
		}
	}
	if !bytes.Equal(list.Evidence.Hash(), h.EvidenceHash) {
		return nil, fmt.Errorf("the evidence of block %d is not that of its header", h.Height)
	}
	if len(v.Commit) == 0 {
		return list.Evidence, nil
	}
	var p cmtproto.Commit
	if err := p.Unmarshal(v.Commit); err != nil {
		return nil, err
	}
	c, err := types.CommitFromProto(&p)
	if err == nil && !bytes.Equal(c.Hash(), h.LastCommitHash) {
		err = fmt.Errorf("the signatures in block %d are not those of its header", h.Height)
	}
	return list.Evidence, err
}

// errShort says that a file ends before its last block.
var errShort = errors.New("the file of blocks ends too early")

// reader reads a file of blocks and checks that each header is the one the next is built on.
type reader struct {
	in   *bufio.Scanner
	head Head
	next *types.Header // read, not given out yet
	txs  types.Txs
	bad  types.EvidenceList
}

// plain reads what a file says, compressed or not.
func plain(r io.Reader) (io.Reader, error) {
	b := bufio.NewReader(r)
	if magic, err := b.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		return gzip.NewReader(b)
	}
	return b, nil
}

func open(r io.Reader) (*reader, error) {
	text, err := plain(r)
	if err != nil {
		return nil, err
	}
	in := bufio.NewScanner(text)
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
	if b.bad, err = v.proved(&h); err != nil {
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
	bad    types.EvidenceList
}

// block reads the block of a height. Its papers are those its header names, and the next header is
// built on it: so the last header binds every byte of the file.
func (b *reader) block(height uint64) (block, error) {
	out := block{header: *b.next, txs: b.txs, bad: b.bad}
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
