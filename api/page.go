package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// pageRows is how many rows a page has where no limit is given.
const pageRows = "100"

// pageMark is what a page token holds: the height of the walk, where the next page begins, and for
// which question it was given.
type pageMark struct {
	Height uint64 `json:"h"`
	After  string `json:"a"`
	Of     []byte `json:"q"`
}

func (m pageMark) token() string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // numbers and strings
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// readPageToken reads a token that was given for the same question.
func readPageToken(text string, of []byte) (m pageMark, err error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return m, errToken.of("page_token")
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Height == 0 || string(m.Of) != string(of) {
		return m, errToken.of("page_token")
	}
	return m, nil
}

// digestOf tells questions apart: the query and its arguments without the page's.
func digestOf(name, cursor string, args map[string]string) []byte {
	h := sha256.New()
	h.Write([]byte(name))
	for _, k := range slices.Sorted(maps.Keys(args)) {
		if k != cursor && k != "limit" {
			h.Write([]byte("\x00" + k + "\x00" + args[k]))
		}
	}
	return h.Sum(nil)[:9]
}

// listed is what every list query answers. Those of lineage call their rows by what they are.
type listed struct {
	Items []json.RawMessage `json:"items"`
	Next  string            `json:"next"`
}

// rowsOf are the names of lists of rows, the first one that is there counts.
var rowsOf = []string{"items", "rows", "ids", "nodes", "findings"}

// UnmarshalJSON reads a page, also one of lineage.
func (l *listed) UnmarshalJSON(b []byte) error {
	var p map[string]json.RawMessage
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	for _, name := range []string{"next", "after"} {
		if text := p[name]; len(text) > 0 && l.Next == "" {
			if err := json.Unmarshal(text, &l.Next); err != nil {
				return err
			}
		}
	}
	for _, name := range rowsOf {
		if rows := p[name]; len(rows) > 0 && rows[0] == '[' {
			return json.Unmarshal(rows, &l.Items)
		}
	}
	return nil
}

// cursorOf is where the next page begins: a page's last field. The page itself may be large and is
// not read for it.
func cursorOf(doc []byte) (next string) {
	for _, name := range []string{`"next":"`, `"after":"`} {
		i := bytes.LastIndex(doc, []byte(name))
		if i < 1 || doc[len(doc)-1] != '}' || doc[i-1] != ',' && doc[i-1] != '{' {
			continue
		}
		if json.Unmarshal(doc[i+len(name)-1:len(doc)-1], &next) == nil && next != "" {
			return next
		}
	}
	return ""
}

// page serves one page of a list as JSON.
func (s *Server) page(w http.ResponseWriter, r *http.Request, at route, args map[string]string,
	height uint64) error {
	cursor := at.q.cursor()
	of := digestOf(at.q.Name, cursor, args)
	if text := r.URL.Query().Get("page_token"); text != "" {
		m, err := readPageToken(text, of)
		if err != nil {
			return err
		}
		if height != 0 && height != m.Height || args[cursor] != "" {
			return errToken.of("page_token")
		}
		height, args[cursor] = m.Height, m.After
	}
	if args["limit"] == "" {
		args["limit"] = pageRows
	}
	a, err := s.put(r.Context(), at.q.Name, args, height)
	if err != nil {
		return err
	}
	var beside more
	if next := cursorOf(a.Answer); next != "" {
		beside.Next = pageMark{a.Height, next, of}.token()
		w.Header().Set("Link", "<"+withArgs(r.URL, "page_token", beside.Next, cursor, "", "height",
			"", "as_of", keepAsOf(at, r))+`>; rel="next"`)
	}
	return write(w, r, a, &beside)
}

// keepAsOf is the date of a query that answers as of one by itself: it stays an argument of the
// next page. A height stands in the token.
func keepAsOf(at route, r *http.Request) string {
	if at.q.args["as_of"] {
		return r.URL.Query().Get("as_of")
	}
	return ""
}
