package load

import (
	"encoding/hex"
	"fmt"

	"github.com/cometbft/cometbft/proxy"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// ServeKVStore runs a home as a node of CometBFT's own kvstore application, in memory and with the
// ABCI client that suyuan uses.
func ServeKVStore(home string) error {
	return serve(home, func(string, abci.App) (application, error) {
		return application{ClientCreator: proxy.DefaultClientCreator("kvstore_connsync", "", ""),
			close: func() error { return nil }}, nil
	})
}

// kvPapers are transactions of exactly size bytes: a key of their own, and text that does not
// repeat.
func kvPapers(from, count, size int) [][]byte {
	out := make([][]byte, count)
	for i := range out {
		b := fmt.Appendf(make([]byte, 0, size+64), "k%08d=", from+i)
		for block := 0; len(b) < size; block++ {
			sum := crypto.SHA256(fmt.Appendf(nil, "%d/%d", from+i, block))
			b = hex.AppendEncode(b, sum[:])
		}
		out[i] = b[:size]
	}
	return out
}
