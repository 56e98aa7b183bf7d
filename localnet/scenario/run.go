package scenario

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Options say how a story is played.
type Options struct {
	// Dir holds the chain's store and stays; "" is a temporary folder, removed at the end.
	Dir string
	// RestartEveryBlock closes the chain and opens it from disk after each block.
	RestartEveryBlock bool
	// RestartAbove spares the blocks up to this height from it, 0 none.
	RestartAbove uint64
	// Nodes are RPC addresses of a live test-clock network of this story's genesis. None: a chain in
	// this process.
	Nodes []string
	// Verbose takes one line per step; Translate, where given, puts its words into another language.
	Verbose   io.Writer
	Translate func(string) string
	// Filed is told of every paper of the story that a block holds, refused ones too.
	Filed func(id wire.Hash, height uint64)
	// Check, on a chain in this process, is called with the state after every block.
	Check func(state.Reader) error
	// Disturb, on a chain in this process, may replace the paper of a step by others: none, one or
	// many, filed into one block. What becomes of them is not judged by the story but told to Told.
	Disturb func(Attempt) []Attempt
	// SucceedAt, on a chain in this process, is the step before which the ledger ends and another
	// one, SucceedAs, goes on from its last state (rulings E14); 0 none.
	SucceedAt int
	SucceedAs string
	Told      func(Attempt, *rule.Told)
	// Decided, on a chain in this process, is told of every block in order: the header's time and the
	// papers as they were signed.
	Decided func(g *abci.Founding, at time.Time, papers [][]byte)
}

// Result is how a story ended.
type Result struct {
	AppHash    wire.Hash   `json:"app_hash"`
	Height     uint64      `json:"height"`
	Time       wire.Time   `json:"law_time"`
	Papers     int         `json:"papers"`  // accepted
	Refused    int         `json:"refused"` // as expected
	Queries    int         `json:"queries"`
	Skipped    int         `json:"skipped"`              // by only_with
	Difference *Difference `json:"difference,omitempty"` // nil: everything was as the story says
}

// Difference is the first thing that was not as the story says.
type Difference struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Step int    `json:"step"`
	What string `json:"what"`

	Refusal *rule.Told `json:"refusal,omitempty"` // what the ledger said
}

// Error is "file:line: step 12 (…): expected …, got …".
func (d Difference) Error() string {
	return fmt.Sprintf("%s:%d: step %d %s", d.File, d.Line, d.Step, d.What)
}

// run is one playing of a story.
type run struct {
	story  *Story
	o      Options
	ledger ledger
	chain  string
	clock  wire.Time // law time of the step under way
	result Result

	drafted map[string][]string // fields of resources as the story drafted them
	records map[string][]string // processing records by the product they are for
	now     *Story              // the story whose step is under way
	said    *rule.Told          // the refusal of the last question
	used    string              // why the ledger is not new, "" when it is
}

// Run plays a story. A deviation from what the story says is Result.Difference; the error is for
// everything else: a fault of the text found late, of the disk, of the network.
func Run(story *Story, o Options) (Result, error) {
	if o.Verbose == nil {
		o.Verbose = io.Discard
	}
	r := &run{story: story, o: o, chain: story.Chain, clock: story.Start,
		drafted: map[string][]string{}, records: map[string][]string{}}
	var err error
	if r.ledger, err = r.open(); err != nil {
		return Result{}, err
	}
	err = r.play()
	r.result.Height, r.result.AppHash, r.result.Time = r.ledger.head()
	if closing := r.ledger.close(); err == nil {
		err = closing
	}
	return r.result, err
}

func (r *run) open() (ledger, error) {
	if len(r.o.Nodes) > 0 {
		return dial(r)
	}
	return openChain(r.story, r.o)
}

func (r *run) play() error {
	for _, step := range r.story.Steps {
		if r.story.skips(step) {
			r.result.Skipped++
			continue
		}
		if r.o.SucceedAt > 0 && step.No == r.o.SucceedAt {
			if err := r.succeed(); err != nil {
				return err
			}
		}
		if err := r.step(step); err != nil {
			return err
		}
		if r.result.Difference != nil {
			if r.used != "" {
				r.result.Difference.What += "; " + r.used
			}
			r.tell("difference: %v", r.spoken(r.result.Difference))
			return nil
		}
	}
	return nil
}

// spoken is a difference with what the ledger said in the reader's language.
func (r *run) spoken(d *Difference) Difference {
	out := *d
	if d.Refusal != nil && r.o.Translate != nil {
		out.What = strings.Replace(d.What, d.Refusal.En, d.Refusal.Zh, 1)
	}
	return out
}

// home is the story whose step is under way: of stories woven into one, its own.
func (r *run) home() *Story {
	if r.now != nil {
		return r.now
	}
	return r.story
}

func (r *run) step(s Step) error {
	r.now = s.home
	switch {
	case s.Paper != nil && r.o.Disturb != nil:
		return r.disturb(s)
	case s.Paper != nil:
		return r.file(s)
	case s.Calendar != nil:
		return r.setCalendar(s)
	case s.Until:
		return r.until(s)
	case s.Restart:
		r.say(s, "restart")
		return r.ledger.restart()
	case s.Recompute != "":
		return r.recompute(s)
	case s.Query != nil:
		return r.query(s)
	case s.Replay != nil:
		return r.replay(s)
	}
	return nil
}

// say tells what a step does and how it ended.
func (r *run) say(s Step, format string, args ...any) {
	height, _, _ := r.ledger.head()
	at := r.clock.Std().Format("2006-01-02 15:04:05")
	fmt.Fprintf(r.o.Verbose, "%3d  %s  h%-5d ", s.No, at, height)
	r.tell(format, args...)
}

// tell ends a line of what happens.
func (r *run) tell(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if r.o.Translate != nil {
		text = r.o.Translate(text)
	}
	fmt.Fprintln(r.o.Verbose, text)
}

// differ notes that a step did not end as the story says.
func (r *run) differ(s Step, format string, args ...any) {
	line := 0
	if s.src.node != nil {
		line = s.src.node.Line
	}
	r.result.Difference = &Difference{File: s.src.file, Line: line, Step: s.No,
		What: fmt.Sprintf(format, args...)}
}

// moveTo brings law time to the step's. A story's clock never goes back.
func (r *run) moveTo(s Step) error {
	to := s.at.from(r.clock)
	if to < r.clock {
		return s.src.err("step %d is at %s, before the step before it at %s", s.No, to, r.clock)
	}
	r.clock = to
	return r.ledger.move(to, s.at.given)
}

func (r *run) until(s Step) error {
	to := s.at.from(r.clock)
	if to < r.clock {
		return s.src.err("step %d runs until %s, before the step before it at %s", s.No, to, r.clock)
	}
	r.clock = to
	if err := r.ledger.until(to); err != nil {
		return err
	}
	r.say(s, "until %s", to)
	return nil
}

func (r *run) recompute(s Step) error {
	r.say(s, "recompute %s", s.Recompute)
	difference, err := r.ledger.recompute(s.Recompute)
	if err == nil && difference != "" {
		r.differ(s, "(recompute %s): %s", s.Recompute, difference)
	}
	return err
}

// fetch asks the newest state and reads the answer.
func (r *run) fetch(name string, args map[string]string, into any) error {
	a, err := r.ledger.ask(name, args, 0)
	if err != nil {
		return err
	}
	if a.refusal != nil {
		return fmt.Errorf("%s: %s", a.refusal.Code, a.refusal.En)
	}
	return json.Unmarshal(a.doc, into)
}
