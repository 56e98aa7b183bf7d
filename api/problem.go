package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Problem is an answer that says no (RFC 9457). The ledger's own refusals keep their codes; those
// of this package begin with "http.".
type Problem struct {
	Type     string `json:"type"` // a page that explains the code
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	DetailZh string `json:"detail_zh"`
	Field    string `json:"field,omitempty"`
	Article  string `json:"article,omitempty"` // such as "GZ §9"; absent where the rule is ours
	Remedy   string `json:"remedy,omitempty"`
	RemedyZh string `json:"remedy_zh,omitempty"`
	DetailEn string `json:"detail_en,omitempty"` // where Accept-Language asked for Chinese
	RemedyEn string `json:"remedy_en,omitempty"`
	Paper    string `json:"tx_hash,omitempty"`         // the paper that was refused
	Earliest uint64 `json:"earliest_height,omitempty"` // that can still be asked about

	retry string // Retry-After in seconds
}

// Error is the English sentence.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// problem makes one of ours.
func problem(status int, code, zh, en, remedyZh, remedy string) *Problem {
	if code != proofNotYet {
		code = "http." + code
	}
	return &Problem{Status: status, Code: code, DetailZh: zh, Detail: en, RemedyZh: remedyZh,
		Remedy: remedy}
}

// of names the field that a problem is about.
func (p *Problem) of(field string) *Problem {
	q := *p
	q.Field = field
	return &q
}

// proofNotYet is the code of a state whose header is not there yet.
const proofNotYet = "PROOF_NOT_YET"

// What this package says no with.
var (
	errMalformed = problem(http.StatusBadRequest, "malformed", "参数不合格式",
		"an argument is malformed", "按接口文档更正参数", "correct the argument as the documentation says")
	errToken = problem(http.StatusBadRequest, "page_token", "翻页标记无效，或与其他参数不符",
		"the page token is invalid, or was given for other arguments",
		"从第一页重新开始，其他参数保持不变", "begin at the first page and keep the other arguments")
	errUnauthorized = problem(http.StatusUnauthorized, "unauthorized", "需要有效的访问令牌",
		"a valid token is needed", "以 Authorization: Bearer 给出本机构的令牌",
		"give your institution's token as Authorization: Bearer")
	errForbidden = problem(http.StatusForbidden, "forbidden", "令牌的范围不含此项操作",
		"the token's scopes do not include this", "向节点管理员申请相应范围",
		"ask who runs the node for a wider scope")
	errHost = problem(http.StatusForbidden, "host", "请求的主机名不是本机",
		"the request's host is not this machine", "以 127.0.0.1 或 localhost 访问，或使用令牌",
		"use 127.0.0.1 or localhost, or a token")
	errRoute = problem(http.StatusNotFound, "route", "没有这个路径", "there is no such path",
		"查看 /api/v1/docs", "see /api/v1/docs")
	errMethod = problem(http.StatusMethodNotAllowed, "method", "该路径不支持此方法",
		"the path does not take this method", "查看 /api/v1/docs", "see /api/v1/docs")
	errAcceptable = problem(http.StatusNotAcceptable, "format", "该路径没有这种格式",
		"the path has no such format", "用 .json；清单另有 .csv 和 .ndjson",
		"use .json; lists have .csv and .ndjson besides")
	errPruned = problem(http.StatusGone, "pruned", "该时点的状态已不保留",
		"the state of that time is no longer kept",
		"换用 earliest_height 或以后的高度，或向保留全部历史的节点查询",
		"ask at earliest_height or later, or ask a node that keeps all history")
	errNotYet = problem(http.StatusConflict, proofNotYet,
		"高度 H 的状态由 H+1 的区块头证明，该区块尚未产生",
		"the state of height H is proved by the header of H+1, which is not there yet",
		"稍后再试，或以 ?height= 查询较早的高度", "ask again in a moment, or at an earlier ?height=")
	errNoProof = problem(http.StatusBadRequest, "no_proof", "该查询的回答不是一条记录，没有单键证明",
		"the answer is not one record, so that one key would prove it",
		"用 /api/v1/proofs/ 取证明文件", "take a proof file from /api/v1/proofs/")
	errRate = problem(http.StatusTooManyRequests, "rate", "请求过于频繁", "too many requests",
		"按 Retry-After 稍候", "wait as Retry-After says")
	errBusy = problem(http.StatusServiceUnavailable, "busy", "同时处理的请求已达上限",
		"as many requests as allowed are under way", "稍候再试", "ask again in a moment")
	errSlow = problem(http.StatusGatewayTimeout, "timeout", "未能在时限内答复",
		"there was no answer within the time allowed", "缩小查询范围", "ask for less at a time")
	errLarge = problem(http.StatusRequestEntityTooLarge, "too_large", "请求过大",
		"the request is too large", "见接口文档的上限", "see the limits in the documentation")
	errKeyTaken = problem(http.StatusConflict, "idempotency_key",
		"该 Idempotency-Key 已用于另一份请求",
		"the Idempotency-Key was used for another request", "新的请求使用新的键",
		"give a new request a new key")
	errUnderWay = problem(http.StatusConflict, "under_way", "同一 Idempotency-Key 的请求尚在处理",
		"a request with the same Idempotency-Key is under way", "按 Retry-After 稍候再试",
		"ask again as Retry-After says")
	errNode = problem(http.StatusBadGateway, "node", "节点不能应答", "the node cannot answer",
		"稍候再试，或改用其他节点", "ask again in a moment, or ask another node")
	errMissing = &Problem{Status: http.StatusNotFound, Code: "query.not_found", DetailZh: "没有找到",
		Detail: "not found", RemedyZh: "核对名称、编号和高度", Remedy: "check the name, the id and the height"}
	errRelay = problem(http.StatusNotImplemented, "relay", "本服务不转交文书",
		"this server takes no papers", "改用其他节点", "use another node")
)

// statuses are those of the ledger's refusals of questions; a paper's refusal is 422.
var statuses = map[string]int{
	"query.not_found": http.StatusNotFound, "query.unknown": http.StatusNotFound,
	"query.height": http.StatusGone, "query.malformed": http.StatusBadRequest,
	"query.argument": http.StatusBadRequest, "body.field": http.StatusBadRequest,
	"node.closing": http.StatusServiceUnavailable, "internal": http.StatusInternalServerError,
	"mempool.pending": http.StatusConflict, "mempool.share": http.StatusTooManyRequests,
	"tx.replayed": http.StatusConflict, "tx.nonce": http.StatusConflict,
	"tx.undecodable": http.StatusBadRequest,
}

func ofTold(t rule.Told) *Problem {
	status := statuses[t.Code]
	if status == 0 {
		status = http.StatusUnprocessableEntity
	}
	p := &Problem{Status: status, Code: t.Code, Detail: t.En, DetailZh: t.Zh, Field: t.Field,
		Remedy: t.FixEn, RemedyZh: t.FixZh}
	if t.Article != rule.DefaultRule {
		p.Article = t.Article
	}
	return p
}

// problemOf finds what to answer for an error.
func problemOf(err error) *Problem {
	var p *Problem
	var refused *source.Refused
	var missing *source.Missing
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &refused):
		return ofTold(refused.Told)
	case errors.As(err, &missing):
		return ofTold(missing.Told)
	case errors.Is(err, source.ErrNotFound):
		return errMissing
	case errors.As(err, &large):
		return errLarge
	case errors.Is(err, context.DeadlineExceeded):
		return errSlow
	}
	out := *errNode
	out.Detail += ": " + err.Error()
	return &out
}

// Fail answers with a problem document for an error: a *Problem, one of package source, or any.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := *problemOf(err)
	p.Title = http.StatusText(p.Status)
	p.Type = Prefix + "/docs#" + p.Code
	h := w.Header()
	h.Set("Content-Language", "en")
	if chinese(r) {
		p.inChinese()
		h.Set("Content-Language", "zh-CN")
	}
	h.Add("Vary", "Accept-Language")
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Content-Encoding"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if p.retry != "" {
		h.Set("Retry-After", p.retry)
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="suyuan"`)
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		_ = e.Encode(p)
	}
}
