package settlement

import (
	"encoding/json"
	"errors"
)

// UnmarshalJSON notes a member that is no kind of tier, so that Validate can refuse it.
func (t *Tier) UnmarshalJSON(raw []byte) error {
	type plain Tier
	var p plain
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	*t = Tier(p)
	t.strange = len(members) != t.kinds()
	return nil
}

// UnmarshalJSON reads a weight that is no integer as 0, which Validate refuses as E_EMPTY_PARTS.
func (p *Part) UnmarshalJSON(raw []byte) error {
	var j struct {
		To     string          `json:"to"`
		Weight json.RawMessage `json:"weight"`
	}
	err := json.Unmarshal(raw, &j)
	*p = Part{To: j.To}
	if e := integer(j.Weight, &p.Weight); err == nil {
		err = e
	}
	return err
}

// UnmarshalJSON reads numbers that are no integers as a row that Validate refuses as E_FACTOR.
func (r *FactorRow) UnmarshalJSON(raw []byte) error {
	var j struct {
		Min json.RawMessage `json:"min"`
		Bps json.RawMessage `json:"bps"`
	}
	err := json.Unmarshal(raw, &j)
	*r = FactorRow{Min: -1}
	if e := integer(j.Min, &r.Min); err == nil {
		err = e
	}
	if e := integer(j.Bps, &r.Bps); err == nil {
		err = e
	}
	return err
}

// integer reads a JSON integer into v and leaves v alone for anything else; only an integer that is
// too large is an error.
func integer(raw json.RawMessage, v *int64) error {
	var n int64
	err := json.Unmarshal(raw, &n)
	if err == nil && len(raw) > 0 && raw[0] != 'n' {
		*v = n
	}
	if err != nil && tooLarge(err) {
		return err
	}
	return nil
}

// ErrAgreement refuses text that is not the JSON form of an agreement.
var ErrAgreement = errors.New("settlement: not an agreement in JSON")

// ParseAgreement reads the JSON form of an agreement's distribution clause. Faults of the clause
// itself are left to ValidateAgreement; only unreadable JSON is an error.
func ParseAgreement(text []byte) (Agreement, error) {
	var a Agreement
	if !readable(text) || json.Unmarshal(text, &a) != nil {
		return Agreement{}, ErrAgreement
	}
	return a, nil
}
