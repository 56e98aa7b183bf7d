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

// Held is what the store says at this moment: the bytes of all keys and values of the tree, and of
// those beside it. It reads every record; what Badger has not given back yet does not count.
func (d *DB) Held() (tree, side int64, err error) {
	sum := func(space byte, into *int64) error {
		return d.disk.walk(space, nil, nil, false, func(key, value []byte) bool {
			*into += int64(1 + len(key) + len(value))
			return true
		})
	}
	err = sum(spaceTree, &tree)
	if err == nil {
		err = sum(spaceBulk, &side)
	}
	return tree, side, err
}
