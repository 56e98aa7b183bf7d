package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// answerQuery serves a query as JSON, or as rows where a list is asked for as such.
func (s *Server) answerQuery(
	w http.ResponseWriter,
	r *http.Request,
	at route,
	inPath []string,
) error {
	args, err := at.args(r, inPath)
	if err != nil {
		return err
	}
	form, err := format(r, at.list)
	if err != nil {
		return err
	}
	height, err := s.height(r, at)
	if err != nil {
		return err
	}
	if at.list {
		if form != formJSON {
			return s.rows(w, r, at, form, args, height)
		}
		return s.page(w, r, at, args, height)
	}
	if r.URL.Query().Get("prove") == "true" {
		return s.proved(w, r, at, args, height)
	}
	a, err := s.put(r.Context(), at.q.Name, args, height)
	if err != nil {
		return err
	}
	return write(w, r, a, nil)
}

// height is what is asked about. A query that answers as of a date by itself is asked at the
// latest height: its records are dated (rulings E18).
func (s *Server) height(r *http.Request, at route) (uint64, error) {
	if !at.q.args["as_of"] {
		return heightOf(r, s.o.Ask)
	}
	text := r.URL.Query().Get("height")
	if text == "" {
		return 0, nil
	}
	h, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, errMalformed.of("height")
	}
	return h, nil
}

func (s *Server) put(ctx context.Context, name string, args map[string]string, height uint64) (
	source.Answer, error) {
	a, err := source.Put(ctx, s.o.Ask, name, args, height)
	return a, gone(ctx, s.o.Ask, err, height)
}

// more is what stands beside the answer.
type more struct {
	Next  string `json:"next_page_token,omitempty"`
	Proof *proof `json:"proof,omitempty"`
}

// write writes an answer with its height. The document of the ledger goes out as it came.
func write(w http.ResponseWriter, r *http.Request, a source.Answer, beside *more) error {
	var b bytes.Buffer
	b.Grow(len(a.Answer) + 512)
	fmt.Fprintf(&b, `{"height":%d,"law_time":%q,"test_ledger":%t,"app_hash":%q,"answer":`,
		a.Height, a.Time, a.Test, a.AppHash)
	b.Write(a.Answer)
	if beside != nil {
		doc, err := json.Marshal(beside)
		if err != nil {
			return err
		}
		if len(doc) > len("{}") {
			b.WriteByte(',')
			b.Write(doc[1 : len(doc)-1])
		}
	}
	b.WriteString("}\n")
	stamp(w.Header(), a)
	return send(w, r, a.Height, "application/json", b.Bytes())
}

// stamp says in the headers what height an answer is of.
func stamp(h http.Header, a source.Answer) {
	h.Set("X-Ledger-Height", strconv.FormatUint(a.Height, 10))
	h.Set("X-Ledger-AppHash", a.AppHash.String())
	h.Set("X-Ledger-Law-Time", a.Time.String())
	if a.Test {
		h.Set("X-Ledger-Test", "true") // 测试账 (rulings E16)
	}
}

// send writes a whole document, or says that the caller has it already.
func send(w http.ResponseWriter, r *http.Request, height uint64, mime string, b []byte) error {
	sum := sha256.Sum256(b)
	tag := `"h` + strconv.FormatUint(height, 10) + "-" + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept, Authorization")
	if has(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", mime)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(b) // a caller that is gone is nobody to tell
	}
	return nil
}

// has reports whether a list of ETags holds one, weak or strong.
func has(list, tag string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == tag || t == "*" {
			return true
		}
	}
	return false
}

// sendJSON writes a document of this package.
func sendJSON(w http.ResponseWriter, r *http.Request, height uint64, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return send(w, r, height, "application/json", b.Bytes())
}

// withArgs is the address of a request with other arguments; an empty one is left out.
func withArgs(u *url.URL, pairs ...string) string {
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return u.EscapedPath() + "?" + q.Encode()
}
