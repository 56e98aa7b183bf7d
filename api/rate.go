package api

import (
	"sync"
	"time"
)

// buckets bound how often each caller asks: a bucket fills at a rate up to its size, and every
// request takes one.
type buckets struct {
	rate float64 // per second
	size float64

	mu   sync.Mutex
	kept map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// callersMost is how many callers are remembered; those whose buckets are full again go first.
const callersMost = 10_000

func newBuckets(rate float64, size int) *buckets {
	return &buckets{rate: rate, size: float64(size), kept: map[string]bucket{}}
}

// take returns 0 where the caller may ask now, and else how long it has to wait.
func (b *buckets) take(caller string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.kept[caller]
	if !ok {
		b.forget(now)
		k = bucket{b.size, now}
	}
	k.left = min(b.size, k.left+now.Sub(k.at).Seconds()*b.rate)
	k.at = now
	var wait time.Duration
	if k.left < 1 {
		wait = time.Duration((1 - k.left) / b.rate * float64(time.Second))
	} else {
		k.left--
	}
	b.kept[caller] = k
	return wait
}

func (b *buckets) forget(now time.Time) {
	if len(b.kept) < callersMost {
		return
	}
	for name, k := range b.kept {
		if k.left+now.Sub(k.at).Seconds()*b.rate >= b.size {
			delete(b.kept, name)
		}
	}
	if len(b.kept) >= callersMost {
		clear(b.kept) // all of them busy: an attack, and each starts anew
	}
}
