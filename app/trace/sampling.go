package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"slices"

	"github.com/suyuan-ledger/suyuan/wire"
)

// MaxSample is the largest sample of one challenge.
const MaxSample = 5000

// Parts of whole in which a tolerated rate is given, and the bits of the fraction that bounds the
// chance of a miss.
const (
	perTenThousand = 10_000
	fraction       = 256
)

// SampleSize is the smallest number of units, drawn without replacement from a population, that
// shows no bad unit with a chance of at most 100-confidence percent when tolerated bad units in
// 10,000 are there (the zero-failure bound of the hypergeometric distribution):
//
//	(N-D)/N · (N-D-1)/(N-1) · … ≤ 1 - confidence, with D = ⌈N·tolerated/10,000⌉ and D ≥ 1.
//
// The product is kept in 256-bit fixed point, rounded up at every step, so that the sample is never
// too small. ok is false when MaxSample units do not suffice, or nothing can be drawn.
func SampleSize(population uint64, confidence, tolerated uint32) (size uint32, ok bool) {
	if population == 0 || confidence == 0 || confidence >= 100 || tolerated == 0 ||
		tolerated > perTenThousand {
		return 0, false
	}
	var bad, rest big.Int
	bad.Mul(bad.SetUint64(population), big.NewInt(int64(tolerated)))
	bad.DivMod(&bad, big.NewInt(perTenThousand), &rest)
	d := bad.Uint64()
	if rest.Sign() > 0 {
		d++
	}
	one := new(big.Int).Lsh(big.NewInt(1), fraction)
	limit := new(big.Int).Mul(one, big.NewInt(int64(100-confidence)))
	limit.Div(limit, big.NewInt(100))
	miss, n, r := one, new(big.Int), new(big.Int)
	for i := uint64(0); i < MaxSample; i++ {
		if i+d >= population { // every further unit is bad
			return uint32(i + 1), true
		}
		miss.Mul(miss, n.SetUint64(population-d-i))
		miss.DivMod(miss, n.SetUint64(population-i), r)
		if r.Sign() > 0 {
			miss.Add(miss, n.SetUint64(1))
		}
		if miss.Cmp(limit) <= 0 {
			return uint32(i + 1), true
		}
	}
	return 0, false
}

// Tags of the hashes, so that no value of one kind is one of another.
const (
	tagCommitment = "suyuan/sample/commit/1"
	tagSeed       = "suyuan/sample/seed/1"
	tagDraw       = "suyuan/sample/draw/1"
)

// Commitment is what an auditor commits to before the blocks that fix the seed.
func Commitment(nonce wire.Hash) wire.Hash {
	return sha256.Sum256(append([]byte(tagCommitment), nonce[:]...))
}

// Seed joins what the auditor committed to and what the blocks then gave (rulings E17): neither the
// auditor nor a proposer can choose it.
func Seed(challenge wire.ID, nonce, beacon wire.Hash) wire.Hash {
	b := append([]byte(tagSeed), challenge.String()...)
	return sha256.Sum256(append(append(append(b, 0), nonce[:]...), beacon[:]...))
}

// Draw is the sample: size different units of a population, ascending, each set of them equally
// likely (Floyd's algorithm, with SHA-256 in counter mode as its source).
func Draw(seed wire.Hash, population uint64, size uint32) []uint64 {
	source := &stream{seed: seed}
	picked := make(map[uint64]bool, size)
	out := make([]uint64, 0, size)
	for j := population - uint64(size); j < population; j++ {
		unit := source.below(j + 1)
		if picked[unit] {
			unit = j
		}
		picked[unit] = true
		out = append(out, unit)
	}
	slices.Sort(out)
	return out
}

// stream is the source of a draw.
type stream struct {
	seed    wire.Hash
	counter uint64
}

// below is the next number below n, each equally likely: numbers of the last, incomplete run of n
// are passed over.
func (s *stream) below(n uint64) uint64 {
	over := -n % n // 2^64 mod n
	for {
		b := append([]byte(tagDraw), s.seed[:]...)
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, s.counter))
		s.counter++
		if v := binary.BigEndian.Uint64(sum[:]); v >= over {
			return v % n
		}
	}
}
