package wire

import (
	"fmt"
	"strings"
)

// ID names a record: the party that owns it and a name local to that party, so that two
// institutions never race for a name (rulings E12). Text: "party/local".
type ID struct {
	Party string `json:"party" max:"32"`
	Local string `json:"local" max:"32"`
}

// IsName reports whether s may be a party id or a local id: 1 to 32 of A–Z a–z 0–9 . _ -
func IsName(s string) bool {
	if len(s) == 0 || len(s) > 32 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

// Valid reports whether both parts are names.
func (id ID) Valid() bool { return IsName(id.Party) && IsName(id.Local) }

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String is "party/local", or "" for the zero ID.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	return id.Party + "/" + id.Local
}

// MarshalText is String.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads ParseID's text.
func (id *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	*id = v
	return err
}

// ParseID reads "party/local", or "" for none.
func ParseID(s string) (ID, error) {
	if s == "" {
		return ID{}, nil
	}
	p, l, _ := strings.Cut(s, "/")
	id := ID{Party: p, Local: l}
	if !id.Valid() {
		return ID{}, fmt.Errorf("%w: %q is not a record id such as party/name", ErrEncoding, s)
	}
	return id, nil
}
