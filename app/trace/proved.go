package trace

import "github.com/suyuan-ledger/suyuan/wire"

// BatchKey is the key of a batch in state: what a proof of the batch is about.
func BatchKey(id wire.ID) []byte { return batches.Key(id) }

// DecodeBatch reads a batch from the value that state has under its key.
func DecodeBatch(value []byte) (Batch, error) { return batches.DecodeValue(value) }
