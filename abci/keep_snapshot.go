package abci

import (
	"errors"
	"fmt"
	"slices"
)

// shelve takes the snapshots that are due or asked for, and removes the oldest of the schedule's.
func (k *keeper) shelve() error {
	var errs []error
	select {
	case due := <-k.next:
		errs = append(errs, apart(func() error { return k.take(due.height, false) }))
		due.release()
	default:
	}
	for _, height := range k.a.o.Shelf.wanted() {
		errs = append(errs, apart(func() error { return k.asked(height) }))
	}
	return errors.Join(errs...)
}

// take writes the snapshot of a height.
func (k *keeper) take(height uint64, named bool) error {
	m, err := k.a.describe(height)
	if err == nil {
		err = k.a.quiet(m)
	}
	if err == nil {
		m, err = k.a.o.Shelf.Take(k.a.db, m, named, k.closed)
	}
	if err == nil {
		err = k.clear()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		if !errors.Is(err, errHalted) {
			k.now.Failed++
		}
		return fmt.Errorf("snapshot of height %d: %w", height, err)
	}
	k.now.Snapshot = height
	k.a.o.Log.Info("snapshot taken 已生成快照", "height", height, "bytes", m.Bytes(), "leaves", m.Leaves,
		"hash", m.Hash())
	return nil
}

// asked takes a snapshot by name. It waits for a height that is still to come and for a settlement
// run that is not computed yet, and answers by removing the request; of a height with such a run
// there is none.
func (k *keeper) asked(want uint64) error {
	h := k.a.head.Load()
	height := want
	if height == 0 {
		height = h.height
	}
	if height > h.height || height == 0 || len(k.a.runs.cuts()) > 0 {
		return nil
	}
	err := k.take(height, true)
	if errors.Is(err, errHalted) { // the next start answers
		return err
	}
	return errors.Join(err, k.a.o.Shelf.answered(want))
}

// clear keeps the newest snapshots of the schedule and all that were asked for by name.
func (k *keeper) clear() error {
	list, err := k.a.o.Shelf.List()
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(m Manifest) bool { return k.a.o.Shelf.Named(m.Height) })
	var errs []error
	for i := 0; i < len(list)-max(k.a.o.Keep.Snapshots, 1); i++ {
		errs = append(errs, k.a.o.Shelf.Delete(list[i].Height))
	}
	k.seeShelf()
	return errors.Join(append(errs, k.a.o.Shelf.sweep())...)
}

func (k *keeper) seeShelf() {
	list, _ := k.a.o.Shelf.List()
	if len(list) > 0 {
		k.oldest.Store(list[0].Height)
	} else {
		k.oldest.Store(0)
	}
}
