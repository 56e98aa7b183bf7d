package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (s *store) merged(now time.Time) ([]openlineage.Run, error) {
	k, err := s.runs(now)
	return k.runs, err
}

const streamRun = "0196a000-0000-7000-8000-00000000000%d"

// streamEvent is an event of a run, minutes after its start.
func streamEvent(run int, kind string, minute int, stream bool, inputs, outputs []string) []byte {
	list := func(names []string) string {
		out := []string{}
		for _, n := range names {
			out = append(out, fmt.Sprintf(`{"namespace":"kafka://k","name":%q}`, n))
		}
		return "[" + strings.Join(out, ",") + "]"
	}
	facet := ""
	if stream {
		facet = `,"facets":{"jobType":{"_producer":"https://x.example","_schemaURL":"https://x.example",` +
			`"processingType":"STREAMING","integration":"FLINK"}}`
	}
	began := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	return []byte(fmt.Sprintf(`{"eventTime":%q,"eventType":%q,"run":{"runId":%q},`+
		`"job":{"namespace":"flink","name":"clicks"%s},"inputs":%s,"outputs":%s,`+
		`"producer":"https://x.example","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json"}`,
		began.Add(time.Duration(minute)*time.Minute).Format(time.RFC3339), kind,
		fmt.Sprintf(streamRun, run), facet, list(inputs), list(outputs)))
}

// streamed is a collector with a map of the topics, and a clock of its own.
type streamed struct {
	*testing.T
	*Collector
	now time.Time
	m   openlineage.Map
}

func newStreamed(t *testing.T, change ...func(*openlineage.Map)) *streamed {
	s := &streamed{T: t, Collector: open(t, t.TempDir(), nil, Limits{}), now: time.Now()}
	t.Cleanup(func() { _ = s.Close() })
	s.m = openlineage.Map{Format: openlineage.MapFormat,
		Datasets: []openlineage.DatasetRule{{Name: "in*", Resource: "tax/pay", Version: 1}},
		Jobs:     []openlineage.JobRule{{Job: "*", Grant: "bureau/g"}}}
	for _, f := range change {
		f(&s.m)
	}
	return s
}

// comes is an event that arrives when the clock says.
func (s *streamed) comes(text []byte) {
	s.Helper()
	e, ok, err := openlineage.ParseEvent(text)
	if err != nil || !ok {
		s.Fatal(err)
	}
	value, err := packEvent("", e.Canonical)
	if err != nil {
		s.Fatal(err)
	}
	copy(value, number(uint64(s.now.Unix())))
	if err := s.store.write(pair{keyOf(keyEvent, []byte(e.RunID), e.Digest[:]), value}); err != nil {
		s.Fatal(err)
	}
}

// records are the bodies that the runs make now, and the time of the next one in minutes.
func (s *streamed) records() (out []access.ProcessingRecord, due int) {
	s.Helper()
	k, err := s.store.runs(s.now)
	if err != nil {
		s.Fatal(err)
	}
	if err := s.inSlices(k, s.m, s.now); err != nil {
		s.Fatal(err)
	}
	records, _, err := openlineage.Records(k.runs, s.m, "operator")
	if err != nil {
		s.Fatal(err)
	}
	for _, r := range records {
		out = append(out, r.Body)
	}
	if ns := s.streamDue.Load(); ns > 0 {
		due = int(time.Unix(0, ns).Sub(s.now).Round(time.Minute).Minutes())
	}
	return out, due
}

func (s *streamed) waits(minutes int) { s.now = s.now.Add(time.Duration(minutes) * time.Minute) }

func minute(n int) wire.Time {
	return wire.Time(time.Date(2026, 5, 4, 9, n, 0, 0, time.UTC).Unix())
}

// A run of a streaming job is recorded when it is quiet or old, and goes on: each record begins
// where the one before ended and has all that is known up to there; nothing is recorded twice.
func TestStreamIsRecordedAsItGoes(t *testing.T) {
	s := newStreamed(t)
	s.comes(streamEvent(1, "START", 0, true, nil, nil))
	if got, due := s.records(); len(got) != 0 || due != 0 {
		t.Fatalf("nothing is known yet: %v, due in %d", got, due)
	}
	s.comes(streamEvent(1, "RUNNING", 1, true, []string{"in1"}, []string{"out"}))
	if got, due := s.records(); len(got) != 0 || due != 15 {
		t.Fatalf("%v, due in %d minutes", got, due)
	}
	s.waits(15)
	first, due := s.records()
	if len(first) != 1 || first[0].Run != fmt.Sprintf(streamRun, 1)+"#1" || due != 0 ||
		first[0].Started != minute(0) || first[0].Ended != minute(1) {
		t.Fatalf("idle: %+v, due in %d", first, due)
	}
	for range 2 {
		if again, due := s.records(); !same(again, first) || due != 0 {
			t.Fatalf("again: %+v", again)
		}
	}
	for m := 20; m <= 80; m += 10 { // it is never quiet
		s.waits(10)
		s.comes(streamEvent(1, "RUNNING", m, true, []string{"in2"}, []string{"out"}))
		if got, due := s.records(); m < 80 && (!same(got, first) || due != min(15, 80-m)) {
			t.Fatalf("at %d: %d records, due in %d", m, len(got), due)
		}
	}
	s.waits(1)
	second, _ := s.records()
	if len(second) != 2 || !same(second[:1], first) || second[1].Started != minute(1) ||
		second[1].Ended != minute(80) || second[1].ID == first[0].ID ||
		second[1].Source == first[0].Source {
		t.Fatalf("old: %+v", second)
	}
	s.waits(1)
	s.comes(streamEvent(1, "RUNNING", 0, true, []string{"in3"}, []string{"out", "side"})) // late
	if got, _ := s.records(); !same(got, second) {
		t.Fatalf("a late event changed what is recorded: %+v", got)
	}
	s.comes(streamEvent(1, "COMPLETE", 90, true, nil, nil))
	s.comes(streamEvent(1, "RUNNING", 95, true, []string{"in4"}, []string{"later"}))
	last, due := s.records()
	if len(last) != 4 || !same(last[:2], second) || due != 0 {
		t.Fatalf("ended: %+v, due in %d", last, due)
	}
	for _, r := range last[2:] { // of both outputs
		if r.Started != minute(80) || r.Ended != minute(90) || r.Run != fmt.Sprintf(streamRun, 1)+"#3" {
			t.Errorf("%+v", r)
		}
	}
	s.waits(100)
	if again, due := s.records(); !same(again, last) || due != 0 {
		t.Errorf("after its end: %+v", again)
	}
}

func same(a, b []access.ProcessingRecord) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return len(a) == 0 && len(b) == 0 || string(x) == string(y)
}

// A run that failed is recorded up to there where it was a stream; one that is not a stream waits
// for its end, unless the map says that its job streams.
func TestWhatIsAStream(t *testing.T) {
	s := newStreamed(t)
	s.comes(streamEvent(1, "RUNNING", 1, true, []string{"in1"}, []string{"out"}))
	s.comes(streamEvent(2, "RUNNING", 1, false, []string{"in1"}, []string{"other"}))
	s.comes(streamEvent(3, "RUNNING", 1, true, []string{"in1"}, []string{"failed"}))
	s.comes(streamEvent(3, "FAIL", 2, true, nil, nil))
	s.waits(600)
	if got, _ := s.records(); len(got) != 1 || got[0].Output != "kafka://k/out" {
		t.Fatalf("%+v", got)
	}
	s.comes(streamEvent(1, "RUNNING", 5, true, []string{"in1"}, []string{"out"}))
	s.comes(streamEvent(1, "ABORT", 6, true, nil, []string{"broken"}))
	got, _ := s.records()
	if len(got) != 2 || got[1].Started != minute(1) || got[1].Ended != minute(5) {
		t.Fatalf("aborted: %+v", got)
	}
	s.m.Jobs[0].Stream = true
	if got, _ = s.records(); len(got) != 3 {
		t.Errorf("by its rule: %+v", got)
	}
}

// Whatever the order of arrival, and wherever the collector is killed, the records of a stream
// adjoin, none that was there changes, and the state at the end is that of all events.
func TestStreamsInAnyOrder(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 3))
		s := newStreamed(t)
		s.comes(streamEvent(1, "RUNNING", 0, true, []string{"in0"}, []string{"out"}))
		var before []access.ProcessingRecord
		killed := errors.New("killed")
		for _, m := range r.Perm(30) {
			s.waits(1 + r.IntN(20))
			func() {
				s.step = func(string) {
					if r.IntN(3) == 0 {
						panic(killed)
					}
				}
				defer func() {
					if p := recover(); p != nil && p != error(killed) {
						panic(p)
					}
				}()
				s.records()
			}()
			s.step = func(string) {}
			now, _ := s.records()
			if len(now) < len(before) || !same(now[:len(before)], before) {
				t.Fatalf("seed %d: what was recorded changed", seed)
			}
			before = now
			s.comes(streamEvent(1, "RUNNING", 1+m, true, []string{fmt.Sprintf("in%d", m%7)},
				[]string{"out"}))
		}
		s.comes(streamEvent(1, "COMPLETE", 40, true, nil, nil))
		got, _ := s.records()
		if len(got) < 2 || got[0].Started != minute(0) ||
			got[len(got)-1].Ended != minute(40) {
			t.Fatalf("seed %d: %d records, %s to %s", seed, len(got), got[0].Started,
				got[len(got)-1].Ended)
		}
		for i := range got[1:] {
			if got[i+1].Started != got[i].Ended {
				t.Errorf("seed %d: %s, then %s", seed, got[i].Ended, got[i+1].Started)
			}
		}
		s.m.Datasets = nil
		for m := range 7 {
			s.m.Datasets = append(s.m.Datasets, openlineage.DatasetRule{Name: fmt.Sprintf("in%d", m),
				Resource: fmt.Sprintf("tax/r%d", m), Version: 1})
		}
		if got, _ = s.records(); len(got[len(got)-1].Inputs) != 7 {
			t.Errorf("seed %d: the last state has %d inputs", seed, len(got[len(got)-1].Inputs))
		}
	}
}

// The collector's own loop files the records of a stream, once, also after a start anew; the status
// of its events says so.
func TestStreamIsFiled(t *testing.T) {
	dir, b := t.TempDir(), newBook()
	file := filepath.Join(t.TempDir(), "map.yaml")
	m := openlineage.Map{Format: openlineage.MapFormat,
		Datasets: []openlineage.DatasetRule{{Name: "in*", Resource: "tax/pay", Version: 1}},
		Jobs:     []openlineage.JobRule{{Job: "*", Grant: "bureau/g"}}}
	text, err := m.YAML()
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c, err := Open(Options{Dir: dir, Account: account, Lane: 1, Ledger: b, Signer: signer, Map: file,
			Limits: Limits{StreamIdle: time.Nanosecond}})
		if err != nil {
			t.Fatal(err)
		}
		from := Source{Member: "operator"}
		id, _, err := c.Event(context.Background(), from,
			streamEvent(1, "RUNNING", 1, true, []string{"in1"}, []string{"out"}))
		if err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			s, err := c.EventStatus(from, id)
			if err == nil && s.Status == EventRecorded && len(s.Records) == 1 {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("%+v, %v", s, err)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(b.records) != 1 || b.sent != 1 {
		t.Errorf("%d records, %d sent", len(b.records), b.sent)
	}
}
