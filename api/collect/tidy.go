package collect

import (
	"encoding/binary"
	"encoding/json"
	"time"

	"github.com/dgraph-io/badger/v4"
)

const (
	tidyEvery = 24 * time.Hour
	// keepDeliveries is how long the id of a delivery is remembered.
	keepDeliveries = 90 * 24 * time.Hour
	// tidyPairs is how many changes one write of tidying makes.
	tidyPairs = 500
	// runBytes is the length of a run's id.
	runBytes = 36
)

// tidyLoop gives back the space of segments that were purged, and once a day puts away what is no
// longer looked at.
func (c *Collector) tidyLoop() {
	defer c.loops.Done()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	var last time.Time
	for {
		select {
		case now := <-tick.C:
			c.store.collectGarbage()
			if now.Sub(last) < tidyEvery {
				continue
			}
			if err := c.store.tidy(now); err != nil {
				c.fail(err)
				continue
			}
			last = now
		case <-c.stopped:
			return
		}
	}
}

// tidy forgets ids of old deliveries and moves the events of old runs into the archive, so that
// reading the runs again does not grow with history.
func (s *store) tidy(now time.Time) error {
	var old []pair
	err := s.each([]byte{keyDelivery}, nil, true, func(key []byte, item *badger.Item) (bool, error) {
		var d delivered
		err := item.Value(func(v []byte) error { return json.Unmarshal(v, &d) })
		if now.Unix()-d.At > int64(keepDeliveries/time.Second) {
			old = append(old, pair{key: key})
		}
		return true, err
	})
	if err != nil {
		return err
	}
	if err := s.writeInPieces(old, 1); err != nil {
		return err
	}
	return s.archive(now)
}

// archive moves events. A kill in between leaves the rest for the next time.
func (s *store) archive(now time.Time) error {
	last := map[string]int64{} // arrival by run
	err := s.each([]byte{keyEvent}, nil, true, func(key []byte, item *badger.Item) (bool, error) {
		return true, item.Value(func(v []byte) error {
			if len(v) >= 8 && len(key) > runBytes {
				id := string(key[1 : 1+runBytes])
				last[id] = max(last[id], int64(binary.BigEndian.Uint64(v)))
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	for id, at := range last {
		if now.Unix()-at <= int64(keepRuns/time.Second) {
			continue
		}
		var moved []pair
		err := s.each(keyOf(keyEvent, []byte(id)), nil, true, func(key []byte, item *badger.Item) (bool,
			error) {
			v, err := item.ValueCopy(nil)
			moved = append(moved, pair{keyOf(keyArchive, key[1:]), v}, pair{key: key})
			return true, err
		})
		if err != nil {
			return err
		}
		if err := s.writeInPieces(moved, 2); err != nil {
			return err
		}
	}
	return nil
}

// writeInPieces writes changes of which each n belong together.
func (s *store) writeInPieces(pairs []pair, n int) error {
	for len(pairs) > 0 {
		size, k := 0, 0
		for k < len(pairs) && k < tidyPairs && size < groupBytes {
			for _, p := range pairs[k : k+n] {
				size += len(p.value)
			}
			k += n
		}
		if err := s.write(pairs[:k]...); err != nil {
			return err
		}
		pairs = pairs[k:]
	}
	return nil
}
