package openlineage

import (
	"bytes"
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

type rawEvent struct {
	EventTime *string         `json:"eventTime"`
	EventType *string         `json:"eventType"`
	Producer  *string         `json:"producer"`
	SchemaURL *string         `json:"schemaURL"`
	Run       json.RawMessage `json:"run"`
	Job       json.RawMessage `json:"job"`
	Inputs    json.RawMessage `json:"inputs"`
	Outputs   json.RawMessage `json:"outputs"`
	Dataset   json.RawMessage `json:"dataset"` // of a DatasetEvent
}

// errStatic marks a DatasetEvent or JobEvent: valid, but no run to record.
var errStatic = errors.New("openlineage: not a run event")

// ParseEvent reads one run event. A DatasetEvent or JobEvent, told by its schemaURL, gives ok
// false. The error is a *Problem.
func ParseEvent(text []byte) (e Event, ok bool, err error) { return ParseEventIn(text, nil) }

// ParseEventIn is ParseEvent for a source whose times without a zone are of a known one; with nil
// they are refused.
func ParseEventIn(text []byte, zone *time.Location) (e Event, ok bool, err error) {
	e, err = parseEvent(text, zone)
	if errors.Is(err, errStatic) {
		return Event{}, false, nil
	}
	return e, err == nil, err
}

func parseEvent(text []byte, zone *time.Location) (Event, error) {
	if len(text) > MaxEventBytes {
		return Event{}, problem("", fmt.Sprintf("事件超过 %d 字节", MaxEventBytes),
			fmt.Sprintf("the event is larger than %d bytes", MaxEventBytes))
	}
	var raw rawEvent
	if err := decode(text, "", &raw); err != nil {
		return Event{}, err
	}
	var e Event
	var err error
	if e.SchemaURL, err = uri("/schemaURL", "schemaURL", raw.SchemaURL); err != nil {
		return e, err
	}
	if raw.Run == nil && (strings.HasSuffix(e.SchemaURL, "/DatasetEvent") ||
		strings.HasSuffix(e.SchemaURL, "/JobEvent") || raw.Dataset != nil && raw.Job == nil) {
		return e, errStatic
	}
	if e.Producer, err = uri("/producer", "producer", raw.Producer); err != nil {
		return e, err
	}
	if e.Time, e.Basis, err = eventTime(raw.EventTime, zone); err != nil {
		return e, err
	}
	if e.Type, err = eventType(raw.EventType); err != nil {
		return e, err
	}
	if e.RunID, err = runID(raw.Run); err != nil {
		return e, err
	}
	if e.Job, err = name("/job", raw.Job); err != nil {
		return e, err
	}
	if e.Inputs, err = datasets("/inputs", raw.Inputs); err != nil {
		return e, err
	}
	if e.Outputs, err = datasets("/outputs", raw.Outputs); err != nil {
		return e, err
	}
	if e.Canonical, err = canonical(text); err != nil {
		return e, problem("", "不是合格的 JSON", "not valid JSON: "+err.Error())
	}
	e.Digest = sha256.Sum256(e.Canonical)
	return e, nil
}

func problem(path, zh, en string) *Problem { return &Problem{Path: path, Zh: zh, En: en} }

func missing(path, field string) *Problem {
	return problem(path, fmt.Sprintf("缺少 %q", field), fmt.Sprintf("%q is required", field))
}

// decode reads one JSON object and says in plain words which value has the wrong type.
func decode(text []byte, path string, v any) error {
	err := json.Unmarshal(text, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil && bytes.Equal(bytes.TrimSpace(text), []byte("null")):
		return problem(path, "须为对象", "must be an object")
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		at := path
		if wrong.Field != "" {
			at += "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
		return problem(at, "类型不符，不应为 "+wrong.Value, "has the wrong type: "+wrong.Value)
	}
	return problem(path, "不是合格的 JSON", "not valid JSON: "+err.Error())
}

func uri(path, field string, s *string) (string, error) {
	if s == nil {
		return "", missing("", field)
	}
	if u, err := url.Parse(*s); err != nil || u.Scheme == "" {
		return "", problem(path, "须为 URI", "must be a URI")
	}
	return *s, nil
}

// zoned are the ways in which clients write an instant with its zone: that of the schema, and those
// of Java and Python that cannot mean another instant.
var zoned = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700"}

// eventTime reads an instant and, where it has no zone and the source has one, says which was used.
func eventTime(s *string, zone *time.Location) (t time.Time, basis string, err error) {
	if s == nil {
		return t, "", missing("", "eventTime")
	}
	text := strings.ToUpper(*s)
	for _, layout := range zoned {
		if t, err = time.Parse(layout, text); err == nil && lawful(t) {
			return t, "", nil
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if _, err := time.Parse(layout, text); err != nil {
			continue
		}
		if zone == nil {
			return t, "", problem("/eventTime",
				fmt.Sprintf("时间 %q 没有时区；须如 2026-10-09T15:00:00+08:00", *s),
				fmt.Sprintf("%q has no time zone; write it as 2026-10-09T15:00:00+08:00", *s))
		}
		if t, err = time.ParseInLocation(layout, text, zone); err == nil && lawful(t) {
			return t, zone.String(), nil
		}
	}
	return t, "", problem("/eventTime",
		fmt.Sprintf("%q 不是时间；须如 2026-10-09T15:00:00+08:00", *s),
		fmt.Sprintf("%q is not a time such as 2026-10-09T15:00:00+08:00", *s))
}

func lawful(t time.Time) bool { return t.Unix() > 0 && t.Year() <= 9999 }

func eventType(s *string) (string, error) {
	if s == nil {
		return Other, nil
	}
	if !slices.Contains(eventTypes, *s) {
		return "", problem("/eventType", "须为 "+strings.Join(eventTypes, "、"),
			"must be one of "+strings.Join(eventTypes, ", "))
	}
	return *s, nil
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func runID(raw json.RawMessage) (string, error) {
	if raw == nil {
		return "", missing("", "run")
	}
	var run struct {
		RunID *string `json:"runId"`
	}
	if err := decode(raw, "/run", &run); err != nil {
		return "", err
	}
	if run.RunID == nil {
		return "", missing("/run", "runId")
	}
	id := strings.ToLower(*run.RunID)
	if !uuid.MatchString(id) {
		return "", problem("/run/runId", "须为 UUID", "must be a UUID")
	}
	return id, nil
}

func name(path string, raw json.RawMessage) (Name, error) {
	if raw == nil {
		return Name{}, missing("", strings.TrimPrefix(path, "/"))
	}
	var n struct {
		Namespace *string `json:"namespace"`
		Name      *string `json:"name"`
	}
	if err := decode(raw, path, &n); err != nil {
		return Name{}, err
	}
	switch {
	case n.Namespace == nil:
		return Name{}, missing(path, "namespace")
	case n.Name == nil:
		return Name{}, missing(path, "name")
	}
	return Name{*n.Namespace, *n.Name}, nil
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
