package wire

import (
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/rlp"
)

// Fen is an amount of money in fen (1/100 yuan), possibly negative. RLP: zigzag uint64. Text and
// JSON: yuan with two decimals, "-12345.67".
type Fen int64

// Int is a signed integer. RLP: zigzag uint64. JSON: a number.
type Int int64

func zig(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }
func zag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

// EncodeRLP writes the zigzag form.
func (f Fen) EncodeRLP(w io.Writer) error { return rlp.Encode(w, zig(int64(f))) }

// DecodeRLP reads the zigzag form.
func (f *Fen) DecodeRLP(s *rlp.Stream) error {
	u, err := s.Uint64()
	*f = Fen(zag(u))
	return err
}

// EncodeRLP writes the zigzag form.
func (i Int) EncodeRLP(w io.Writer) error { return rlp.Encode(w, zig(int64(i))) }

// DecodeRLP reads the zigzag form.
func (i *Int) DecodeRLP(s *rlp.Stream) error {
	u, err := s.Uint64()
	*i = Int(zag(u))
	return err
}

// String shows yuan with two decimals and no grouping.
func (f Fen) String() string {
	sign, u := "", uint64(f)
	if f < 0 {
		sign, u = "-", -u
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// MarshalText is String.
func (f Fen) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads ParseFen's text.
func (f *Fen) UnmarshalText(b []byte) error {
	v, err := ParseFen(string(b))
	*f = v
	return err
}

// ParseFen reads yuan: an optional minus sign, digits, and at most two decimals.
func ParseFen(s string) (Fen, error) {
	bad := func() (Fen, error) {
		return 0, fmt.Errorf("%w: %q is not an amount in yuan such as 12345.67", ErrEncoding, s)
	}
	rest, neg := strings.CutPrefix(s, "-")
	whole, cents, dot := strings.Cut(rest, ".")
	if whole == "" || (dot && (cents == "" || len(cents) > 2)) || !digits(whole+cents) {
		return bad()
	}
	u, err := strconv.ParseUint(whole+(cents + "00")[:2], 10, 64)
	if err != nil || u > math.MaxInt64 {
		return bad()
	}
	if neg {
		return Fen(-int64(u)), nil
	}
	return Fen(u), nil
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Bytes is a byte string whose JSON form is lower-case hex.
type Bytes []byte

// MarshalText is lower-case hex.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(b)), nil }

// UnmarshalText reads lower-case hex.
func (b *Bytes) UnmarshalText(t []byte) error {
	v, err := unhex(string(t))
	*b = v
	return err
}

// Hash is 32 bytes whose JSON form is lower-case hex.
type Hash [32]byte

// IsZero reports whether every byte is zero.
func (h Hash) IsZero() bool { return h == Hash{} }

// String is lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText is lower-case hex.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads 64 lower-case hex characters.
func (h *Hash) UnmarshalText(t []byte) error {
	v, err := unhex(string(t))
	if err == nil && len(v) != len(h) {
		err = fmt.Errorf("%w: %d bytes instead of 32", ErrEncoding, len(v))
	}
	if err == nil {
		copy(h[:], v)
	}
	return err
}

func unhex(s string) ([]byte, error) {
	v, err := hex.DecodeString(s)
	if err != nil || strings.ToLower(s) != s {
		return nil, fmt.Errorf("%w: not lower-case hex", ErrEncoding)
	}
	return v, nil
}
