package settlement

import (
	"strconv"
	"unicode/utf8"
)

// field and object are JSON objects whose members keep a written order; the answers and the lines
// are built from them, so that no Go map is ever walked.
type field struct {
	key   string
	value any
}

type object []field

// appendJSON writes a value without spaces and without escaping anything that JSON allows to stand.
// It knows the types that answers are made of; anything else is written as null.
func appendJSON(dst []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendString(dst, v)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case uint64:
		return strconv.AppendUint(dst, v, 10)
	case []string:
		return appendArray(dst, len(v), func(dst []byte, i int) []byte { return appendString(dst, v[i]) })
	case []object:
		return appendArray(dst, len(v), func(dst []byte, i int) []byte { return appendJSON(dst, v[i]) })
	case object:
		dst = append(dst, '{')
		for i, f := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, f.key), ':')
			dst = appendJSON(dst, f.value)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

func appendArray(dst []byte, n int, item func([]byte, int) []byte) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item(dst, i)
	}
	return append(dst, ']')
}

// plain reports whether s needs no escapes: the ids that lines are full of.
func plain(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < 0x20 || b >= utf8.RuneSelf || b == '"' || b == '\\' {
			return false
		}
	}
	return true
}

// appendString writes a JSON string: only quote, backslash and control characters are escaped.
// Bytes that are not UTF-8 become U+FFFD, as every JSON reader would make them.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	if plain(s) {
		return append(append(dst, s...), '"')
	}
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r == '\r':
			dst = append(dst, '\\', 'r')
		case r == '\t':
			dst = append(dst, '\\', 't')
		case r == '\b':
			dst = append(dst, '\\', 'b')
		case r == '\f':
			dst = append(dst, '\\', 'f')
		case r < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
