package openlineage

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxEventBytes is the largest event that is read.
const MaxEventBytes = 5 << 20

// The event types that end a run, and the others.
const (
	Start    = "START"
	Running  = "RUNNING"
	Complete = "COMPLETE"
	Abort    = "ABORT"
	Fail     = "FAIL"
	Other    = "OTHER"
)

var eventTypes = []string{Start, Running, Complete, Abort, Fail, Other}

// Name is a dataset's or job's name inside its namespace.
type Name struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// String is namespace and name joined so that no two names give the same text in practice.
func (n Name) String() string {
	if n.Namespace == "" || strings.HasPrefix(n.Name, "/") {
		return n.Namespace + n.Name
	}
	return n.Namespace + "/" + n.Name
}

// Event is one run event, reduced to what lineage needs.
type Event struct {
	Time      time.Time
	Type      string // Other when absent
	RunID     string // lower case
	Job       Name
	Producer  string
	SchemaURL string
	Inputs    []Dataset
	Outputs   []Dataset
	Dataset   *Dataset // of a DatasetEvent
	Canonical []byte   // the whole event as JSON with sorted keys and no spaces
	Digest    [32]byte // SHA-256 of Canonical
	Where     string   // file and position, for messages
	Basis     string   // zone in which a time without one was read; "" when it had one
}

// Problem says what is wrong with an event and where: the JSON pointer of the value.
type Problem struct {
	Where  string // file and position
	Path   string // JSON pointer, such as /run
	Zh, En string
}

// Error is one line in English followed by the Chinese sentence.
func (p *Problem) Error() string {
	at := ""
	if p.Where != "" {
		at = p.Where + ": "
	}
	return fmt.Sprintf("%spath %q: %s（路径 %s：%s）", at, p.Path, p.En, p.Path, p.Zh)
}

// errStatic marks a DatasetEvent or JobEvent: valid, but no run to record.
var errStatic = errors.New("openlineage: not a run event")

// ParseEvent reads one run event. A DatasetEvent or JobEvent gives ok false, with the datasets and
// the job that it names. The error is a *Problem.
func ParseEvent(text []byte) (e Event, ok bool, err error) { return ParseEventIn(text, nil) }

// ParseEventIn is ParseEvent for a source whose times without a zone are of a known one; with nil
// they are refused.
func ParseEventIn(text []byte, zone *time.Location) (e Event, ok bool, err error) {
	e, err = parseEvent(text, zone)
	if errors.Is(err, errStatic) {
		return e, false, nil
	}
	return e, err == nil, err
}

func parseEvent(text []byte, zone *time.Location) (e Event, err error) {
	text = bytes.TrimPrefix(text, bom)
	switch {
	case len(text) > MaxEventBytes:
		return e, tooLarge()
	case !utf8.Valid(text):
		return e, problem("", "不是 UTF-8 文本", "is not text in UTF-8")
	}
	raw, err := object(text, "")
	if err != nil {
		return e, err
	}
	if e.SchemaURL, err = uri(raw, "schemaURL"); err != nil {
		return e, err
	}
	if e.Producer, err = uri(raw, "producer"); err != nil {
		return e, err
	}
	if e.Time, e.Basis, err = eventTime(raw, zone); err != nil {
		return e, err
	}
	if e.Type, err = eventType(raw); err != nil {
		return e, err
	}
	if static(raw, e.SchemaURL) {
		err = e.parseStatic(raw)
		return e, err
	}
	if e.RunID, err = runID(raw["run"]); err != nil {
		return e, err
	}
	if err = e.parseJob(raw); err != nil {
		return e, err
	}
	if e.Canonical, err = canonical(text); err != nil {
		return e, problem("", "不是合格的 JSON", "not valid JSON: "+err.Error())
	}
	if len(e.Canonical) > MaxEventBytes {
		return e, tooLarge()
	}
	e.Digest = sha256.Sum256(e.Canonical)
	return e, nil
}

// static tells a DatasetEvent or JobEvent: by its schemaURL or, where that names no definition of
// the core schema, by what it holds.
func static(raw map[string]json.RawMessage, schema string) bool {
	if !absent(raw["run"]) {
		return false
	}
	switch schema[strings.LastIndexByte(schema, '/')+1:] {
	case "DatasetEvent", "JobEvent":
		return true
	case "RunEvent":
		return false
	}
	return absent(raw["job"]) && !absent(raw["dataset"])
}

// parseStatic reads what an event without a run names.
func (e *Event) parseStatic(raw map[string]json.RawMessage) error {
	if absent(raw["job"]) {
		if absent(raw["dataset"]) {
			return missing("", "dataset")
		}
		d, err := dataset("/dataset", raw["dataset"])
		e.Dataset = &d
		return cmp.Or(err, errStatic)
	}
	return cmp.Or(e.parseJob(raw), errStatic)
}

// parseJob reads the job with its inputs and outputs.
func (e *Event) parseJob(raw map[string]json.RawMessage) (err error) {
	if e.Job, err = name("/job", raw["job"]); err != nil {
		return err
	}
	if e.Inputs, err = datasets("/inputs", raw["inputs"]); err != nil {
		return err
	}
	if e.Outputs, err = datasets("/outputs", raw["outputs"]); err != nil {
		return err
	}
	e.explicit(raw["job"])
	return nil
}

var bom = []byte("\xef\xbb\xbf")

func tooLarge() *Problem {
	return problem("", fmt.Sprintf("事件超过 %d 字节", MaxEventBytes),
		fmt.Sprintf("the event is larger than %d bytes", MaxEventBytes))
}

func problem(path, zh, en string) *Problem { return &Problem{Path: path, Zh: zh, En: en} }

func missing(path, field string) *Problem {
	return problem(path, fmt.Sprintf("缺少 %q", field), fmt.Sprintf("%q is required", field))
}

// object reads the members of a JSON object by their exact names, and says in plain words what it
// is instead.
func object(text []byte, path string) (members map[string]json.RawMessage, err error) {
	err = json.Unmarshal(text, &members)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil && members == nil:
		return nil, problem(path, "须为对象", "must be an object")
	case err == nil:
		return members, nil
	case errors.As(err, &wrong):
		return nil, problem(path, "类型不符，不应为 "+wrong.Value, "has the wrong type: "+wrong.Value)
	}
	return nil, problem(path, "不是合格的 JSON", "not valid JSON: "+err.Error())
}

// absent tells a member that is not there, or null.
func absent(raw json.RawMessage) bool { return raw == nil || string(raw) == "null" }

// required reads a string that must be there.
func required(members map[string]json.RawMessage, path, field string) (s string, err error) {
	raw := members[field]
	if absent(raw) {
		return "", missing(path, field)
	}
	var wrong *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &s); errors.As(err, &wrong) {
		return "", problem(path+"/"+field, "类型不符，不应为 "+wrong.Value,
			"has the wrong type: "+wrong.Value)
	}
	return s, nil
}

func uri(raw map[string]json.RawMessage, field string) (string, error) {
	s, err := required(raw, "", field)
	if err != nil {
		return "", err
	}
	if u, err := url.Parse(s); err != nil || u.Scheme == "" {
		return "", problem("/"+field, "须为 URI", "must be a URI")
	}
	return s, nil
}

// zoned are the ways in which clients write an instant with its zone: that of the schema, and those
// of Java and Python that cannot mean another instant.
var zoned = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02 15:04:05Z07"}

// region is what Java and RFC 9557 write behind the offset: it adds nothing to the instant.
var region = regexp.MustCompile(`(Z|[+-]\d\d:?\d\d)\[[A-Z0-9_+/:-]+\]$`)

// eventTime reads an instant and, where it has no zone and the source has one, says which was used.
func eventTime(raw map[string]json.RawMessage, zone *time.Location) (t time.Time, basis string,
	err error) {
	s, err := required(raw, "", "eventTime")
	if err != nil {
		return t, "", err
	}
	upper := region.ReplaceAllString(strings.ToUpper(s), "$1")
	for _, layout := range zoned {
		if t, err = time.Parse(layout, upper); err == nil && lawful(t) {
			return t, "", nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if _, err := time.Parse(layout, upper); err != nil {
			continue
		}
		if zone == nil {
			return t, "", problem("/eventTime",
				fmt.Sprintf("时间 %q 没有时区；须如 2026-10-09T15:00:00+08:00", s),
				fmt.Sprintf("%q has no time zone; write it as 2026-10-09T15:00:00+08:00", s))
		}
		if t, err = time.ParseInLocation(layout, upper, zone); err == nil && lawful(t) {
			return t, zone.String(), nil
		}
	}
	return t, "", problem("/eventTime",
		fmt.Sprintf("%q 不是时间；须如 2026-10-09T15:00:00+08:00", s),
		fmt.Sprintf("%q is not a time such as 2026-10-09T15:00:00+08:00", s))
}

func lawful(t time.Time) bool { return t.Unix() > 0 && t.Year() <= 9999 }

func eventType(raw map[string]json.RawMessage) (string, error) {
	if absent(raw["eventType"]) {
		return Other, nil
	}
	s, err := required(raw, "", "eventType")
	if err == nil && !slices.Contains(eventTypes, s) {
		err = problem("/eventType", "须为 "+strings.Join(eventTypes, "、"),
			"must be one of "+strings.Join(eventTypes, ", "))
	}
	return s, err
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func runID(raw json.RawMessage) (string, error) {
	if raw == nil {
		return "", missing("", "run")
	}
	run, err := object(raw, "/run")
	if err != nil {
		return "", err
	}
	id, err := required(run, "/run", "runId")
	if err != nil {
		return "", err
	}
	if id = strings.ToLower(id); !uuid.MatchString(id) {
		return "", problem("/run/runId", "须为 UUID", "must be a UUID")
	}
	return id, nil
}

func name(path string, raw json.RawMessage) (n Name, err error) {
	if raw == nil {
		return n, missing("", strings.TrimPrefix(path, "/"))
	}
	members, err := object(raw, path)
	if err != nil {
		return n, err
	}
	if n.Namespace, err = required(members, path, "namespace"); err != nil {
		return n, err
	}
	n.Name, err = required(members, path, "name")
	return n, err
}

// canonical rewrites JSON with sorted keys, without spaces, numbers verbatim.
func canonical(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the event")
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	if err := w.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
