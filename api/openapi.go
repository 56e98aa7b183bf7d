package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

// object is a JSON object in the making.
type object map[string]any

// openapi describes every route as an OpenAPI 3.1 document, in the order of the paths.
func (s *Server) openapi() ([]byte, error) {
	paths := object{}
	for _, r := range s.routes {
		at := r.openapiPath()
		item, ok := paths[at].(object)
		if !ok {
			item = object{}
			paths[at] = item
		}
		item[strings.ToLower(r.method)] = s.operation(r)
	}
	tags := []any{object{"name": "node", "description": "节点 the node itself"}}
	for _, c := range s.o.Chapters {
		tags = append(tags, object{"name": c.Name, "description": c.Zh + " " + c.En})
	}
	schemas := s.schemas()
	doc := object{
		"openapi":           "3.1.0",
		"jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
		"info": object{"title": "suyuan 溯源", "version": or(s.o.Version, "0"),
			"description": "公共数据溯源与收益分配账本的只读接口，另可转交已签署的文书。\n\n" +
				"What a ledger of public-data provenance and revenue sharing says, at one height, with a " +
				"proof on request; it relays signed papers and holds no keys. Amounts are yuan as text with " +
				"two decimals, times RFC 3339 at +08:00."},
		"servers":    []any{object{"url": "/"}},
		"tags":       tags,
		"paths":      paths,
		"components": object{"schemas": schemas, "securitySchemes": securitySchemes},
		"security":   []any{object{"bearer": []any{}}, object{"certificate": []any{}}, object{}},
	}
	return json.MarshalIndent(doc, "", " ")
}

var securitySchemes = object{
	"bearer": object{"type": "http", "scheme": "bearer",
		"description": "本机构的令牌，仅本机访问可免 the institution's token; from the loopback none is needed"},
	"certificate": object{"type": "mutualTLS",
		"description": "客户端证书，节点要求时 a client certificate where the node asks for one"},
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// openapiPath is the path without the dots of a wildcard that takes slashes.
func (r route) openapiPath() string { return strings.ReplaceAll(r.path, "...}", "}") }

func (s *Server) operation(r route) object {
	op := object{"operationId": r.id, "tags": []any{r.tag}, "summary": r.zh, "description": r.en,
		"x-scope": r.scope, "responses": s.responses(r)}
	var params []any
	for _, p := range r.params {
		schema := object{"type": "string"}
		if p.number {
			schema = object{"type": "integer", "minimum": 0}
		}
		switch p.name {
		case "format":
			schema["enum"] = forms
		case "prove", rule.Reverse.Name:
			schema = object{"type": "boolean"}
		}
		params = append(params, object{"name": p.name, "in": p.in, "required": p.required,
			"description": p.zh + "\n\n" + p.en, "schema": schema})
	}
	if params != nil {
		op["parameters"] = params
	}
	if r.method == http.MethodPost {
		op["requestBody"] = object{"required": true, "content": object{
			"application/octet-stream": object{"schema": object{}},
			"application/json": object{"schema": object{"type": "object",
				"required": []any{"paper", "signatures"}}}}}
	}
	return op
}

func (s *Server) responses(r route) object {
	ref := object{"$ref": "#/components/schemas/" + r.answer}
	content := object{"application/json": object{"schema": ref}}
	switch {
	case r.list:
		schema := object{"$ref": "#/components/schemas/Page"}
		if _, ok := s.items[r.q.Name]; ok {
			schema = object{"$ref": "#/components/schemas/Page_" + r.q.Name}
		}
		content["application/json"] = object{"schema": schema}
		content["text/csv"] = object{"schema": object{"type": "string"}}
		content["application/x-ndjson"] = object{"schema": object{"type": "string"}}
	case r.id == "stream":
		content = object{"text/event-stream": object{"schema": object{"type": "string"}}}
	case r.id == "docs":
		content = object{"text/html": object{"schema": object{"type": "string"}}}
	}
	ok := object{"description": r.zh + " " + r.en, "content": content}
	if r.q != nil {
		ok["headers"] = answerHeaders
	}
	out := object{
		"200": ok,
		"default": object{"description": "未能答复及其原因 why there is no answer (RFC 9457)",
			"content": object{"application/problem+json": object{"schema": object{
				"$ref": "#/components/schemas/Problem"}}}},
	}
	switch {
	case r.method == http.MethodPost:
		out["202"] = object{"description": "已接收，等待入块 taken, it waits for a block", "content": content}
	case r.q != nil && !r.list:
		out["304"] = object{"description": "与 If-None-Match 相同 the caller has it already"}
	}
	return out
}

var answerHeaders = object{
	"X-Ledger-Height": object{"description": "回答所依据的高度 height that answered", "required": true,
		"schema": object{"type": "integer"}},
	"X-Ledger-AppHash": object{"description": "该高度的状态摘要 app hash of that height",
		"required": true, "schema": object{"type": "string"}},
	"ETag": object{"description": "高度与内容 height and content", "schema": object{"type": "string"}},
	"Link": object{"description": "下一页 rel=next", "schema": object{"type": "string"}},
}

func (s *Server) openapiDoc(w http.ResponseWriter, r *http.Request) error {
	return send(w, r, 0, "application/json", s.spec)
}

// schemas are the shapes of answers. Those of lists follow from the Go types of their records.
func (s *Server) schemas() object {
	text, number := object{"type": "string"}, object{"type": "integer", "minimum": 0}
	flag, anything := object{"type": "boolean"}, object{}
	shape := func(open bool, fields object, optional ...string) object {
		var need []any
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if !slices.Contains(optional, name) {
				need = append(need, name)
			}
		}
		return object{"type": "object", "properties": fields, "required": need,
			"additionalProperties": open}
	}
	ref := func(name string) object { return object{"$ref": "#/components/schemas/" + name} }
	list := func(of object) object { return object{"type": "array", "items": of} }
	height := object{"height": number, "law_time": text, "test_ledger": flag, "app_hash": text}
	answer := maps.Clone(height)
	answer["answer"], answer["proof"] = anything, ref("Proof")
	page := func(item object) object {
		fields := maps.Clone(height)
		fields["answer"] = object{"type": "object"}
		if len(item) > 0 {
			fields["answer"] = shape(true, object{"items": list(item), "next": text}, "next")
		}
		fields["next_page_token"] = text
		return shape(false, fields, "next_page_token")
	}
	event := shape(false, object{"event": text, "data": anything})
	out := object{
		"Answer": shape(false, answer, "proof"),
		"Page":   page(anything),
		"Proof": shape(false, object{"height": number, "app_hash": text, "collection": text, "key": text,
			"value": text, "ops": list(shape(false, object{"type": text, "key": text, "data": text})),
			"header": anything, "commit": anything}, "collection", "header", "commit"),
		"Key": shape(false, object{"height": number, "key": text, "present": flag, "value": text,
			"proof": ref("Proof")}, "proof"),
		"Block": shape(false, object{"height": number, "header_time": text, "law_time": text,
			"papers": object{"type": []any{"array", "null"}, "items": text}, "events": list(event)}),
		"Blocks": shape(false, object{"items": list(ref("Block")), "next": text}),
		"Receipt": shape(false, object{"id": text, "height": number, "index": number,
			"header_time": text, "law_time": text, "kind": text, "code": number, "refusal": ref("Refusal"),
			"writes": number, "events": list(event)}, "refusal"),
		"Refusal": shape(false, object{"code": text, "number": number, "zh": text, "en": text,
			"field": text, "article": text, "mark": text, "fix_zh": text, "fix_en": text}, "field"),
		"Taken": shape(false, object{"id": text, "waiting": flag, "paper": text,
			"receipt": ref("Receipt")}, "receipt"),
		"Info": shape(false, object{"chain": text, "genesis": text, "height": number,
			"header_time": text, "law_time": text, "offset_seconds": object{"type": "integer"},
			"test_ledger": flag, "rules": number, "version": text, "app_hash": text,
			"earliest_height": number, "waiting_papers": number}),
		"OpenAPI": object{"type": "object"},
		"Docs":    text,
		"Stream":  text,
		"Problem": shape(false, object{"type": text, "title": text, "status": number, "code": text,
			"detail": text, "detail_zh": text, "detail_en": text, "remedy_en": text, "field": text,
			"article": text, "remedy": text,
			"remedy_zh": text, "tx_hash": text, "earliest_height": number}, "field", "article", "remedy",
			"remedy_zh", "detail_en", "remedy_en", "tx_hash", "earliest_height"),
		"Bundle": object{"type": "object",
			"description": "证明文件，格式见 docs/proof.md a proof file, see docs/proof.md"},
	}
	types := &shapes{out: out}
	for _, name := range slices.Sorted(maps.Keys(s.items)) {
		out["Page_"+name] = page(types.of(s.items[name]))
	}
	return out
}
