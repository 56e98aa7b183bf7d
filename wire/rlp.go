package wire

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/rlp"
)

// ErrEncoding says that bytes or a value are outside the wire format. Callers match it with
// errors.Is; the text after it names the field.
var ErrEncoding = errors.New("wire: not in the wire format")

// Encode returns the strict RLP form of v. It fails when v breaks a limit of its own type.
func Encode(v any) ([]byte, error) {
	if err := Limits(v); err != nil {
		return nil, err
	}
	b, err := rlp.EncodeToBytes(v)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	return b, nil
}

// MustEncode is Encode for values whose limits were checked before: records read from or written
// to state by rules. A failure is a programming error and panics.
func MustEncode(v any) []byte {
	b, err := Encode(v)
	if err != nil {
		panic(err)
	}
	return b
}

// Decode reads exactly one value from b into v, a pointer. It refuses trailing bytes, non-canonical
// integers, invalid UTF-8, control characters, anything above its limit, and any input that does
// not re-encode to the same bytes.
func Decode(b []byte, v any) error {
	if err := rlp.DecodeBytes(b, v); err != nil {
		return fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	if err := Limits(v); err != nil {
		return err
	}
	again, err := rlp.EncodeToBytes(v)
	if err != nil || !bytes.Equal(again, b) {
		return fmt.Errorf("%w: does not re-encode to the same bytes", ErrEncoding)
	}
	return nil
}

// DecodeTrusted reads bytes that this node wrote itself through Encode (state values). It skips the
// limit walk and the second encoding, which cost more than the decoding.
func DecodeTrusted(b []byte, v any) error {
	if err := rlp.DecodeBytes(b, v); err != nil {
		return fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	return nil
}

// First returns the first element of a list in the wire format, its header included.
func First(list []byte) ([]byte, error) {
	inside, _, err := rlp.SplitList(list)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	_, _, behind, err := rlp.Split(inside)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrEncoding, err)
	}
	return inside[:len(inside)-len(behind)], nil
}
