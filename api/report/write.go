package report

import (
	"context"
	"fmt"
	"io"
)

// Formats are the forms of a report. Not every report goes on paper.
var Formats = []string{"json", "csv", "xlsx", "pdf"}

// Options say what writing a report needs beside it.
type Options struct {
	Font  []byte // TrueType file that papers are set in; FontPlaces says where it usually is
	Local        // for verifying what rests on local files, too
}

// Types are the media types of the formats.
var Types = map[string]string{"json": "application/json", "csv": "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pdf":  "application/pdf", "journal": "text/plain; charset=utf-8", "xml": "application/xml"}

// Write writes the report in a format, each row once: its digest is known when Write has returned.
// The same report gives the same bytes.
func (r *Report) Write(ctx context.Context, w io.Writer, format string, o Options) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch format {
	case "json":
		return r.writeJSON(w)
	case "csv":
		return r.writeCSV(w)
	case "xlsx":
		return r.writeXLSX(w)
	case "pdf":
		return r.writePDF(w, o)
	}
	return problem("report.format", fmt.Sprintf("没有格式 %s：可用 json、csv、xlsx、pdf", format),
		fmt.Sprintf("there is no format %s: json, csv, xlsx or pdf", format))
}

// Problem is why a report cannot be made, in both languages.
type Problem struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Error is the English sentence.
func (p *Problem) Error() string { return p.En }

func problem(code, zh, en string) error { return &Problem{code, zh, en} }
