package load

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// profiled starts the first node again with CometBFT's profiler open on the loopback, and returns
// the profiler's address. Homes are written without one.
func (n *Net) profiled() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	at, first := l.Addr().String(), n.Nodes[0]
	file := filepath.Join(first.Home, abci.ConfigFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	with := bytes.Replace(text, []byte(`pprof_laddr = ""`), []byte(`pprof_laddr = "`+at+`"`), 1)
	if bytes.Equal(with, text) {
		return "", fmt.Errorf("%s has no place for a profiler", file)
	}
	if err := os.WriteFile(file, with, 0o600); err != nil {
		return "", err
	}
	if _, err := localnet.Kill(n.Dir, first.Name); err != nil {
		return "", err
	}
	if err := l.Close(); err != nil {
		return "", err
	}
	const startIn = 30 * time.Second
	if n.Network, err = localnet.Start(n.Dir, startIn, first.Name); err != nil {
		return "", err
	}
	for end := time.Now().Add(startIn); !n.together(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			return "", fmt.Errorf("node %s does not follow the others after its start", first.Name)
		}
	}
	return at, nil
}

// together says that every node makes blocks with the others.
func (n *Net) together() bool {
	states := n.States()
	for _, s := range states {
		if !s.Answers || s.Catching || s.Height+1 < states[0].Height || s.Height > states[0].Height+1 {
			return false
		}
	}
	return true
}

// takeProfile writes what a node does in the window into a file.
func takeProfile(ctx context.Context, at, file string, after, window time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(after):
	}
	url := "http://" + at + "/debug/pprof/profile?seconds=" + strconv.Itoa(max(1,
		int(window.Seconds())))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the profiler: %w", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("the profiler: %s %.200s %v", res.Status, b, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}
