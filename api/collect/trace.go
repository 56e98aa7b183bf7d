package collect

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Trace is one raw use of a product version.
type Trace struct {
	At      wire.Time  `json:"at"`      // second of the use
	Key     string     `json:"key"`     // the source's own name of the use, at most 256 bytes
	Members []uint16   `json:"members"` // indexes into the product's inputs, ascending
	Units   uint64     `json:"units"`
	Consent uint64     `json:"consent"` // number of the consent, 0 for none
	Line    wire.Bytes `json:"line"`    // the source's line, verbatim, at most 4,096 bytes
}

// Limits of one use.
const (
	maxKey     = 256
	maxLine    = 4096
	maxMembers = 64
	maxUnits   = 9_000_000_000_000 // of one product version in a period, on the ledger
)

// leafFormat begins every leaf.
const leafFormat = 1

// fixed is the length of a leaf without members, key and line.
const fixed = 1 + 8 + 8 + 8 + 2 + 2

// ErrTrace says that a use cannot be counted.
var ErrTrace = errors.New("collect: not a use")

func (t Trace) check() error {
	switch {
	case t.At == 0:
		return fmt.Errorf("%w: it has no time（缺少时间）", ErrTrace)
	case t.Units == 0 || t.Units > maxUnits:
		return fmt.Errorf("%w: units are 1 to %d（数量不合规）", ErrTrace, uint64(maxUnits))
	case len(t.Members) == 0 || len(t.Members) > maxMembers:
		return fmt.Errorf("%w: it names 1 to %d inputs（须列明所用输入）", ErrTrace, maxMembers)
	case len(t.Key) > maxKey || len(t.Line) > maxLine:
		return fmt.Errorf("%w: its key or line is too long（编号或原文过长）", ErrTrace)
	}
	for i := 1; i < len(t.Members); i++ {
		if t.Members[i-1] >= t.Members[i] {
			return fmt.Errorf("%w: input indexes must ascend（输入序号须严格递增）", ErrTrace)
		}
	}
	return nil
}

// appendLeaf appends the canonical bytes of a use: format 1, then at, units and consent as 64-bit
// and the number of members and each member as 16-bit big-endian numbers, the length of the key in
// 16 bits, the key, and the line up to the end.
func (t Trace) appendLeaf(b []byte) []byte {
	b = append(b, leafFormat)
	b = binary.BigEndian.AppendUint64(b, uint64(t.At))
	b = binary.BigEndian.AppendUint64(b, t.Units)
	b = binary.BigEndian.AppendUint64(b, t.Consent)
	b = binary.BigEndian.AppendUint16(b, uint16(len(t.Members)))
	for _, m := range t.Members {
		b = binary.BigEndian.AppendUint16(b, m)
	}
	b = binary.BigEndian.AppendUint16(b, uint16(len(t.Key)))
	b = append(b, t.Key...)
	return append(b, t.Line...)
}

// leaf reads canonical bytes without copying them.
type leaf struct {
	bytes   []byte
	at      wire.Time
	units   uint64
	consent uint64
	members []byte // two bytes each
	key     []byte
	line    []byte
}

func parseLeaf(b []byte) (l leaf, err error) {
	bad := fmt.Errorf("%w: damaged leaf", ErrTrace)
	if len(b) < fixed || b[0] != leafFormat {
		return l, bad
	}
	l = leaf{bytes: b, at: wire.Time(binary.BigEndian.Uint64(b[1:])),
		units: binary.BigEndian.Uint64(b[9:]), consent: binary.BigEndian.Uint64(b[17:])}
	n, rest := 2*int(binary.BigEndian.Uint16(b[25:])), b[27:]
	if len(rest) < n+2 {
		return l, bad
	}
	l.members, rest = rest[:n], rest[n:]
	n, rest = int(binary.BigEndian.Uint16(rest)), rest[2:]
	if len(rest) < n {
		return l, bad
	}
	l.key, l.line = rest[:n], rest[n:]
	return l, nil
}

// trace is the use that canonical bytes stand for.
func (l leaf) trace() Trace {
	t := Trace{At: l.at, Key: string(l.key), Units: l.units, Consent: l.consent,
		Line: append(wire.Bytes(nil), l.line...)}
	for i := 0; i < len(l.members); i += 2 {
		t.Members = append(t.Members, binary.BigEndian.Uint16(l.members[i:]))
	}
	return t
}

// ParseLeaf reads the canonical bytes of a use; it refuses bytes that no use has.
func ParseLeaf(b []byte) (Trace, error) {
	l, err := parseLeaf(b)
	if err != nil {
		return Trace{}, err
	}
	t := l.trace()
	return t, t.check()
}

// Meter says what uses are counted as: of which product version, on which stream of the recorder,
// for which purpose and customer.
type Meter struct {
	Product  wire.ID   `json:"product"`
	Version  uint32    `json:"version"`
	Stream   string    `json:"stream"`
	Purpose  string    `json:"purpose"`
	Customer wire.Hash `json:"customer"`
}

// group is what shares batches: the uses of one meter and one day at +08:00, with or without
// consents.
type group struct {
	Meter
	Day       wire.Date `json:"day"`
	Consented bool      `json:"consented"`
}

// groupID names a group in keys of the store.
type groupID [12]byte

func (g group) id() (id groupID) {
	b, _ := wire.ToJSON(g)
	sum := sha256.Sum256(b)
	copy(id[:], sum[:])
	return id
}

// appendItem and nextItem put leaves one after the other, each after its length.
func appendItem(b, item []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(item))), item...)
}

func nextItem(b []byte) (item, rest []byte, err error) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, fmt.Errorf("%w: damaged chunk", ErrTrace)
	}
	return b[w : w+int(n)], b[w+int(n):], nil
}
