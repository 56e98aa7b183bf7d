package scenario

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// Step is one thing that happens. Exactly one of its parts is there.
type Step struct {
	No   int // from 1, the steps of included files first
	Note string

	Paper     *Paper
	Calendar  *regime.GenesisCalendar
	Until     bool // blocks without papers up to At
	Restart   bool
	Recompute string // a settlement period
	Query     *Query
	Replay    *Replay

	at   when
	by   []signer
	only only
	src  source
	home *Story // whose step it is, when several stories are woven into one
}

// Paper is something to sign and file, with what must become of it.
type Paper struct {
	Kind rule.Kind
	Expect

	with source
}

// Expect is what must become of a paper. Code "" means that it is accepted.
type Expect struct {
	Code   string
	Cites  string   // the article of the refusal
	Field  string   // the field it names
	Flags  []string // that its events carry
	Events []string // that are among those emitted
}

// signer is an account as `by` names it: a party stands for its maker, and its checker where the
// kind wants both.
type signer struct {
	party  string
	exact  bool
	number uint16
	key    uint16 // 0: the first
	src    source
}

// only limits a step to runs in which a named value is, or is not, the story's own.
type only struct {
	name    string
	changed bool
}

// verbs are the fields that say what a step is; exactly one is given.
var verbs = []string{"do", "calendar", "until", "restart", "recompute", "query", "replay"}

var stepFields = map[string][]string{
	"do": {"do", "at", "by", "with", "expect", "cites", "field", "flags", "events", "note",
		"only_with"},
	"calendar":  {"calendar", "at", "by", "note", "only_with"},
	"until":     {"until", "note", "only_with"},
	"restart":   {"restart", "note", "only_with"},
	"recompute": {"recompute", "note", "only_with"},
	"query":     {"query", "args", "as_of", "expect", "expect_error", "note", "only_with"},
	"replay":    {"replay", "at", "note", "only_with"},
}

func (s *Story) readStep(src source, no int) (Step, error) {
	out := Step{No: no, src: src}
	list, err := src.pairs("a step")
	if err != nil {
		return out, err
	}
	verb := ""
	for _, p := range list {
		for _, v := range verbs {
			if p.name != v {
				continue
			}
			if verb != "" {
				return out, p.key.err("a step is either %s or %s", verb, v)
			}
			verb = v
		}
	}
	if verb == "" {
		return out, src.err("a step has one of: %s", strings.Join(verbs, ", "))
	}
	f, err := src.fields("a step with "+verb, stepFields[verb]...)
	if err != nil {
		return out, err
	}
	for name, v := range f {
		if name == "replay" {
			continue // its fields are expanded one by one: a path means what it means where it stands
		}
		if f[name], err = s.lets.expand(v); err != nil {
			return out, err
		}
	}
	if out.Note, err = f["note"].optional(); err != nil {
		return out, err
	}
	if out.only, err = s.readOnly(f["only_with"]); err != nil {
		return out, err
	}
	if out.at, err = parseWhen(f["at"]); err != nil {
		return out, err
	}
	return out, s.readVerb(&out, verb, f)
}

func (s *Story) readVerb(out *Step, verb string, f map[string]source) (err error) {
	switch verb {
	case "do":
		if out.by, err = s.readSigners(f["by"]); err != nil {
			return err
		}
		if len(out.by) == 0 {
			return out.src.err("`by` is required: who signs")
		}
		out.Paper, err = readPaper(f)
	case "calendar":
		if out.by, err = s.readSigners(f["by"]); err == nil {
			out.Calendar, err = anyCalendar(f["calendar"])
		}
	case "until":
		out.Until = true
		if out.at, err = parseWhen(f["until"]); err == nil && !out.at.given {
			err = f["until"].err("until wants a time such as 2026-10-20 00:00")
		}
	case "restart":
		out.Restart, err = f["restart"].flag()
	case "recompute":
		if out.Recompute, err = f["recompute"].text(); err != nil {
			return err
		}
		if _, _, ok := regime.PeriodBounds(out.Recompute); !ok {
			err = f["recompute"].err("%q is no period such as 2026Q3", out.Recompute)
		}
	case "query":
		out.Query, err = readQuery(f)
	case "replay":
		out.Replay, err = s.readReplay(f["replay"])
	}
	return err
}

func readPaper(f map[string]source) (*Paper, error) {
	name, err := f["do"].text()
	if err != nil {
		return nil, err
	}
	kind, ok := machine().Kind(name)
	if !ok {
		return nil, f["do"].err("there is no kind %q%s", name, hint(name, kindNames()))
	}
	p := &Paper{Kind: kind, with: f["with"]}
	if p.with.given() && !p.with.isMap() {
		return nil, p.with.err("`with` wants the fields of %s", name)
	}
	if p.Code, err = readVerdict(f["expect"]); err != nil {
		return nil, err
	}
	if p.Cites, err = f["cites"].optional(); err != nil {
		return nil, err
	}
	if p.Field, err = f["field"].optional(); err != nil {
		return nil, err
	}
	if p.Code == "" && (p.Cites != "" || p.Field != "") {
		return nil, f["do"].err("cites and field belong to a refusal: expect: refused …")
	}
	if p.Flags, err = texts(f["flags"]); err != nil {
		return nil, err
	}
	if p.Events, err = texts(f["events"]); err != nil {
		return nil, err
	}
	for _, e := range p.Events {
		if !knownEvent(e) {
			return nil, f["events"].err("there is no event %q", e)
		}
	}
	return p, checkBody(kind, p.with)
}

// readVerdict reads "ok" or "refused agreement.term_max".
func readVerdict(v source) (string, error) {
	text, err := v.optional()
	if err != nil || text == "" || text == "ok" {
		return "", err
	}
	code, ok := strings.CutPrefix(text, "refused ")
	code = strings.TrimSpace(code)
	if !ok {
		return "", v.err("expect is ok, or refused and a code such as refused agreement.term_max")
	}
	if _, known := machine().Refusal(code); !known {
		return "", v.err("there is no refusal %q%s", code, hint(code, refusalNames()))
	}
	return code, nil
}

func texts(v source) (out []string, err error) {
	for _, item := range v.list() {
		text, err := item.text()
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

func (s *Story) readSigners(v source) (out []signer, err error) {
	for _, item := range v.list() {
		text, err := item.text()
		if err != nil {
			return nil, err
		}
		w := signer{party: text, src: item}
		account, key, _ := strings.Cut(text, "#")
		if a, err := tx.ParseAccount(account); err == nil {
			w.party, w.number, w.exact = a.Party, a.Number, true
			if key != "" {
				n, err := tx.ParseAccount("k/" + key)
				if err != nil {
					return nil, item.err("%q: after # stands the number of a key", text)
				}
				w.key = n.Number
			}
		}
		if s.party(w.party) == nil {
			return nil, item.err("there is no party %q%s", w.party, hint(w.party, s.partyNames()))
		}
		out = append(out, w)
	}
	return out, nil
}

// readOnly reads "default NAME" or "other NAME".
func (s *Story) readOnly(v source) (only, error) {
	text, err := v.optional()
	if err != nil || text == "" {
		return only{}, err
	}
	which, name, _ := strings.Cut(text, " ")
	if _, ok := s.lets.values[name]; !ok || which != "default" && which != "other" {
		return only{}, v.err("only_with is `default NAME` or `other NAME`, NAME being one of let%s",
			hint(name, s.lets.names()))
	}
	return only{name, which == "other"}, nil
}

// skips reports whether the step is left out of this run.
func (s *Story) skips(step Step) bool {
	return step.only.name != "" && s.lets.set[step.only.name] != step.only.changed
}

// anyCalendar reads a calendar of a step: shipped, from a file or inline.
func anyCalendar(v source) (*regime.GenesisCalendar, error) {
	year, own, err := readCalendar(v)
	if err != nil || own != nil {
		return own, err
	}
	return shippedCalendar(year)
}
