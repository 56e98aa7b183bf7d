package api

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// nodeRoutes are what the node answers besides the chapters' queries.
func (s *Server) nodeRoutes() []route {
	get := func(path, id, zh, en, answer string, serve func(http.ResponseWriter, *http.Request) error,
		params ...param) route {
		return route{method: http.MethodGet, path: Prefix + path, id: id, tag: "node", zh: zh, en: en,
			answer: answer, scope: ScopeRead, serve: serve, params: params}
	}
	height := param{in: "path", name: "height", required: true, number: true, zh: "高度", en: "height"}
	return []route{
		get("/info", "info", "账本在何处：高度、时间、状态摘要、最早可查高度",
			"where the ledger stands: height, times, app hash, the earliest height that is kept", "Info",
			s.info),
		get("/blocks", "blocks", "最近的区块，新者在前", "the newest blocks, the last one first", "Blocks",
			s.blocks, param{in: "query", name: "before", number: true, zh: "该高度之前", en: "below this height"},
			param{in: "query", name: "limit", number: true, zh: "条数，至多 100", en: "at most 100"},
			atHeight, atDate),
		get("/blocks/{height}", "block", "一个区块的时间、文书和块末事件",
			"a block's times, papers and closing events", "Block", s.block, height),
		get("/papers/{id}", "paper", "一份文书的结果：所在区块、事件，或拒绝的原因",
			"what became of a paper: its block and events, or why it was refused", "Receipt", s.paper,
			param{in: "path", name: "id", required: true, zh: "文书编号，64 位十六进制", en: "its id, 64 hex digits"}),
		get("/keys/{key}", "key", "状态中一个键的值，可附存在或不存在的证明",
			"the value of a key of state, with a proof of presence or absence", "Key", s.key,
			param{in: "path", name: "key", required: true, zh: "键，十六进制", en: "the key in hex"},
			atHeight, atDate, withProof),
		get("/stream", "stream", "事件流（SSE），可从断处续传",
			"events as they happen (SSE), resumed where the caller left", "Stream", s.stream,
			streamParams...),
		{method: http.MethodPost, path: Prefix + "/tx", id: "tx", tag: "node", answer: "Taken",
			zh: "转交一份已签署的文书；本服务不持有任何密钥", en: "hand in a signed paper; this server holds no keys",
			scope: ScopeRelay, serve: s.relay, params: []param{{in: "header", name: "Idempotency-Key",
				zh: "同一键与同一内容得到同一答复，24 小时内有效；内容不同则 409",
				en: "the same key with the same body is answered as before, for 24 hours; 409 with another " +
					"body"}}},
		get("/openapi.json", "openapi", "本接口的 OpenAPI 3.1 描述", "this description, OpenAPI 3.1",
			"OpenAPI", s.openapiDoc),
		get("/docs", "docs", "接口文档页", "the documentation as a page", "Docs", s.docs),
	}
}

func (s *Server) info(w http.ResponseWriter, r *http.Request) error {
	reply, err := s.o.Ask(r.Context(), "/info", nil, 0, false)
	if err == nil {
		err = source.No(reply)
	}
	if err != nil {
		return err
	}
	var l source.Ledger
	if err := json.Unmarshal(reply.Value, &l); err != nil {
		return err
	}
	stamp(w.Header(), source.Answer{Height: l.Height, Time: l.Law, Test: l.Test, AppHash: l.AppHash})
	return send(w, r, l.Height, "application/json", append(reply.Value, '\n'))
}

// at asks a path of the node at a height.
func (s *Server) at(r *http.Request, path string, data []byte, height uint64) (json.RawMessage,
	error) {
	reply, err := s.o.Ask(r.Context(), path, data, height, false)
	if err == nil {
		err = source.No(reply)
	}
	return reply.Value, gone(r.Context(), s.o.Ask, err, height)
}

// blocksMost is how many blocks a page of them has at most.
const blocksMost = 100

func (s *Server) blocks(w http.ResponseWriter, r *http.Request) error {
	l, err := source.Info(r.Context(), s.o.Ask)
	if err != nil {
		return err
	}
	top, limit := l.Height+1, uint64(20)
	q := r.URL.Query()
	for name, v := range map[string]*uint64{"before": &top, "limit": &limit} {
		if text := q.Get(name); text != "" {
			if *v, err = strconv.ParseUint(text, 10, 63); err != nil || *v == 0 {
				return errMalformed.of(name)
			}
		}
	}
	if limit > blocksMost {
		return errMalformed.of("limit")
	}
	at, err := heightOf(r, s.o.Ask)
	if err != nil {
		return err
	}
	if at > 0 {
		top = min(top, at+1)
	}
	top = min(top, l.Height+1)
	page := listed{Items: []json.RawMessage{}}
	for h := top - 1; h >= max(l.Earliest, 1) && uint64(len(page.Items)) < limit; h-- {
		b, err := s.at(r, "/block", nil, h)
		if err != nil {
			return err
		}
		page.Items = append(page.Items, b)
		page.Next = strconv.FormatUint(h, 10)
	}
	if page.Next == strconv.FormatUint(max(l.Earliest, 1), 10) {
		page.Next = ""
	}
	if page.Next != "" {
		w.Header().Set("Link", "<"+withArgs(r.URL, "before", page.Next)+`>; rel="next"`)
	}
	return sendJSON(w, r, l.Height, page)
}

func (s *Server) block(w http.ResponseWriter, r *http.Request) error {
	h, err := strconv.ParseUint(r.PathValue("height"), 10, 63)
	if err != nil || h == 0 {
		return errMalformed.of("height")
	}
	b, err := s.at(r, "/block", nil, h)
	if err != nil {
		return err
	}
	w.Header().Set("X-Ledger-Height", strconv.FormatUint(h, 10))
	return send(w, r, h, "application/json", append(b, '\n'))
}

func (s *Server) paper(w http.ResponseWriter, r *http.Request) error {
	var id wire.Hash
	if err := id.UnmarshalText([]byte(r.PathValue("id"))); err != nil {
		return errMalformed.of("id")
	}
	b, err := s.at(r, "/receipt", id[:], 0)
	if err != nil {
		return err
	}
	var receipt struct {
		Height uint64 `json:"height"`
	}
	if err := json.Unmarshal(b, &receipt); err != nil {
		return err
	}
	w.Header().Set("X-Ledger-Height", strconv.FormatUint(receipt.Height, 10))
	return send(w, r, receipt.Height, "application/json", append(b, '\n'))
}

// keyAnswer is a raw value of state.
type keyAnswer struct {
	Height  uint64 `json:"height"`
	Key     string `json:"key"`
	Present bool   `json:"present"`
	Value   string `json:"value"`
	Proof   *proof `json:"proof,omitempty"`
}

func (s *Server) key(w http.ResponseWriter, r *http.Request) error {
	key, err := hex.DecodeString(r.PathValue("key"))
	if err != nil || len(key) == 0 {
		return errMalformed.of("key")
	}
	height, err := heightOf(r, s.o.Ask)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("prove") == "true" {
		if height, err = s.provedHeight(r, height); err != nil {
			return err
		}
		p, err := s.prove(r, key, height)
		if err != nil {
			return err
		}
		return s.sendKey(w, r, keyAnswer{height, p.Key, p.Value != "", p.Value, p})
	}
	reply, err := s.o.Ask(r.Context(), "/key", key, height, false)
	if err == nil {
		err = source.No(reply)
	}
	if err != nil {
		return gone(r.Context(), s.o.Ask, err, height)
	}
	return s.sendKey(w, r, keyAnswer{reply.Height, hex.EncodeToString(key), len(reply.Value) > 0,
		hex.EncodeToString(reply.Value), nil})
}

func (s *Server) sendKey(w http.ResponseWriter, r *http.Request, a keyAnswer) error {
	w.Header().Set("X-Ledger-Height", fmt.Sprint(a.Height))
	return sendJSON(w, r, a.Height, a)
}
