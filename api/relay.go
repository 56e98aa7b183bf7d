package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// taken is the answer to a paper that the node took: it waits for a block, or is in one already.
type taken struct {
	ID      wire.Hash       `json:"id"`
	Waiting bool            `json:"waiting"`
	Paper   string          `json:"paper"` // where to ask what became of it
	Receipt json.RawMessage `json:"receipt,omitempty"`
	// the node's signed word that it took the paper (rulings E15), where it gives one
	Admission json.RawMessage `json:"admission,omitempty"`
}

// relay hands a signed paper to the node: the bytes of it, or its JSON form. Handing in the same
// paper again is answered with what became of it; the ledger itself takes no paper twice. The same
// Idempotency-Key with the same body is answered as before.
func (s *Server) relay(w http.ResponseWriter, r *http.Request) error {
	if s.o.Broadcast == nil {
		return errRelay
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	g, err := s.onceFor(r, body, func() (*given, error) { return s.handIn(r, body) })
	if err != nil {
		return err
	}
	w.Header().Set("Location", g.at)
	if g.no != nil {
		return g.no
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(g.status)
	_, _ = w.Write(append(g.doc, '\n')) // a caller that is gone is nobody to tell
	return nil
}

// handIn is the answer to a paper. An error says that there is none, so that the caller asks again.
func (s *Server) handIn(r *http.Request, body []byte) (*given, error) {
	raw, err := readPaper(r.Header.Get("Content-Type"), body)
	if err != nil {
		return nil, err
	}
	parsed, err := tx.Parse(raw)
	if err != nil {
		return nil, noPaper(err)
	}
	out := taken{ID: parsed.ID, Paper: Prefix + "/papers/" + parsed.ID.String()}
	if done, err := s.receiptOf(r, &out); err != nil || done {
		return out.given(http.StatusOK, err)
	}
	told, err := s.o.Broadcast(r.Context(), raw)
	if err != nil {
		return nil, err
	}
	if told.Code != "" {
		// It may have gone into a block since the first look.
		if done, err := s.receiptOf(r, &out); err == nil && done {
			return out.given(http.StatusOK, nil)
		}
		p := ofTold(told)
		p.Paper = out.ID.String()
		if passing[p.Status] {
			return nil, p
		}
		return &given{at: out.Paper, no: p}, nil
	}
	out.Waiting = true
	if b, err := s.at(r, "/admission", out.ID[:], 0); err == nil {
		out.Admission = b
	}
	return out.given(http.StatusAccepted, nil)
}

// passing are statuses that another try may change, so that they are not kept under a key.
var passing = map[int]bool{http.StatusTooManyRequests: true, http.StatusServiceUnavailable: true,
	http.StatusInternalServerError: true}

// given is the answer as a document.
func (t taken) given(status int, err error) (*given, error) {
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(t)
	return &given{status: status, doc: b, at: t.Paper}, err
}

// noPaper says that a body is none.
func noPaper(err error) *Problem {
	p := *errMalformed
	p.DetailZh, p.Detail = "不是一份文书："+err.Error(), "not a paper: "+err.Error()
	return &p
}

// receiptOf fills in what became of a paper that is in a block.
func (s *Server) receiptOf(r *http.Request, out *taken) (done bool, err error) {
	b, err := s.at(r, "/receipt", out.ID[:], 0)
	if errors.Is(err, source.ErrNotFound) {
		return false, nil
	}
	out.Receipt = b
	return err == nil, err
}

// readPaper reads a body by its content type.
func readPaper(contentType string, body []byte) ([]byte, error) {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/octet-stream":
		return body, nil
	case "application/json":
	default:
		p := *errAcceptable.of("Content-Type")
		p.Status = http.StatusUnsupportedMediaType
		p.RemedyZh = "application/octet-stream 或 application/json"
		p.Remedy = "application/octet-stream or application/json"
		return nil, &p
	}
	var t tx.Tx
	if err := wire.FromJSON(body, &t); err != nil {
		return nil, noPaper(err)
	}
	return wire.Encode(t)
}
