package scenario

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Replay files the processing records of a folder of OpenLineage run events.
type Replay struct {
	Events string
	By     string  // the maker; its machine account files
	Grant  wire.ID // of every job

	runs    []openlineage.Run
	survey  openlineage.Survey
	mapping openlineage.Map
	columns map[wire.ID][]string // of the resources that take part
	span    wire.Time            // from the first event to the last
	output  string               // product that stands for what the jobs made, of an automatic map
}

// replayLane keeps a machine's records out of the way of its party's other papers.
const replayLane = 1

func (s *Story) readReplay(v source) (*Replay, error) {
	f, err := v.fields("a replay", "events", "map", "auto", "by", "grant")
	if err != nil {
		return nil, err
	}
	for name, field := range f {
		if f[name], err = s.lets.expand(field); err != nil {
			return nil, err
		}
	}
	dir, err := f["events"].optional()
	if err != nil || dir == "" {
		return nil, v.err("a replay wants `events`, a folder of OpenLineage run events")
	}
	out := &Replay{Events: f["events"].path(dir)}
	by, err := s.readSigners(f["by"])
	if err != nil || len(by) != 1 {
		return nil, v.err("a replay wants `by`, the one party whose jobs these are")
	}
	out.By = by[0].party
	grant, err := f["grant"].optional()
	if err != nil {
		return nil, err
	}
	if out.Grant, err = wire.ParseID(grant); err != nil {
		return nil, f["grant"].err("%v", err)
	}
	if f["map"].given() == f["auto"].given() {
		return nil, v.err("a replay has either `map`, a map file, or `auto`: {sources: …, outputs: …}")
	}
	if err := out.load(v); err != nil {
		return nil, err
	}
	if f["map"].given() {
		return out, out.readMap(f["map"])
	}
	return out, out.autoMap(f["auto"])
}

// load reads and merges the events.
func (p *Replay) load(v source) error {
	events, err := openlineage.ReadDir(os.DirFS(p.Events))
	if err != nil {
		return v.err("events in %s: %v", p.Events, err)
	}
	openlineage.Sort(events)
	p.runs = openlineage.Merge(events)
	p.survey = openlineage.NewSurvey(p.runs)
	if p.survey.Records == 0 {
		return v.err("the events in %s hold no completed run with inputs and outputs", p.Events)
	}
	first, last := p.runs[0].Started, p.runs[0].Ended
	for _, r := range p.runs {
		first, last = earlier(first, r.Started), later(last, r.Ended)
	}
	if all := last.Sub(first); all > longest {
		for i := range p.runs {
			p.runs[i].Started = squeeze(first, p.runs[i].Started, all)
			p.runs[i].Ended = squeeze(first, p.runs[i].Ended, all)
		}
		last = first.Add(longest)
	}
	p.span = wire.Time(last.Unix()-first.Unix()) + 1
	return nil
}

// longest is the time a set of events takes in a story: days of work are told in hours, in
// proportion, because a story's grant is not older. The records say that their times were moved.
const longest = 6 * time.Hour

func squeeze(first, t time.Time, all time.Duration) time.Time {
	if t.Before(first) {
		return first
	}
	return first.Add(time.Duration(float64(t.Sub(first)) / float64(all) * float64(longest)))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (p *Replay) readMap(v source) error {
	name, err := v.text()
	if err != nil {
		return err
	}
	b, err := os.ReadFile(v.path(name))
	if err != nil {
		return v.err("%v", err)
	}
	if p.mapping, err = openlineage.ParseMap(b); err != nil {
		return v.err("%v", err)
	}
	if !p.Grant.IsZero() {
		p.grantAll()
	}
	p.columns = p.mapping.Columns(p.survey)
	return nil
}

func (p *Replay) grantAll() {
	p.mapping.Jobs = []openlineage.JobRule{{Job: "*", Grant: p.Grant.String(), Maker: p.By}}
}

// autoMap makes a map for whatever the events hold: sources to the resources, or products, that are
// listed, outputs to the products.
func (p *Replay) autoMap(v source) error {
	f, err := v.fields("auto", "sources", "outputs")
	if err != nil {
		return err
	}
	sources, err := slots(f["sources"])
	if err != nil {
		return err
	}
	outputs, err := slots(f["outputs"])
	if err != nil {
		return err
	}
	for i := range outputs {
		outputs[i].Kind = access.KindProduct
		p.output = outputs[0].ID.String()
	}
	p.mapping = openlineage.AutoMap(p.survey, sources, outputs)
	p.grantAll()
	p.columns = p.mapping.Columns(p.survey)
	return nil
}

// slots reads ids of resources, or of product versions as party/local@1.
func slots(v source) (out []openlineage.Slot, err error) {
	list, err := texts(v)
	if err != nil {
		return nil, err
	}
	for _, text := range list {
		s := openlineage.Slot{Kind: access.KindResource, Version: 1}
		id, version, isProduct := cutNode(text)
		if isProduct {
			s.Kind, s.Version = access.KindProduct, version
		}
		if s.ID, err = wire.ParseID(id); err != nil || s.ID.IsZero() {
			return nil, v.err("%q is no resource party/local and no product party/local@1", text)
		}
		out = append(out, s)
	}
	return out, nil
}

// replay files the records as of now: the last event happened just before the step.
func (r *run) replay(s Step) error {
	if err := r.moveTo(s); err != nil {
		return err
	}
	p := s.Replay
	now, err := r.ledger.now()
	if err != nil {
		return err
	}
	mapping := p.mapping
	if mapping.Anchor == "" {
		mapping.Anchor = (max(now, r.clock) - p.span).String()
	}
	records, missing, err := openlineage.Records(p.runs, mapping, p.By)
	if err != nil {
		return s.src.err("%v", err)
	}
	if len(missing) > 0 {
		r.differ(s, "(replay %s): %d datasets or jobs are not mapped, first %s", p.Events,
			len(missing), missing[0])
		return nil
	}
	if len(records) == 0 {
		r.differ(s, "(replay %s): no record comes of these events", p.Events)
		return nil
	}
	for _, rec := range records {
		if err := r.fileRecord(s, rec); err != nil || r.result.Difference != nil {
			return err
		}
	}
	if id := p.output; id != "" && len(r.records[id]) == 0 {
		// What the job made last was read again by itself: it is the output all the same.
		r.records[id] = []string{records[len(records)-1].Body.ID.String()}
	}
	return nil
}

func (r *run) fileRecord(s Step, rec openlineage.Record) error {
	kind, _ := machine().Kind("processing.record")
	by := []tx.Account{{Party: s.Replay.By, Number: machineNumber}}
	if r.story.party(s.Replay.By).account(machineNumber) == nil {
		by[0].Number = makerNumber
	}
	out, err := r.submit(by, []uint16{1}, replayLane, kind.Name, wire.MustEncode(&rec.Body))
	if err != nil {
		return err
	}
	s.by, s.Paper = []signer{{party: s.Replay.By, src: s.src}}, &Paper{Kind: kind}
	r.judge(s, out)
	if out.refusal == nil && !rec.Product.IsZero() {
		id := rec.Product.String()
		r.records[id] = append(r.records[id], rec.Body.ID.String())
	}
	return nil
}

func (p *Party) account(number uint16) *Account {
	i := slices.IndexFunc(p.Accounts, func(a Account) bool { return a.Number == number })
	if i < 0 {
		return nil
	}
	return &p.Accounts[i]
}

// fieldsOf lists a resource's fields: those that a replay of the story reads of it, else those the
// story drafted. Drafting itself, which wants typed fields, has the events alone to go by.
func (r *run) fieldsOf(id string, typed bool) ([]string, error) {
	columns := r.story.columnsOf(id)
	switch {
	case len(columns) > 0:
		return columns, nil
	case r.drafted[id] != nil && !typed:
		return r.drafted[id], nil
	}
	return nil, fmt.Errorf("no replay of the story maps %s, and it is not drafted", id)
}

// columnsOf are the columns that the replays of this run read of a resource.
func (s *Story) columnsOf(id string) (columns []string) {
	want, err := wire.ParseID(id)
	if err != nil {
		return nil
	}
	for _, step := range s.Steps {
		if step.Replay == nil || s.skips(step) {
			continue
		}
		for _, c := range step.Replay.columns[want] {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	slices.Sort(columns)
	return columns
}
