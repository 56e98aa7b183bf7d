package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

var streamParams = []param{
	{in: "query", name: "topics",
		zh: "以逗号分隔：章名如 settle、事件名如 grant.opened、事件的名词如 agreement，或 block、paper；缺省为全部事件",
		en: "separated by commas: a chapter such as settle, an event such as grant.opened, an event's " +
			"noun such as agreement, or block, paper; all events by default"},
	{in: "query", name: "last_event_id",
		zh: "收到的最后一条的 id（高度-序号），其后的从已保留的区块补发；同 Last-Event-ID 头。缺省从此刻起",
		en: "id of the last one received (height-index): what followed is sent from the blocks that " +
			"are kept; the header Last-Event-ID does the same. By default from now on"},
}

// happened is one message of a stream.
type happened struct {
	Height uint64          `json:"height"`
	Index  int             `json:"index"` // within the block
	Time   wire.Time       `json:"law_time"`
	Test   bool            `json:"test_ledger"`
	Paper  *wire.Hash      `json:"paper,omitempty"` // that it came of; absent for a block's end
	Kind   string          `json:"kind,omitempty"`
	Event  string          `json:"event"`
	Data   json.RawMessage `json:"data"`
}

// pollEvery is how often a stream looks for a new block.
const pollEvery = 200 * time.Millisecond

// backlogMost is how many blocks back a stream may be resumed.
const backlogMost = 100_000

// stream sends events in the order of the ledger until the caller leaves.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) error {
	wanted, err := s.topics(r.URL.Query().Get("topics"))
	if err != nil {
		return err
	}
	l, err := source.Info(r.Context(), s.o.Ask)
	if err != nil {
		return err
	}
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = r.URL.Query().Get("last_event_id")
	}
	height, index := l.Height, int(^uint(0)>>1)
	if last != "" {
		if height, index, err = readEventID(last); err != nil {
			return err
		}
		if earliest := max(l.Earliest, 1); height < earliest || height+backlogMost < l.Height {
			p := *errPruned.of("last_event_id")
			p.Earliest = max(earliest, l.Height-min(l.Height, backlogMost))
			return &p
		}
		if height > l.Height {
			return errMalformed.of("last_event_id")
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy passes messages on as they come
	h.Set("X-Ledger-Height", strconv.FormatUint(l.Height, 10))
	if r.Method == http.MethodHead {
		return nil
	}
	out := &events{s: s, r: r, w: w, to: http.NewResponseController(w), wanted: wanted, test: l.Test}
	if err := out.send(fmt.Sprintf("retry: %d\n\n", 2000)); err != nil {
		return nil
	}
	out.run(height, index)
	return nil
}

// topics reads the wanted events; nil wants all of them.
func (s *Server) topics(text string) (map[string]bool, error) {
	if text == "" {
		return nil, nil
	}
	out := map[string]bool{}
	for topic := range strings.SplitSeq(text, ",") {
		topic = strings.TrimSpace(topic)
		found := topic == "block" || topic == "paper"
		out[topic] = found
		for event, chapter := range s.t.chapterOf {
			noun, _, _ := strings.Cut(event, ".")
			if topic == event || topic == chapter || topic == noun {
				out[event], found = true, true
			}
		}
		if !found {
			return nil, errMalformed.of("topics")
		}
	}
	return out, nil
}

func readEventID(s string) (height uint64, index int, err error) {
	a, b, ok := strings.Cut(s, "-")
	height, err = strconv.ParseUint(a, 10, 63)
	if err == nil && ok {
		index, err = strconv.Atoi(b)
	}
	if err != nil || !ok || height == 0 || index < 0 {
		return 0, 0, errMalformed.of("last_event_id")
	}
	return height, index, nil
}

// events is one stream under way. It holds one block at a time, however far behind it is.
type events struct {
	s      *Server
	r      *http.Request
	w      http.ResponseWriter
	to     *http.ResponseController
	wanted map[string]bool
	test   bool
}

// slowAfter is how long a caller may take to read a message before it is left; it resumes later.
const slowAfter = 10 * time.Second

func (e *events) send(text string) error {
	_ = e.to.SetWriteDeadline(e.s.o.Clock().Add(slowAfter))
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.to.Flush()
}

// run sends what came after an index of a height, then block by block.
func (e *events) run(height uint64, index int) {
	ctx := e.r.Context()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	beat := time.NewTicker(e.s.o.Limits.Heartbeat)
	defer beat.Stop()
	for first := true; ; first = false {
		top, err := e.top(ctx)
		if err == nil && first && index != int(^uint(0)>>1) {
			err = e.block(ctx, height, index)
		}
		for err == nil && height < top {
			height++
			err = e.block(ctx, height, -1)
		}
		if err != nil {
			e.tell(err)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-e.s.closed:
			return
		case <-beat.C:
			if e.send(": "+strconv.FormatUint(top, 10)+"\n\n") != nil {
				return
			}
		case <-tick.C:
		}
	}
}

func (e *events) top(ctx context.Context) (uint64, error) {
	l, err := source.Info(ctx, e.s.o.Ask)
	return l.Height, err
}

// tell ends a stream with the reason, where it is the ledger's.
func (e *events) tell(err error) {
	var refused *source.Refused
	if errors.As(err, &refused) {
		if b, err := json.Marshal(ofTold(refused.Told)); err == nil {
			_ = e.send("event: problem\ndata: " + string(b) + "\n\n")
		}
	}
}

type told struct {
	Event string          `json:"event"`
	Data  json.RawMessage `json:"data"`
}

// block sends the wanted messages of a block after an index. Papers come in the block's order, then
// its end, then the block itself; every event counts, wanted or not, so that an id is the same for
// every caller.
func (e *events) block(ctx context.Context, height uint64, after int) error {
	var b struct {
		Law    wire.Time   `json:"law_time"`
		Papers []wire.Hash `json:"papers"`
		Events []told      `json:"events"`
	}
	raw, err := e.read(ctx, "/block", nil, height, &b)
	if err != nil {
		return err
	}
	m := happened{Height: height, Index: -1, Time: b.Law, Test: e.test}
	put := func(event string, data json.RawMessage) error {
		m.Index++
		m.Event, m.Data = event, data
		if m.Index <= after || e.wanted != nil && !e.wanted[event] ||
			e.wanted == nil && (event == "block" || event == "paper") {
			return nil
		}
		return e.message(m)
	}
	for _, id := range b.Papers {
		var p struct {
			Kind   string `json:"kind"`
			Events []told `json:"events"`
		}
		receipt, err := e.read(ctx, "/receipt", id[:], 0, &p)
		if err != nil && !errors.Is(err, source.ErrNotFound) { // no receipt: it was no paper at all
			return err
		}
		m.Paper, m.Kind = &id, p.Kind
		for _, v := range slices.Concat(p.Events, []told{{"paper", receipt}}) {
			if err := put(v.Event, v.Data); err != nil {
				return err
			}
		}
	}
	m.Paper, m.Kind = nil, ""
	for _, v := range slices.Concat(b.Events, []told{{"block", raw}}) {
		if err := put(v.Event, v.Data); err != nil {
			return err
		}
	}
	return nil
}

func (e *events) read(ctx context.Context, path string, data []byte, height uint64, v any) (
	json.RawMessage, error) {
	reply, err := e.s.o.Ask(ctx, path, data, height, false)
	if err == nil {
		err = source.No(reply)
	}
	if err == nil {
		err = json.Unmarshal(reply.Value, v)
	}
	return reply.Value, err
}

func (e *events) message(m happened) error {
	b, err := wire.ToJSON(m)
	if err != nil {
		return err
	}
	return e.send(fmt.Sprintf("id: %d-%d\nevent: %s\ndata: %s\n\n", m.Height, m.Index, m.Event, b))
}
