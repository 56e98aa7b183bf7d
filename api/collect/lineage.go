package collect

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dgraph-io/badger/v4"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// How run events become records.
const (
	lineageTick = time.Second
	// keepRuns is how long after its last event a run can still be read by later ones.
	keepRuns = 7 * 24 * time.Hour
)

// Source is who sends run events, told by its token.
type Source struct {
	Token      string   `yaml:"token"`
	Member     string   `yaml:"member"`
	Namespaces []string `yaml:"namespaces,omitempty"` // it may name; left out: any
	NaiveTime  string   `yaml:"naive_time,omitempty"` // reject, UTC or Asia/Shanghai
	Admin      bool     `yaml:"admin,omitempty"`      // may ask for status, proofs and purging
}

// Event accepts one run event. It answers the event's id, and whether the same event was accepted
// before. Events of datasets and jobs alone are answered and not kept.
func (c *Collector) Event(ctx context.Context, from Source, text []byte) (id string, again bool,
	err error) {
	zone, err := zoneNamed(from.NaiveTime)
	if err != nil {
		return "", false, err
	}
	e, run, err := openlineage.ParseEventIn(text, zone)
	if err != nil {
		return "", false, err
	}
	if err := from.mayReport(e, c.rights.Load()); err != nil {
		return "", false, err
	}
	if !run {
		return "static", false, nil
	}
	id = eventID(e)
	k := keyOf(keyEvent, []byte(e.RunID), e.Digest[:])
	for _, k := range [][]byte{k, keyOf(keyArchive, k[1:])} {
		if _, known, err := c.store.get(k); err != nil || known {
			return id, known, err
		}
	}
	value, err := packEvent(from.NaiveTime, e.Canonical)
	if err != nil {
		return "", false, err
	}
	_, err = c.Deliver(ctx, Delivery{pairs: []pair{{k, value}}})
	if err == nil {
		c.changed.Store(true)
	}
	return id, false, err
}

// packEvent is the time of arrival in 8 bytes, the policy for times in one, and the compressed
// event.
func packEvent(policy string, text []byte) ([]byte, error) {
	var b bytes.Buffer
	b.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix())))
	b.WriteByte(byte(slices.Index(policies, policy)))
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

var policies = []string{"", "reject", "UTC", "Asia/Shanghai"}

func unpackEvent(v []byte) (arrived int64, e openlineage.Event, err error) {
	if len(v) < 9 || int(v[8]) >= len(policies) {
		return 0, e, errors.New("damaged event in the store")
	}
	zone, err := zoneNamed(policies[v[8]])
	if err != nil {
		return 0, e, err
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(v[9:])),
		openlineage.MaxEventBytes+1))
	if err != nil {
		return 0, e, err
	}
	e, _, err = openlineage.ParseEventIn(text, zone)
	return int64(binary.BigEndian.Uint64(v)), e, err
}

// known are the runs of the events kept.
type known struct {
	runs   []openlineage.Run
	heard  map[string]int64     // when the last event of each run arrived, in seconds
	events map[string][]arrived // of each run
}

// runs merges the events kept. Those that arrived long ago are left out once no run of theirs is
// younger.
func (s *store) runs(now time.Time) (*known, error) {
	var events []openlineage.Event
	var run []arrived
	var last int64
	k := &known{heard: map[string]int64{}, events: map[string][]arrived{}}
	flush := func() {
		if len(run) > 0 && now.Unix()-last < int64(keepRuns/time.Second) {
			for _, e := range run {
				events = append(events, e.Event)
			}
			k.heard[run[0].RunID], k.events[run[0].RunID] = last, run
		}
		run, last = nil, 0
	}
	err := s.each([]byte{keyEvent}, nil, true, func(_ []byte, item *badger.Item) (bool, error) {
		return true, item.Value(func(v []byte) error {
			at, e, err := unpackEvent(v)
			if err != nil {
				return err
			}
			if len(run) > 0 && run[0].RunID != e.RunID {
				flush()
			}
			run, last = append(run, arrived{e, at}), max(last, at)
			return nil
		})
	})
	flush()
	openlineage.Sort(events)
	k.runs = openlineage.Merge(events)
	return k, err
}

// lineageLoop turns ended runs into processing records whenever events came or the map changed.
func (c *Collector) lineageLoop(mapFile string) {
	defer c.loops.Done()
	var read time.Time
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
		case <-c.stopped:
			return
		}
		next := lineageTick
		c.refresh()
		if at := changed(mapFile); at != read || c.changed.Swap(false) || c.streamIsDue() {
			began := time.Now()
			if err := c.Lineage(mapFile); err != nil {
				c.changed.Store(true)
				c.fail(err)
				next = failPause
			} else {
				read = at
			}
			next = max(next, 5*time.Since(began)) // so that reading the runs again takes a sixth at most
		}
		pause.Reset(next)
	}
}

// refresh asks the ledger anew about the rights of use of the map's jobs.
func (c *Collector) refresh() {
	if r := c.rights.Load(); r != nil && time.Since(r.asked) > rightsAge {
		c.learn(r.m)
	}
}

// Lineage makes the records of all ended runs, and of streams as far as they have come, that have
// none yet, and says anew what waits for a
// rule of the map. A run is left open while its events still come: they may come in any order, and
// what a record says cannot be changed.
func (c *Collector) Lineage(mapFile string) error {
	m, err := readMap(mapFile)
	if err != nil {
		return err
	}
	c.learn(m)
	now := time.Now()
	k, err := c.store.runs(now)
	if err != nil {
		return err
	}
	if err := c.inSlices(k, m, now); err != nil {
		return err
	}
	records, missing, err := openlineage.Records(k.runs, m, c.account.Party)
	if err != nil {
		return err
	}
	if err := c.park(missing); err != nil {
		return err
	}
	quiet := now.Add(-c.limits.Settle).Unix()
	open := map[wire.ID]bool{}
	for _, r := range records {
		if k.heard[r.Body.Run] > quiet || slices.ContainsFunc(r.Body.Inputs,
			func(in access.Input) bool { return open[in.Object] }) {
			open[r.Body.ID] = true
			continue
		}
		if err := c.file(r.Body); err != nil {
			return err
		}
	}
	if len(open) > 0 {
		c.changed.Store(true) // looked at again when they are quiet
	}
	c.wake(c.submitting)
	return nil
}

// file makes the job of a record, once. A refused one is made anew when the map now gives another
// body.
func (c *Collector) file(body access.ProcessingRecord) error {
	text, err := wire.Encode(&body)
	if err != nil {
		return err
	}
	c.sealLock.Lock()
	defer c.sealLock.Unlock()
	old, known, err := c.store.jobNamed(body.ID)
	if err != nil || known && (old.State != Refused || bytes.Equal(old.Body, text)) {
		return err
	}
	j := &Job{Seq: c.lastJob + 1, ID: body.ID, Kind: KindProcessing, State: Sealed, Body: text,
		Sealed: time.Now().Unix()}
	c.step("seal.before")
	run, _, _ := strings.Cut(body.Run, "#") // of a stream, the number of the record
	pairs := append(j.pairs(), pair{keyOf(keyRun, []byte(run), []byte(j.ID.String())), []byte{1}})
	if known {
		pairs = append(pairs, pair{key: keyOf(keyJob, number(old.Seq))},
			pair{key: keyOf(keyRefused, number(old.Seq))})
	}
	if err := c.store.write(pairs...); err != nil {
		return err
	}
	c.step("seal.after")
	c.lastJob = j.Seq
	return nil
}

// waits tells whether a record reads a dataset whose own record is still on its way.
func (j *Job) waits(pending map[wire.ID]bool) bool {
	if j.Kind != KindProcessing {
		return false
	}
	var body access.ProcessingRecord
	if wire.Decode(j.Body, &body) != nil {
		return false
	}
	return slices.ContainsFunc(body.Inputs, func(in access.Input) bool { return pending[in.Object] })
}

// park replaces what waits for a rule.
func (c *Collector) park(missing []openlineage.Unmapped) error {
	prefix := keyOf(keyParked, []byte("run\x00"))
	var pairs []pair
	err := c.store.each(prefix, nil, false, func(key []byte, _ *badger.Item) (bool, error) {
		pairs = append(pairs, pair{key: key})
		return true, nil
	})
	if err != nil {
		return err
	}
	for i, u := range missing[:min(len(missing), maxUnmapped)] {
		p := Parked{Kind: u.Kind, Namespace: u.Name.Namespace, Name: u.Name.Name, Runs: u.Runs}
		switch u.Kind {
		case "unfit":
			p.Why = "the run cannot be a record, such as one of a job without any name（该运行无法成为记录，如作业没有名称）"
		case "dataset":
			p.Why = "no rule names the dataset（没有规则对应该数据集）"
			p.Command = fmt.Sprintf("suyuan collect map --namespace %q --dataset %q --resource PARTY/NAME",
				u.Name.Namespace, u.Name.Name)
		case "job":
			p.Why = "no rule names the job（没有规则对应该作业）"
			p.Command = fmt.Sprintf("suyuan collect map --namespace %q --job %q --grant PARTY/NAME",
				u.Name.Namespace, u.Name.Name)
		default:
			p.Why = "the run is too large for a record（运行过大，无法记录）"
		}
		pairs = append(pairs, pair{append(slices.Clone(prefix), number(uint64(i))...), mustJSON(p)})
	}
	return c.store.write(pairs...)
}

// maxUnmapped bounds what is listed as waiting for a rule.
const maxUnmapped = 1000
