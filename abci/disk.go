package abci

import (
	"path/filepath"
	"time"
)

// leastFree is what a node leaves of its disk. Below it the node stops in order: a store that maps
// its files dies in the middle of a block when the disk is full.
const leastFree = 64 << 20

// roomIn refuses a folder whose disk is as good as full.
func roomIn(dir string) error {
	free, _, err := Space(dir)
	if err != nil || free >= leastFree {
		return nil // the stores themselves tell of a folder that is not there
	}
	return say("磁盘将满：%[1]s 只剩 %[2]d MiB，至少须有 %[3]d MiB",
		"the disk is nearly full: %[1]s has %[2]d MiB left and the node needs %[3]d", dir, free>>20,
		leastFree>>20)
}

// minds watches the disk until the node stops.
func (n *Node) minds(dir string) {
	done := make(chan struct{})
	n.stops = append(n.stops, func() error { close(done); return nil })
	go func() {
		seen := time.Time{}
		for t := time.NewTicker(time.Second); ; {
			select {
			case <-done:
				t.Stop()
				return
			case <-t.C:
				if now := time.Now(); now.Sub(seen) > sizesGap {
					seen = now
					if err := RecordSize(filepath.Dir(dir), now); err != nil {
						n.log.Error("the size of the data is not recorded", "err", err)
					}
				}
				if err := roomIn(dir); err != nil {
					n.fail(err)
					t.Stop()
					return
				}
			}
		}
	}()
}
