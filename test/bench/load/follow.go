package load

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// pollEvery is how often a node is asked whether the results of its next block are readable. It is
// part of every latency, for both systems.
const pollEvery = 10 * time.Millisecond

// blockSeen is one block as the first node to show it was read.
type blockSeen struct {
	height uint64
	at     time.Time
	papers int // of the load, with code 0
	failed int // of the load, with another code
	first  string
	txs    []int  // indexes into the load's papers; -1 for others
	good   []bool // by place in the block
}

// follower watches blocks become readable on all nodes.
type follower struct {
	l      *Load
	mu     sync.Mutex
	blocks map[uint64]*blockSeen
}

// follow polls one node from a height on until ctx ends.
func (f *follower) follow(ctx context.Context, node int, height uint64) error {
	c := newConn(f.l.Nodes[node])
	defer c.close()
	for ctx.Err() == nil {
		readable, body, err := results(c, height)
		if err != nil {
			return fmt.Errorf("%s: results of block %d: %w", f.l.Nodes[node], height, err)
		}
		if !readable {
			select {
			case <-ctx.Done():
			case <-time.After(pollEvery):
			}
			continue
		}
		b, err := f.block(c, height, time.Now(), body)
		if err != nil {
			return fmt.Errorf("%s: block %d: %w", f.l.Nodes[node], height, err)
		}
		f.l.final(b, node)
		height++
	}
	return nil
}

// results reads the results of a block, whole, without looking inside. A node that has not got the
// block yet answers with an error, which is short.
func results(c *conn, height uint64) (readable bool, body []byte, err error) {
	b, err := c.ask("block_results", height)
	if err != nil {
		return false, nil, err
	}
	if bytes.Contains(b[:min(len(b), 60)], []byte(`"error"`)) {
		return false, nil, nil
	}
	return true, b, nil
}

// block returns the block of a height. Whoever comes first asks for its papers and reads the codes
// in the results; the block is the same on all nodes.
func (f *follower) block(c *conn, height uint64, at time.Time, results []byte) (*blockSeen, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if b := f.blocks[height]; b != nil {
		return b, nil
	}
	b := &blockSeen{height: height, at: at}
	codes, why, err := codesOf(results)
	if err != nil {
		return nil, err
	}
	var r struct {
		Block struct {
			Data struct {
				Txs []string `json:"txs"`
			} `json:"data"`
		} `json:"block"`
	}
	if len(codes) > 0 {
		if err := c.call("block", height, &r); err != nil {
			return nil, err
		}
	}
	if len(r.Block.Data.Txs) != len(codes) {
		return nil, errors.New(strconv.Itoa(len(codes)) + " results of " +
			strconv.Itoa(len(r.Block.Data.Txs)) + " papers")
	}
	for i, text := range r.Block.Data.Txs {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, err
		}
		at, ours := f.l.byHash[sha256.Sum256(raw)]
		if !ours {
			at = -1
		}
		b.txs, b.good = append(b.txs, at), append(b.good, codes[i] == 0)
		switch {
		case ours && codes[i] == 0:
			b.papers++
		case ours:
			b.failed++
			b.first = why[i]
		}
	}
	f.blocks[height] = b
	return b, nil
}

func codesOf(results []byte) (codes []uint32, why []string, err error) {
	var r struct {
		Result struct {
			Results []struct {
				Code uint32 `json:"code"`
				Log  string `json:"log"`
			} `json:"txs_results"`
		} `json:"result"`
	}
	if err := json.Unmarshal(results, &r); err != nil {
		return nil, nil, err
	}
	for _, t := range r.Result.Results {
		codes, why = append(codes, t.Code), append(why, t.Log)
	}
	return codes, why, nil
}
