package abci

import (
	"crypto/sha256"
	"sync"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// verified remembers papers whose signatures were found good, by SHA-256 over that of their bytes
// and the public keys used: nothing else decides a signature. It never remembers a bad one, so that
// what it has forgotten or not seen cannot change an answer. It holds between n/2 and n of the
// latest entries: two generations, the older dropped when the newer is full.
type verified struct {
	mu         sync.Mutex
	half       int
	young, old map[[32]byte]struct{}
}

func newVerified(n int) *verified {
	half := max(n/2, 1)
	return &verified{half: half, young: make(map[[32]byte]struct{}, 1024)}
}

func verifiedKey(sum wire.Hash, keys []crypto.PublicKey) [32]byte {
	var room [256]byte
	b := append(room[:0], sum[:]...)
	for _, k := range keys {
		b = append(append(b, byte(k.Alg)), k.Bytes...)
	}
	return sha256.Sum256(b)
}

func (v *verified) has(k [32]byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.young[k]; ok {
		return true
	}
	if _, ok := v.old[k]; !ok {
		return false
	}
	v.put(k)
	return true
}

func (v *verified) add(k [32]byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.put(k)
}

func (v *verified) put(k [32]byte) {
	if len(v.young) >= v.half {
		v.old, v.young = v.young, make(map[[32]byte]struct{}, v.half)
	}
	v.young[k] = struct{}{}
}

func (v *verified) len() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.young) + len(v.old)
}

// memory remembers what admitted papers say, by SHA-256 over their full bytes: a node asks about a
// paper at the door, after each block it waits, when a block is proposed, judged and executed. Like
// verified it has two generations; it is bounded in bytes, because papers differ in size.
type memory struct {
	mu         sync.Mutex
	half       int // bytes of one generation
	bytes      int // of the young one
	young, old map[wire.Hash]app.Known
}

func newMemory(bytes int) *memory {
	return &memory{half: max(bytes/2, 1), young: map[wire.Hash]app.Known{}}
}

// Recall implements app.Memory.
func (m *memory) Recall(sum wire.Hash) (app.Known, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.young[sum]; ok {
		return k, true
	}
	k, ok := m.old[sum]
	if ok {
		m.put(sum, k)
	}
	return k, ok
}

// Keep implements app.Memory.
func (m *memory) Keep(sum wire.Hash, k app.Known) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(sum, k)
}

func (m *memory) put(sum wire.Hash, k app.Known) {
	const beside = 600 // the structs and the map's slot
	if m.bytes >= m.half {
		m.old, m.young, m.bytes = m.young, make(map[wire.Hash]app.Known, len(m.young)), 0
	}
	if _, ok := m.young[sum]; !ok {
		m.bytes += 3*k.Parsed.Size + beside // the body, the preimage, the signers
	}
	m.young[sum] = k
}
