package api

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// Formats of an answer.
const (
	formJSON   = "json"
	formCSV    = "csv"
	formNDJSON = "ndjson"
)

var forms = []string{formJSON, formCSV, formNDJSON}

// mimes are the content types of the formats.
var mimes = map[string]string{formJSON: "application/json", formCSV: "text/csv; charset=utf-8",
	formNDJSON: "application/x-ndjson"}

// format finds what is asked for by suffix, ?format= or Accept, in this order.
func format(r *http.Request, list bool) (string, error) {
	form := r.URL.Query().Get("format")
	for _, f := range forms {
		if list && strings.HasSuffix(r.URL.Path, "."+f) {
			form = f
		}
	}
	if form == "" {
		form = accepted(r.Header.Get("Accept"), list)
	}
	if !slices.Contains(forms, form) || form != formJSON && !list {
		return "", errAcceptable
	}
	return form, nil
}

// accepted is the first format of an Accept header that there is, JSON where all is welcome.
func accepted(header string, list bool) string {
	if header == "" {
		return formJSON
	}
	for part := range strings.SplitSeq(header, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil || params["q"] == "0" {
			continue
		}
		switch kind {
		case "*/*", "application/*", "application/json", "application/problem+json":
			return formJSON
		case "text/csv", "text/*":
			if list {
				return formCSV
			}
		case "application/x-ndjson", "application/jsonl":
			if list {
				return formNDJSON
			}
		}
	}
	return ""
}
