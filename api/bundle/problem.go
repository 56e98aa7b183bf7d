package bundle

import (
	"encoding/json"
	"errors"
	"net/http"
)

// ServeProblem says why there is no proof file (RFC 9457): what was asked wrongly, what is not
// settled or not kept yet, or that the node's own answers do not verify.
func ServeProblem(w http.ResponseWriter, err error) {
	doc := struct {
		Type     string `json:"type"`
		Title    string `json:"title"`
		Status   int    `json:"status"`
		Code     string `json:"code"`
		Detail   string `json:"detail"`
		DetailZh string `json:"detail_zh"`
		Remedy   string `json:"remedy,omitempty"`
		RemedyZh string `json:"remedy_zh,omitempty"`
	}{Type: "about:blank", Status: http.StatusNotFound, Code: "proof.none", Detail: err.Error(),
		DetailZh: "没有可出具的证明：" + err.Error()}
	var fault *Fault
	switch {
	case errors.As(err, &fault):
		doc.Status, doc.Code, doc.Detail, doc.DetailZh = http.StatusBadGateway, fault.Code, fault.En,
			fault.Zh
		doc.Remedy, doc.RemedyZh = "ask another node", "换一个节点"
	case Asked(err), errors.Is(err, ErrNoEntries):
		doc.Status, doc.Code = http.StatusBadRequest, "proof.request"
		doc.DetailZh = "请求没有指明可证明的记录：" + err.Error()
		doc.Remedy = "correct the kind of proof and its arguments as the documentation says"
		doc.RemedyZh = "按接口文档更正证明种类和参数"
	case errors.Is(err, ErrNotLanded):
		doc.Code, doc.DetailZh = "proof.not_landed", "该结算期的结算尚未完整入账"
		doc.Remedy, doc.RemedyZh = "ask after it landed", "入账后再索取"
	case errors.Is(err, ErrNoLines):
		doc.Status, doc.Code = http.StatusServiceUnavailable, "proof.no_lines"
		doc.DetailZh = "本节点没有该结算期的明细行"
		doc.Remedy, doc.RemedyZh = "ask another node", "换一个节点"
	}
	doc.Title = http.StatusText(doc.Status)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(doc.Status)
	_ = json.NewEncoder(w).Encode(doc)
}
