package state

// Sizes is what the store occupies, in bytes: Badger's sorted tables and its value log as Badger
// estimates them, and all files as the disk counts them.
type Sizes struct{ Tables, Log, Files int64 }

// Sizes reads what the store occupies. It looks at every file's size and opens none.
func (d *DB) Sizes() (s Sizes, err error) {
	if err := d.disk.enter(); err != nil {
		return s, err
	}
	defer d.disk.leave()
	s.Tables, s.Log = d.disk.b.Size()
	s.Files, err = d.Size()
	return s, err
}

// Pending is how many net changes the last Apply put into the working tree.
func (d *DB) Pending() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pending)
}
