package state

// Compact rewrites the sorted tables without what was removed and gives back the value log's dead
// files. No block meanwhile: it takes the disk for itself.
func (d *DB) Compact() error {
	if d.o.InMemory {
		return nil
	}
	if err := d.disk.enter(); err != nil {
		return err
	}
	defer d.disk.leave()
	d.disk.mu.Lock()
	err := guard(func() error { return d.disk.b.Flatten(2) })
	d.disk.mu.Unlock()
	if err != nil {
		return err
	}
	_, err = d.GC()
	return err
}
