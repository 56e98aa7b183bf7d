package api

import (
	"bufio"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// scanRows is how many rows are held at a time while all rows of a list go out.
const scanRows = 500

// rows writes all rows of a list, or the first of them where a limit is given, page after page of
// one height: no more than a page is in memory.
func (s *Server) rows(w http.ResponseWriter, r *http.Request, at route, form string,
	args map[string]string, height uint64) error {
	if !Caller(r).May(ScopeExport) {
		return errForbidden.of("format")
	}
	if r.URL.Query().Get("page_token") != "" {
		return errToken.of("page_token")
	}
	most := 0
	if text := args["limit"]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return errMalformed.of("limit")
		}
		most = n
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), s.o.Limits.Download)
	defer cancel()
	stop := context.AfterFunc(r.Context(), func() {
		if r.Context().Err() == context.Canceled { // the caller is gone; the short limit does not count
			cancel()
		}
	})
	defer stop()
	walk := &walk{s: s, ctx: ctx, name: at.q.Name, cursor: at.q.cursor(), args: args, most: most}
	first, err := walk.page(height, args[walk.cursor])
	if err != nil {
		return err
	}
	walk.first = first
	out := &rowWriter{w: w, to: bufio.NewWriterSize(w, 32<<10), until: s.o.Clock}
	stamp(w.Header(), first.answer)
	w.Header().Set("Content-Type", mimes[form])
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="`+at.q.Name+"-h"+
		strconv.FormatUint(first.answer.Height, 10)+"."+form+`"`)
	if r.Method == http.MethodHead {
		return nil
	}
	if form == formNDJSON {
		err = out.ndjson(walk)
	} else {
		err = out.csv(walk)
	}
	if err != nil {
		// The head is out already: what says that the rows are not all is the end of the connection.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// walk goes through the rows of a list at one height, as often as it is asked to.
type walk struct {
	s            *Server
	ctx          context.Context
	name, cursor string
	args         map[string]string
	most         int // 0: all
	first        *rowPage
}

type rowPage struct {
	answer source.Answer
	listed
}

func (k *walk) page(height uint64, after string) (*rowPage, error) {
	args := maps.Clone(k.args)
	args["limit"] = strconv.Itoa(scanRows)
	delete(args, k.cursor)
	if after != "" {
		args[k.cursor] = after
	}
	a, err := k.s.put(k.ctx, k.name, args, height)
	if err != nil {
		return nil, err
	}
	p := &rowPage{answer: a}
	if err := json.Unmarshal(a.Answer, &p.listed); err != nil {
		return nil, err
	}
	p.answer.Answer = nil
	return p, k.ctx.Err()
}

// each visits all rows, or the first ones where there is a limit.
func (k *walk) each(fn func(row json.RawMessage) error) error {
	n := 0
	for p := k.first; ; {
		for _, row := range p.Items {
			if k.most > 0 && n == k.most {
				return nil
			}
			if err := fn(row); err != nil {
				return err
			}
			n++
		}
		if p.Next == "" {
			return nil
		}
		var err error
		if p, err = k.page(k.first.answer.Height, p.Next); err != nil {
			return err
		}
	}
}

// rowWriter writes rows and keeps the connection's deadline ahead of them.
type rowWriter struct {
	w     http.ResponseWriter
	to    *bufio.Writer
	until func() time.Time
	n     int
}

// rowTime is how long a caller may take for some rows.
const rowTime = 30 * time.Second

func (o *rowWriter) moved() {
	if o.n%scanRows == 0 {
		_ = http.NewResponseController(o.w).SetWriteDeadline(o.until().Add(rowTime))
	}
	o.n++
}

func (o *rowWriter) ndjson(k *walk) error {
	err := k.each(func(row json.RawMessage) error {
		o.moved()
		_, _ = o.to.Write(row)
		return o.to.WriteByte('\n')
	})
	if err != nil {
		return err
	}
	return o.to.Flush()
}

// csv writes a table for spreadsheets: UTF-8 with a byte order mark, CRLF, one column for each
// field that any row has. The rows are walked twice, for columns that only a later row has; both
// walks are of one height and see the same rows.
func (o *rowWriter) csv(k *walk) error {
	var columns []string
	seen := map[string]bool{}
	err := k.each(func(row json.RawMessage) error {
		return flatten(row, func(name, _ string) {
			if !seen[name] {
				seen[name] = true
				columns = append(columns, name)
			}
		})
	})
	if err != nil {
		return err
	}
	o.to.WriteString("\ufeff")
	o.line(columns)
	cells := make([]string, len(columns))
	place := map[string]int{}
	for i, c := range columns {
		place[c] = i
	}
	err = k.each(func(row json.RawMessage) error {
		o.moved()
		clear(cells)
		err := flatten(row, func(name, cell string) { cells[place[name]] = cell })
		if err != nil {
			return err
		}
		return o.line(cells)
	})
	if err != nil {
		return err
	}
	return o.to.Flush()
}

func (o *rowWriter) line(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			o.to.WriteByte(',')
		}
		o.to.WriteString(csvCell(c))
	}
	_, err := o.to.WriteString("\r\n")
	return err
}

// csvCell quotes a cell and keeps spreadsheets from running it as a formula. Numbers, which begin
// with a digit or with a minus sign before digits alone, stand as they are.
func csvCell(s string) string {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, start) && !isNumber(s) {
			s = "'" + s
			break
		}
	}
	if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
