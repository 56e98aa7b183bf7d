package main

import (
	"context"
	"strings"
	"time"

	lighthttp "github.com/cometbft/cometbft/light/provider/http"
	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/abci"
)

// light asks a node for what consensus says of a height and the two above.
func (c *cli) light(ctx context.Context, chain string, height uint64) (abci.Light, error) {
	l := abci.Light{Format: abci.LightFormat}
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	url, _, _ := strings.Cut(c.nodes, ",")
	fault := func(err error) error {
		return failf(exitUnreachable, "节点 %[1]s 给不出高度 %[2]d 起三个区块头与签名：%[3]v",
			"node %[1]s does not give three headers with signatures from height %[2]d on: %[3]v", url,
			height, err)
	}
	client, err := http.New(anyHost(url), "/websocket")
	if err != nil {
		return l, fault(err)
	}
	provider := lighthttp.NewWithClient(chain, client)
	for i := range int64(3) {
		var b *types.LightBlock
		if b, err = provider.LightBlock(ctx, int64(height)+i); err != nil {
			return l, fault(err)
		}
		l.Blocks = append(l.Blocks, b)
	}
	next := int64(height) + 1
	p, err := client.ConsensusParams(ctx, &next)
	if err != nil {
		return l, fault(err)
	}
	l.Params = p.ConsensusParams
	return l, nil
}
