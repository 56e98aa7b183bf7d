package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// proofsAt is where proof files are mounted.
const proofsAt = "GET " + Prefix + "/proofs/"

// lineRoutes are the evidence of one line of a statement, by its place or its name.
func (s *Server) lineRoutes() []route {
	if s.t.byName["statement_lines"] == nil || s.o.Mount[proofsAt] == nil {
		return nil
	}
	in := func(name, zh, en string) param {
		return param{in: "path", name: name, required: true, zh: zh, en: en}
	}
	return []route{{method: http.MethodGet, id: "statement_line_proof",
		path: Prefix + "/statements/{period}/{payer}/{payee}/lines/{line}/proof",
		tag:  s.t.byName["statement_lines"].chapter, answer: "Bundle", scope: ScopeRead,
		zh: "一张结算单中一行的证明文件，由 suyuan verify 或核验页离线核对",
		en: "the proof file of one line of a statement, for suyuan verify or the verify page",
		params: []param{in("period", "结算期", "settlement period"), in("payer", "付款方", "who pays"),
			in("payee", "收款方", "who is paid"), in("line", "该结算单的第几行，自 1 起，或行名如 L0000012",
				"which line of the statement, from 1, or its name such as L0000012")},
		serve: s.lineProof}}
}

// lineProof finds the line in its statement and lets the maker of proof files answer.
func (s *Server) lineProof(w http.ResponseWriter, r *http.Request) error {
	name, err := s.lineOf(r)
	if err != nil {
		return err
	}
	turned := r.Clone(r.Context())
	turned.URL = &url.URL{Path: Prefix + "/proofs/line", RawQuery: url.Values{
		"period": {r.PathValue("period")}, "line": {name}}.Encode()}
	turned.RequestURI = turned.URL.RequestURI()
	w.Header().Set("Content-Location", turned.RequestURI)
	s.o.Mount[proofsAt].ServeHTTP(w, turned)
	return nil
}

// lineOf is the name of the line that a request means; no such line of the statement is not found.
func (s *Server) lineOf(r *http.Request) (string, error) {
	wanted := r.PathValue("line")
	name, byName := strings.CutPrefix(wanted, "L")
	n, err := strconv.ParseUint(name, 10, 31)
	if err != nil || n == 0 {
		return "", errMalformed.of("line")
	}
	if byName { // names count the lines of the run, from 1
		after := ""
		if n > 1 {
			after = strconv.FormatUint(n-2, 10)
		}
		lines, _, err := s.linesAfter(r, after, 1)
		if err == nil && (len(lines) == 0 || lines[0] != wanted) {
			err = source.ErrNotFound
		}
		return wanted, err
	}
	for after := ""; ; {
		lines, next, err := s.linesAfter(r, after, linesAtOnce)
		switch {
		case err != nil:
			return "", err
		case n <= uint64(len(lines)):
			return lines[n-1], nil
		case next == "":
			return "", source.ErrNotFound
		}
		n, after = n-uint64(len(lines)), next
	}
}

// linesAtOnce is how many lines are counted at a time.
const linesAtOnce = 1000

// linesAfter are the names of a statement's lines after a place, and where the next ones begin.
func (s *Server) linesAfter(r *http.Request, after string, limit int) (names []string, next string,
	err error) {
	args := map[string]string{"limit": strconv.Itoa(limit)}
	for _, name := range []string{"period", "payer", "payee"} {
		args[name] = r.PathValue(name)
	}
	if after != "" {
		args["after"] = after
	}
	a, err := s.put(r.Context(), "statement_lines", args, 0)
	if err != nil {
		return nil, "", err
	}
	var page struct {
		Items []struct {
			Line struct {
				ID string `json:"id"`
			} `json:"line"`
		} `json:"items"`
		Next string `json:"next"`
	}
	if err := json.Unmarshal(a.Answer, &page); err != nil {
		return nil, "", err
	}
	for _, x := range page.Items {
		names = append(names, x.Line.ID)
	}
	return names, page.Next, nil
}
