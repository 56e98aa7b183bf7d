package api

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// proof proves the record that an answer is made of: the stored value of one key, its ICS-23 proof
// against the app hash, and the header and commit that carry it.
type proof struct {
	Height     uint64    `json:"height"` // of the state that is proved
	AppHash    wire.Hash `json:"app_hash"`
	Collection string    `json:"collection,omitempty"` // docs/book/keys.md has its layout
	Key        string    `json:"key"`                  // hex
	Value      string    `json:"value"`                // hex; "" proves that there is none
	Ops        []proofOp `json:"ops"`
	Header     any       `json:"header,omitempty"`
	Commit     any       `json:"commit,omitempty"`
}

type proofOp struct {
	Type string `json:"type"`
	Key  []byte `json:"key"`
	Data []byte `json:"data"`
}

// proofType is what a node calls its one proof operator.
const proofType = "ics23:iavl"

// collectionOf are queries whose record lies in a collection of another name than the list's.
var collectionOf = map[string]string{"devagreement": "access/dev_agreements", "raw": "access/raw",
	"subject_consent_set": "access/consent_sets", "subject_consent": "access/consents",
	"account": "party/accounts", "ledger": "app/ledger", "line_objection": "settle/objections",
	"product": "product/versions", "report": "oversight/reports", "clock": "regime/parameters",
	"terms": "govern/terms", "ending": ""}

// collection is where the record of a query lies; false where its answer is no single record.
func (t *tables) collection(q *query) (state.Collection, bool) {
	if name, ok := collectionOf[q.Name]; ok {
		c, ok := t.collections[name]
		return c, ok
	}
	for _, many := range []string{q.Name + "s", q.Name + "es",
		strings.TrimSuffix(q.Name, "y") + "ies"} {
		if c, ok := t.collections[q.chapter+"/"+many]; ok && len(q.required()) > 0 {
			return c, true
		}
	}
	return state.Collection{}, false
}

func (t *tables) provable(q *query) bool {
	_, ok := t.collection(q)
	return ok && !q.list
}

// key is the key of the record that a query shows. The answer tells the version that was meant
// where none was asked for.
func (t *tables) key(q *query, args map[string]string, answer json.RawMessage) ([]byte, string,
	error) {
	c, ok := t.collection(q)
	if !ok {
		return nil, "", errNoProof
	}
	var parts []string
	for _, name := range q.required() {
		parts = append(parts, strings.Split(args[name], "/")...)
	}
	if strings.HasSuffix(c.Key, "Version uint32") {
		var v struct {
			Version json.Number                   `json:"version"`
			Product struct{ Version json.Number } `json:"product"`
		}
		if err := json.Unmarshal(answer, &v); err != nil {
			return nil, "", err
		}
		version := v.Version
		if version == "" {
			version = v.Product.Version
		}
		parts = append(parts, version.String())
	}
	key, err := c.TextKey(parts...)
	if err != nil {
		return nil, "", errNoProof
	}
	return key, c.Name, nil
}

// provedHeight is the height of an answer with a proof: the newest one that a header proves, where
// none is asked for.
func (s *Server) provedHeight(r *http.Request, height uint64) (uint64, error) {
	l, err := source.Info(r.Context(), s.o.Ask)
	switch {
	case err != nil:
		return 0, err
	case height == 0 && l.Height < 2 || height >= l.Height && height > 0:
		return 0, errNotYet
	case height == 0:
		return l.Height - 1, nil
	}
	return height, nil
}

// proved answers a query with the proof of its record.
func (s *Server) proved(w http.ResponseWriter, r *http.Request, at route, args map[string]string,
	height uint64) error {
	height, err := s.provedHeight(r, height)
	if err != nil {
		return err
	}
	a, err := s.put(r.Context(), at.q.Name, args, height)
	if err != nil {
		return err
	}
	key, name, err := s.t.key(at.q, args, a.Answer)
	if err != nil {
		return err
	}
	p, err := s.prove(r, key, height)
	if err != nil {
		return err
	}
	p.Collection, p.AppHash = name, a.AppHash
	return write(w, r, a, &more{Proof: p})
}

// prove asks for a key with its proof, and for the header that carries the root.
func (s *Server) prove(r *http.Request, key []byte, height uint64) (*proof, error) {
	reply, err := s.o.Ask(r.Context(), "/key", key, height, true)
	if err != nil {
		return nil, err
	}
	if err := source.No(reply); err != nil {
		return nil, gone(r.Context(), s.o.Ask, err, height)
	}
	p := &proof{Height: height, Key: hex.EncodeToString(key), Value: hex.EncodeToString(reply.Value),
		Ops: []proofOp{{proofType, key, reply.Proof}}}
	if s.o.Header != nil {
		h, err := s.o.Header(r.Context(), height)
		if err != nil {
			return nil, errNotYet
		}
		p.AppHash, p.Header, p.Commit = h.AppHash, h.Header, h.Commit
	}
	return p, nil
}
