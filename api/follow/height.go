package follow

// Height is the height of the state that the index equals; 0: none yet.
func (x *Index) Height() uint64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.height
}
