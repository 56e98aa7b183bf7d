package collect

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Gateway says how to read an access log: which columns mean what, and which lines are uses of
// which product.
type Gateway struct {
	Name      string   `yaml:"name"`
	File      string   `yaml:"file"`
	Form      string   `yaml:"form"`               // jsonl, csv or text
	Format    string   `yaml:"format,omitempty"`   // text: the shape of a line, as nginx writes it
	Encoding  string   `yaml:"encoding,omitempty"` // of a log that is not UTF-8: gbk or gb18030
	Columns   []string `yaml:"columns,omitempty"`  // csv: names; left out, the first line names them
	Separator string   `yaml:"separator,omitempty"`
	Time      string   `yaml:"time"`             // column of the instant
	Layout    string   `yaml:"layout,omitempty"` // rfc3339, unix, unix_ms or a layout of Go
	Zone      string   `yaml:"zone,omitempty"`   // of times without one: reject, UTC, Asia/Shanghai
	Key       string   `yaml:"key,omitempty"`    // column of the call's own id
	Units     string   `yaml:"units,omitempty"`  // column; left out, a line is one unit
	Consent   string   `yaml:"consent,omitempty"`
	Customer  string   `yaml:"customer,omitempty"` // column of the registered pseudonym, 64 hex
	NoLine    bool     `yaml:"drop_lines,omitempty"`
	Rotated   bool     `yaml:"rotated,omitempty"` // begin with the log's rotated files, oldest first
	Routes    []Route  `yaml:"routes"`
}

// Route says what the lines that fit are uses of. The first route that fits holds; a line that fits
// none is no use.
type Route struct {
	Match   map[string][]string `yaml:"match"` // column -> patterns, * for any text
	Ignore  bool                `yaml:"ignore,omitempty"`
	Product string              `yaml:"product,omitempty"`
	Version uint32              `yaml:"version,omitempty"` // 1 when left out
	Stream  string              `yaml:"stream,omitempty"`  // name of the gateway when left out
	Purpose string              `yaml:"purpose,omitempty"`
	Members []uint16            `yaml:"members,omitempty"` // indexes of the inputs each call needs
	// column that lists them instead, as 0;2;3
	MembersFrom string `yaml:"members_from,omitempty"`
}

// ErrLine says that a line of a log cannot be read.
var ErrLine = errors.New("the line cannot be read（无法读取该行）")

// reader reads the lines of one log.
type reader struct {
	g       Gateway
	comma   byte
	index   map[string]int // of the columns that matter
	names   []string       // csv: all columns in order
	place   []int          // csv: column -> index, -1 for one that does not matter
	values  [][]byte       // of the line being read
	given   []bool
	routes  []route
	zone    *time.Location
	at, key int
	units   int
	consent int
	buyer   int
	sure    bool // csv: the columns are known
	pieces  []piece
	decode  *encoding.Decoder // nil for UTF-8
}

type route struct {
	meter   Meter
	members []uint16
	from    int
	ignore  bool
	match   []condition
}

type condition struct {
	column   int
	patterns []string
}

// compile checks a gateway and makes its reader.
func (g Gateway) compile() (*reader, error) {
	r := &reader{g: g, index: map[string]int{}, comma: ',', zone: nil, sure: g.Form != "csv"}
	wrong := func(format string, args ...any) (*reader, error) {
		return nil, fmt.Errorf("gateway %q: %s", g.Name, fmt.Sprintf(format, args...))
	}
	switch {
	case !wire.IsName(g.Name) || len(g.Name) > maxStream:
		return wrong("name must be a name of at most %d characters（名称不合规）", maxStream)
	case !slices.Contains([]string{"jsonl", "csv", "text"}, g.Form):
		return wrong("form must be jsonl, csv or text（form 须为 jsonl、csv 或 text）")
	case (g.Form == "text") != (g.Format != ""):
		return wrong("format is of the form text, and required there（format 用于且须用于 text）")
	case g.Time == "" || len(g.Routes) == 0:
		return wrong("time and routes are required（须写明 time 和 routes）")
	case len(g.Separator) > 1:
		return wrong("separator must be one byte（分隔符须为一个字节）")
	}
	if g.Separator != "" {
		r.comma = g.Separator[0]
	}
	var err error
	if r.zone, err = zoneNamed(g.Zone); err != nil {
		return wrong("%v", err)
	}
	if r.decode, err = decoderNamed(g.Encoding); err != nil {
		return wrong("%v", err)
	}
	r.at, r.key, r.units = r.column(g.Time), r.column(g.Key), r.column(g.Units)
	r.consent, r.buyer = r.column(g.Consent), r.column(g.Customer)
	for i, from := range g.Routes {
		to := route{ignore: from.Ignore, from: r.column(from.MembersFrom), members: from.Members}
		for _, column := range sortedKeys(from.Match) {
			to.match = append(to.match, condition{r.column(column), from.Match[column]})
		}
		to.meter = Meter{Version: max(from.Version, 1), Stream: from.Stream, Purpose: from.Purpose}
		if to.meter.Stream == "" {
			to.meter.Stream = g.Name
		}
		if to.meter.Product, err = wire.ParseID(from.Product); !from.Ignore &&
			(err != nil || !to.meter.Product.Valid() || from.Purpose == "" ||
				len(from.Members) == 0 == (from.MembersFrom == "")) {
			return wrong("routes[%d]: product as party/name, purpose, and members or members_from are "+
				"required（须写明 product、purpose 以及 members 或 members_from）", i)
		}
		r.routes = append(r.routes, to)
	}
	r.values, r.given = make([][]byte, len(r.index)), make([]bool, len(r.index))
	if g.Form == "text" {
		return r, r.setFormat(g.Format)
	}
	if len(g.Columns) > 0 {
		return r, r.setColumns(g.Columns)
	}
	return r, nil
}

// column is the place of a column that matters, -1 for none.
func (r *reader) column(name string) int {
	if name == "" {
		return -1
	}
	if _, ok := r.index[name]; !ok {
		r.index[name] = len(r.index)
	}
	return r.index[name]
}

func (r *reader) setColumns(names []string) error {
	r.names, r.place = names, make([]int, len(names))
	for i, n := range names {
		r.place[i] = -1
		if at, ok := r.index[n]; ok {
			r.place[i] = at
		}
	}
	for n := range r.index {
		if !slices.Contains(names, n) {
			return fmt.Errorf("gateway %q: the log has no column %q（日志没有该列）", r.g.Name, n)
		}
	}
	r.sure = true
	return nil
}

// Zones of times without one.
func zoneNamed(name string) (*time.Location, error) {
	switch name {
	case "", "reject":
		return nil, nil
	case "UTC":
		return time.UTC, nil
	case "Asia/Shanghai":
		return wire.Beijing, nil
	}
	return nil, fmt.Errorf("zone must be reject, UTC or Asia/Shanghai（zone 须为三者之一）")
}

// read reads one line. ok is false for a line that is no use. The use's line is copied.
func (r *reader) read(line []byte) (u Use, ok bool, err error) {
	line = bytes.TrimPrefix(line, bom)
	if len(bytes.TrimSpace(line)) == 0 {
		return u, false, nil
	}
	clear(r.given)
	text := line
	if r.decode != nil {
		if text, err = r.decode.Bytes(line); err != nil {
			return u, false, fmt.Errorf("%w: %v", ErrLine, err)
		}
	}
	switch {
	case r.g.Form == "jsonl":
		err = r.splitJSON(text)
	case r.g.Form == "text":
		err = r.splitText(text)
	case !r.sure:
		fields, err := r.fields(text)
		if err != nil {
			return u, false, err
		}
		return u, false, r.setColumns(fields)
	default:
		err = r.splitCSV(text)
	}
	if err == nil {
		err = r.legible()
	}
	if err != nil {
		return u, false, err
	}
	to := r.route()
	if to == nil || to.ignore {
		return u, false, nil
	}
	u.Meter = to.meter
	if !r.g.NoLine {
		u.Line = bytes.Clone(line[:min(len(line), maxLine)])
	}
	return u, true, r.fill(&u, to)
}

// route is the first one that fits the line.
func (r *reader) route() *route {
next:
	for i := range r.routes {
		for _, c := range r.routes[i].match {
			if !r.given[c.column] || !slices.ContainsFunc(c.patterns, func(p string) bool {
				return fits(p, r.values[c.column])
			}) {
				continue next
			}
		}
		return &r.routes[i]
	}
	return nil
}

// fits matches a pattern in which * stands for any text.
func fits(pattern string, s []byte) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return string(s) == pattern
	}
	if len(s) < len(head) || string(s[:len(head)]) != head {
		return false
	}
	for rest := s[len(head):]; ; rest = rest[1:] {
		if fits(tail, rest) {
			return true
		}
		if len(rest) == 0 {
			return false
		}
	}
}

// fill reads the columns of a use.
func (r *reader) fill(u *Use, to *route) (err error) {
	if !r.has(r.at) {
		return fmt.Errorf("%w: column %q is missing（缺少该列）", ErrLine, r.g.Time)
	}
	if u.At, err = r.instant(string(r.values[r.at])); err != nil {
		return err
	}
	if r.has(r.key) {
		u.Key = string(r.values[r.key])
	}
	u.Units, u.Members = 1, to.members
	if r.units >= 0 {
		if u.Units, err = r.count(r.units, r.g.Units); err != nil {
			return err
		}
	}
	if r.has(r.consent) {
		if u.Consent, err = r.count(r.consent, r.g.Consent); err != nil {
			return err
		}
	}
	if r.has(r.buyer) {
		if err := u.Customer.UnmarshalText(r.values[r.buyer]); err != nil {
			return fmt.Errorf("%w: column %q must be 64 hex digits（须为 64 位十六进制）", ErrLine, r.g.Customer)
		}
	}
	if to.from >= 0 {
		u.Members = nil
		for _, s := range strings.Split(string(r.values[to.from]), ";") {
			n, err := strconv.ParseUint(s, 10, 16)
			if err != nil || !r.given[to.from] {
				return fmt.Errorf("%w: inputs must be numbers such as 0;2（输入须为序号）", ErrLine)
			}
			u.Members = append(u.Members, uint16(n))
		}
	}
	return u.check()
}

// has tells whether the line has something in a column.
func (r *reader) has(column int) bool {
	return column >= 0 && r.given[column] && len(r.values[column]) > 0
}

func (r *reader) count(column int, name string) (uint64, error) {
	if r.given[column] {
		if n, err := strconv.ParseUint(string(r.values[column]), 10, 63); err == nil {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%w: column %q must be a whole number（须为整数）", ErrLine, name)
}

// instant reads a time. One without a zone is read as the gateway's setting says, never guessed.
func (r *reader) instant(s string) (wire.Time, error) {
	bad := func(why string) (wire.Time, error) {
		return 0, fmt.Errorf("%w: time %q: %s", ErrLine, s, why)
	}
	switch r.g.Layout {
	case "unix", "unix_ms":
		whole, _, _ := strings.Cut(s, ".")
		n, err := strconv.ParseUint(whole, 10, 63)
		if err != nil || n == 0 {
			return bad("it is no number of seconds（不是时间戳）")
		}
		if r.g.Layout == "unix_ms" {
			n /= 1000
		}
		return wire.Time(n), inLaw(n)
	case "", "rfc3339":
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return wire.At(t), inLaw(uint64(max(t.Unix(), 0)))
		}
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
			t, err := time.Parse(layout, s)
			if err != nil {
				continue
			}
			if r.zone == nil {
				return bad("it has no zone; set zone for this gateway（没有时区，请设置 zone）")
			}
			t, _ = time.ParseInLocation(layout, s, r.zone)
			return wire.At(t), inLaw(uint64(max(t.Unix(), 0)))
		}
		return bad("it is no time such as 2026-10-09T15:00:00+08:00（不是时间）")
	}
	zoned := strings.ContainsAny(r.g.Layout, "Z") || strings.Contains(r.g.Layout, "-07")
	if !zoned && r.zone == nil {
		return bad("its layout has no zone; set zone for this gateway（没有时区，请设置 zone）")
	}
	zone := r.zone
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation(r.g.Layout, s, zone)
	if err != nil {
		return bad("it has not the layout " + r.g.Layout)
	}
	return wire.At(t), inLaw(uint64(max(t.Unix(), 0)))
}

// inLaw refuses instants before 1971 and after 9999.
func inLaw(n uint64) error {
	if n < 31_536_000 || n > 253_370_764_800 {
		return fmt.Errorf("%w: a time outside the years 1971 to 9998（时间超出范围）", ErrLine)
	}
	return nil
}
