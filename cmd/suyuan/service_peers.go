package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/explorer"
)

// peers are the nodes that this one is connected with: their names from CometBFT's net_info, the
// heights they work on from its consensus state. A node that answers neither has no peers to show.
func (l ledger) peers(ctx context.Context) (out []explorer.Peer) {
	var net struct {
		Peers []struct {
			Node struct {
				ID      string `json:"id"`
				Moniker string `json:"moniker"`
			} `json:"node_info"`
		} `json:"peers"`
	}
	if err := l.Call(ctx, "net_info", nil, &net); err != nil {
		return nil
	}
	var at struct {
		Round struct {
			Height string `json:"height"`
		} `json:"round_state"`
		Peers []struct {
			Address string `json:"node_address"` // id@host:port
			State   struct {
				Round struct {
					Height string `json:"height"`
				} `json:"round_state"`
			} `json:"peer_state"`
		} `json:"peers"`
	}
	_ = l.Call(ctx, "dump_consensus_state", nil, &at) // names alone are worth showing
	heights := map[string]uint64{}
	for _, p := range at.Peers {
		h, _ := strconv.ParseUint(p.State.Round.Height, 10, 64)
		id, _, _ := strings.Cut(p.Address, "@")
		heights[id] = max(h, 1) - 1 // it works on the block after its newest
	}
	own, _ := strconv.ParseUint(at.Round.Height, 10, 64)
	own = max(own, 1) - 1
	for _, p := range net.Peers {
		h := heights[p.Node.ID]
		out = append(out, explorer.Peer{Name: p.Node.Moniker, Height: h, Behind: own - min(own, h)})
	}
	return out
}
