package openlineage

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// maxFileBytes bounds one file of events.
const maxFileBytes = 256 << 20

// Parse reads the events of one file: one JSON event, an array of events, or events one after the
// other (NDJSON). Events that are no run events are left out. Where names the file in messages. The
// first event that cannot be read is the error.
func Parse(where string, text []byte) ([]Event, error) {
	events, bad := Read(where, text, nil)
	if len(bad) > 0 {
		return nil, bad[0]
	}
	return events, nil
}

// Read is Parse that goes on behind an event that cannot be read, and tells all of them. Times
// without a zone are of the one given; with nil they cannot be read.
func Read(where string, text []byte, zone *time.Location) (events []Event, bad []*Problem) {
	text = bytes.TrimPrefix(text, bom)
	d, base := json.NewDecoder(bytes.NewReader(text)), 0
	for {
		var raw json.RawMessage
		start := base + int(d.InputOffset())
		err := d.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return events, bad
		}
		if err != nil {
			p := problem("", "不是合格的 JSON", "not valid JSON: "+err.Error())
			p.Where = fmt.Sprintf("%s:%d", where, line(text, start))
			bad = append(bad, p)
			if base = resume(text, start); base < 0 {
				return events, bad
			}
			d = json.NewDecoder(bytes.NewReader(text[base:]))
			continue
		}
		at := fmt.Sprintf("%s:%d", where, line(text, base+int(d.InputOffset())-len(raw)))
		more, wrong := readValue(at, raw, zone)
		events, bad = append(events, more...), append(bad, wrong...)
	}
}

// resume is where reading goes on behind what is no JSON: at the next line that begins with an
// event or a list of them; -1 when there is none.
func resume(text []byte, from int) int {
	for from < len(text) && bytes.IndexByte([]byte(" \t\r\n"), text[from]) >= 0 {
		from++
	}
	next := -1
	for _, sign := range []string{"\n{", "\n["} {
		if i := bytes.Index(text[from:], []byte(sign)); i >= 0 && (next < 0 || from+i+1 < next) {
			next = from + i + 1
		}
	}
	return next
}

// readValue reads an event or an array of events.
func readValue(at string, raw json.RawMessage, zone *time.Location) (events []Event,
	bad []*Problem) {
	list := []json.RawMessage{raw}
	array := bytes.HasPrefix(bytes.TrimSpace(raw), []byte("["))
	if array {
		_ = json.Unmarshal(raw, &list) // it was read as JSON before
	}
	for i, item := range list {
		e, ok, err := ParseEventIn(item, zone)
		where := at
		if array {
			where = fmt.Sprintf("%s[%d]", at, i)
		}
		var p *Problem
		switch {
		case errors.As(err, &p):
			p.Where = where
			bad = append(bad, p)
		case ok:
			e.Where = where
			events = append(events, e)
		}
	}
	return events, bad
}

func line(text []byte, offset int) int {
	offset = max(0, min(offset, len(text)))
	for offset < len(text) && strings.IndexByte(" \t\r\n", text[offset]) >= 0 {
		offset++
	}
	return 1 + bytes.Count(text[:offset], []byte("\n"))
}

// ReadDir reads every *.json, *.ndjson and *.jsonl file of a directory in the order of their names,
// numbers counted as numbers, and returns the run events in the order of their times. The first
// event that cannot be read is the error.
func ReadDir(dir fs.FS) ([]Event, error) {
	events, bad, err := ReadDirIn(dir, nil)
	if err == nil && len(bad) > 0 {
		err = bad[0]
	}
	if err != nil {
		return nil, err
	}
	return events, nil
}

// ReadDirIn is ReadDir for times without a zone, as in Read, that tells all events that cannot be
// read; it is an error when no event can. Files compressed with gzip (*.json.gz …) are read too.
func ReadDirIn(dir fs.FS, zone *time.Location) (events []Event, bad []*Problem, err error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, nil, err
	}
	var names []string
	for _, e := range entries {
		ext := path.Ext(strings.TrimSuffix(e.Name(), ".gz"))
		if !e.IsDir() && (ext == ".json" || ext == ".ndjson" || ext == ".jsonl") {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, natural)
	for _, n := range names {
		text, err := readFile(dir, n)
		if err != nil {
			return nil, nil, err
		}
		more, wrong := Read(n, text, zone)
		events, bad = append(events, more...), append(bad, wrong...)
	}
	switch {
	case len(events) == 0 && len(bad) > 0:
		return nil, nil, bad[0]
	case len(events) == 0:
		return nil, nil, errors.New("no OpenLineage run events in *.json, *.ndjson or *.jsonl files（目录中" +
			"没有 OpenLineage 运行事件）")
	}
	Sort(events)
	return events, bad, nil
}

func readFile(dir fs.FS, name string) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := io.Reader(f)
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxFileBytes {
		return nil, &Problem{Where: name, Zh: "文件过大", En: fmt.Sprintf("the file is larger than %d bytes",
			maxFileBytes)}
	}
	return text, nil
}

// Sort orders events by time. Those of the same time stand in the order of a run's life, then of
// their digests, so that the order in which they came does not matter.
func Sort(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(stage(a.Type), stage(b.Type)),
			bytes.Compare(a.Digest[:], b.Digest[:]))
	})
}

// stage is where an event type stands in the life of a run.
func stage(t string) int {
	switch t {
	case Start:
		return 0
	case Running:
		return 1
	case Other:
		return 2
	}
	return 3
}

// natural compares names so that 2.json comes before 10.json.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if digit(x[0]) && digit(y[0]) {
			n, m := digits(x), digits(y)
			v, w := strings.TrimLeft(x[:n], "0"), strings.TrimLeft(y[:m], "0")
			if len(v) != len(w) {
				return len(v) - len(w)
			}
			if c := strings.Compare(v, w); c != 0 {
				return c
			}
			x, y = x[n:], y[m:]
			continue
		}
		if x[0] != y[0] {
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if x == "" && y == "" {
		return strings.Compare(a, b)
	}
	return len(x) - len(y)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func digits(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n
}
