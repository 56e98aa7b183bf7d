package abci

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// seeking is what a state sync has come to. CometBFT waits for a snapshot for ever, and for its
// chunks again and again, without a word of what is missing.
type seeking struct {
	mu      sync.Mutex
	height  uint64 // of the snapshot under way; 0: none
	has, of int    // its chunks
	refused []string
}

// refusedMost is how many refusals are told; the newest stay.
const refusedMost = 8

func (s *seeking) at(height uint64, has, of int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.height, s.has, s.of = height, has, of
}

func (s *seeking) refuse(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what := fmt.Sprintf(format, args...)
	if slices.Contains(s.refused, what) {
		return
	}
	s.refused = append(s.refused, what)
	s.refused = s.refused[max(0, len(s.refused)-refusedMost):]
}

// missing says what the node waits for, and what it refused from whom.
func (s *seeking) missing() (what, refused string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what = "a snapshot 快照"
	if s.height > 0 {
		what = fmt.Sprintf("chunk %d of %d of the snapshot of height %d 快照分片", s.has, s.of, s.height)
	}
	return what, strings.Join(s.refused, "; ")
}

// seekEvery is how often a node without a state looks whether something came; it tells what it
// waits for at once and then once in seekAgain times.
const (
	seekEvery = 5 * time.Second
	seekAgain = 6
)

// seeks tells what a node that takes its state from peers waits for, until it has one or stops.
func (n *Node) seeks() {
	if !n.config.StateSync.Enable || n.app.head.Load().height > 0 {
		return
	}
	done := make(chan struct{})
	n.stops = append(n.stops, func() error { close(done); return nil })
	go func() {
		t := time.NewTicker(seekEvery)
		defer t.Stop()
		last, same := "", 0
		for {
			select {
			case <-done:
				return
			case <-t.C:
			}
			if n.app.head.Load().height > 0 {
				return
			}
			what, refused := n.app.seeking.missing()
			if what != last {
				last, same = what, 0
				continue
			}
			if same++; same%seekAgain == 1 {
				n.log.Error("state sync waits 状态同步等待中", "missing", what, "refused", refused,
					"peers", n.Peers(), "remedy", seekRemedy)
			}
		}
	}()
}

// seekRemedy is what helps a node that waits. CometBFT tries nothing again that it has refused.
const seekRemedy = "a member runs `suyuan snapshot create`, then start again; or join by a file " +
	"(--snapshot) or by blocks (runbook: Join) 请成员生成快照后重启本节点，或凭快照文件、逐块加入"
