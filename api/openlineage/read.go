package openlineage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxFileBytes bounds one file of events.
const maxFileBytes = 256 << 20

// Parse reads the events of one file: one JSON event, an array of events, or events one after the
// other (NDJSON). Events that are no run events are left out. Where names the file in messages.
func Parse(where string, text []byte) ([]Event, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	d := json.NewDecoder(bytes.NewReader(text))
	var out []Event
	for n := 1; ; n++ {
		var raw json.RawMessage
		start := d.InputOffset()
		if err := d.Decode(&raw); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			p := problem("", "不是合格的 JSON", "not valid JSON: "+err.Error())
			p.Where = fmt.Sprintf("%s:%d", where, line(text, start))
			return nil, p
		}
		at := fmt.Sprintf("%s:%d", where, line(text, d.InputOffset()-int64(len(raw))))
		events, err := parseValue(at, raw)
		if err != nil {
			return nil, err
		}
		out = append(out, events...)
	}
}

// parseValue reads an event or an array of events.
func parseValue(at string, raw json.RawMessage) ([]Event, error) {
	list := []json.RawMessage{raw}
	array := bytes.HasPrefix(bytes.TrimSpace(raw), []byte("["))
	if array {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
	}
	var out []Event
	for i, item := range list {
		e, ok, err := ParseEvent(item)
		where := at
		if array {
			where = fmt.Sprintf("%s[%d]", at, i)
		}
		var p *Problem
		if errors.As(err, &p) {
			p.Where = where
		}
		if err != nil {
			return nil, err
		}
		if ok {
			e.Where = where
			out = append(out, e)
		}
	}
	return out, nil
}

func line(text []byte, offset int64) int {
	offset = max(0, min(offset, int64(len(text))))
	for offset < int64(len(text)) && strings.IndexByte(" \t\r\n", text[offset]) >= 0 {
		offset++
	}
	return 1 + bytes.Count(text[:offset], []byte("\n"))
}

// ReadDir reads every *.json, *.ndjson and *.jsonl file of a directory in the order of their names,
// numbers counted as numbers, and returns the run events in the order of their times. Events of the
// same time keep the order of the files.
func ReadDir(dir fs.FS) ([]Event, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if !e.IsDir() && (ext == ".json" || ext == ".ndjson" || ext == ".jsonl") {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, natural)
	var out []Event
	for _, n := range names {
		events, err := readFile(dir, n)
		if err != nil {
			return nil, err
		}
		out = append(out, events...)
	}
	if len(out) == 0 {
		return nil, errors.New("no OpenLineage run events in *.json, *.ndjson or *.jsonl files（目录中没有 " +
			"OpenLineage 运行事件）")
	}
	Sort(out)
	return out, nil
}

func readFile(dir fs.FS, name string) ([]Event, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFileBytes {
		return nil, &Problem{Where: name, Zh: "文件过大", En: fmt.Sprintf("the file is larger than %d bytes",
			maxFileBytes)}
	}
	return Parse(name, text)
}

// Sort orders events by time and keeps the given order of events of the same time.
func Sort(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return a.Time.Compare(b.Time) })
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
