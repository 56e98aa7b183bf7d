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
// paper again is answered with what became of it; the ledger itself takes no paper twice.
func (s *Server) relay(w http.ResponseWriter, r *http.Request) error {
	if s.o.Broadcast == nil {
		return errRelay
	}
	raw, err := readPaper(r)
	if err != nil {
		return err
	}
	parsed, err := tx.Parse(raw)
	if err != nil {
		p := *errMalformed
		p.DetailZh, p.Detail = "不是一份文书："+err.Error(), "not a paper: "+err.Error()
		return &p
	}
	out := taken{ID: parsed.ID, Paper: Prefix + "/papers/" + parsed.ID.String()}
	w.Header().Set("Location", out.Paper)
	if done, err := s.receiptOf(r, &out); err != nil || done {
		if err == nil {
			err = sendJSON(w, r, 0, out)
		}
		return err
	}
	told, err := s.o.Broadcast(r.Context(), raw)
	if err != nil {
		return err
	}
	if told.Code != "" {
		// It may have gone into a block since the first look.
		if done, err := s.receiptOf(r, &out); err == nil && done {
			return sendJSON(w, r, 0, out)
		}
		p := ofTold(told)
		p.Paper = out.ID.String()
		return p
	}
	out.Waiting = true
	if b, err := s.at(r, "/admission", out.ID[:], 0); err == nil {
		out.Admission = b
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	return json.NewEncoder(w).Encode(out)
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

func readPaper(r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/octet-stream":
		return b, nil
	case "application/json":
	default:
		p := *errAcceptable.of("Content-Type")
		p.Status = http.StatusUnsupportedMediaType
		p.RemedyZh = "application/octet-stream 或 application/json"
		p.Remedy = "application/octet-stream or application/json"
		return nil, &p
	}
	var t tx.Tx
	if err := wire.FromJSON(b, &t); err != nil {
		p := *errMalformed
		p.DetailZh, p.Detail = "不是一份文书："+err.Error(), "not a paper: "+err.Error()
		return nil, &p
	}
	return wire.Encode(t)
}
