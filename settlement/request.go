package settlement

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// tooLarge tells an integer outside its range from every other reading error.
func tooLarge(err error) bool {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return false
	}
	digits, number := strings.CutPrefix(wrong.Value, "number ")
	return number && strings.Trim(digits, "-0123456789") == ""
}

// readable reports whether the text is one JSON value in UTF-8 whose objects name no member twice
// or in other letters, for such a name would let two readers see two different amounts.
func readable(raw []byte) bool {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return namesOnce(dec, "")
}

// namesOnce walks one value of text that is known to be valid JSON, the value of member of.
func namesOnce(dec *json.Decoder, of string) bool {
	token, err := dec.Token()
	if err != nil {
		return false
	}
	opening, nested := token.(json.Delim)
	if !nested {
		return true
	}
	seen := map[string]bool{}
	free := opening == '{' && slices.Contains(named, of)
	for dec.More() {
		key := ""
		if opening == '{' {
			name, err := dec.Token()
			key, _ = name.(string)
			if err != nil || seen[key] || !free && misnamed(key) {
				return false
			}
			seen[key] = true
			if free {
				key = "" // an id
			}
		}
		if !namesOnce(dec, key) {
			return false
		}
	}
	_, err = dec.Token()
	return err == nil
}
