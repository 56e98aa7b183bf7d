package api

import (
	"net/http"
	"strconv"
	"strings"
)

// chinese reports whether an Accept-Language asks for Chinese before English. Where it says
// neither, or the header is absent, English is the language of documents for programs.
func chinese(r *http.Request) bool {
	zh, en := 0.0, 0.0
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(part, ";")
		q := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				q = n
			}
		}
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		switch primary {
		case "zh":
			zh = max(zh, q)
		case "en":
			en = max(en, q)
		}
	}
	return zh > en
}

// titlesZh are the titles of statuses in Chinese; English has http.StatusText.
var titlesZh = map[int]string{
	http.StatusBadRequest:            "请求有误",
	http.StatusUnauthorized:          "未认证",
	http.StatusForbidden:             "无权访问",
	http.StatusNotFound:              "没有找到",
	http.StatusMethodNotAllowed:      "方法不支持",
	http.StatusNotAcceptable:         "格式不支持",
	http.StatusConflict:              "冲突",
	http.StatusGone:                  "已不保留",
	http.StatusRequestEntityTooLarge: "请求过大",
	http.StatusUnsupportedMediaType:  "内容类型不支持",
	http.StatusUnprocessableEntity:   "被账本拒绝",
	http.StatusTooManyRequests:       "请求过于频繁",
	http.StatusInternalServerError:   "内部错误",
	http.StatusNotImplemented:        "不提供",
	http.StatusBadGateway:            "节点不能应答",
	http.StatusServiceUnavailable:    "暂时不能应答",
	http.StatusGatewayTimeout:        "超时",
}

// inChinese puts the Chinese texts first and keeps the English ones beside them.
func (p *Problem) inChinese() {
	p.DetailEn, p.Detail = p.Detail, p.DetailZh
	p.RemedyEn, p.Remedy = p.Remedy, p.RemedyZh
	if title, ok := titlesZh[p.Status]; ok {
		p.Title = title
	}
}
