package settlement

import (
	"encoding/json"
	"strings"
)

// MarshalJSON writes the text.
func (r Rate) MarshalJSON() ([]byte, error) { return appendString(nil, r.String()), nil }

// UnmarshalJSON never fails: a rate that cannot be used keeps its code for Validate, so that one
// answer can name every fault of an agreement.
func (r *Rate) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	switch c := text[0]; {
	case c == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*r = readRate(s)
	case c == 't' || c == 'f' || (c == '-' || c >= '0' && c <= '9') &&
		strings.ContainsAny(text, ".eE"):
		*r = Rate{Text: text, fault: CodeFloat}
	case c == '-' || c >= '0' && c <= '9':
		*r = readRate(text)
	default:
		*r = Rate{Text: text, fault: CodeRate}
	}
	return nil
}
