package collect

// scanner reads the tokens of a plain JSON object.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\t' || s.b[s.i] == '\r') {
		s.i++
	}
}

// take passes over one byte.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) end() bool {
	s.space()
	return s.i == len(s.b)
}

// text reads a string without escapes and control characters.
func (s *scanner) text() ([]byte, bool) {
	s.space()
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return nil, false
	}
	for i := s.i + 1; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '"':
			out := s.b[s.i+1 : i]
			s.i = i + 1
			return out, true
		case c == '\\' || c < 0x20:
			return nil, false
		}
	}
	return nil, false
}

// word reads a number, true, false or null. Numbers in other forms than digits with a point and a
// sign are left to the full reader.
func (s *scanner) word() ([]byte, bool) {
	s.space()
	start := s.i
	for s.i < len(s.b) && s.b[s.i] != ',' && s.b[s.i] != '}' && s.b[s.i] != ' ' {
		s.i++
	}
	w := s.b[start:s.i]
	switch string(w) {
	case "true", "false", "null":
		return w, true
	}
	return w, plainNumber(w)
}

// plainNumber is a JSON number without exponent.
func plainNumber(w []byte) bool {
	if len(w) > 0 && w[0] == '-' {
		w = w[1:]
	}
	if len(w) == 0 || w[0] == '0' && len(w) > 1 && w[1] != '.' || w[0] == '.' {
		return false
	}
	point := -1
	for i, c := range w {
		if c == '.' && point < 0 {
			point = i
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return point != len(w)-1
}
