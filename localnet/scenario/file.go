package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// expiry is how long a story's papers may wait, in seconds of law time.
const expiry = 86400

// file signs the step's paper, files it and compares what became of it.
func (r *run) file(s Step) error {
	if err := r.moveTo(s); err != nil {
		return err
	}
	body, err := r.build(s)
	if err != nil {
		return err
	}
	out, err := r.sign(s, s.Paper.Kind, body)
	if err != nil {
		return err
	}
	r.judge(s, out)
	if out.refusal == nil && s.Paper.Kind.Name == "resource.draft" {
		r.remember(body)
	}
	return nil
}

// sign signs and files a body as the step's signers.
func (r *run) sign(s Step, k rule.Kind, body rule.Msg) (outcome, error) {
	accounts, keys := r.signers(s.by, k)
	return r.submit(accounts, keys, 0, k.Name, wire.MustEncode(body))
}

// submit files a paper of the given accounts, author first.
func (r *run) submit(by []tx.Account, keys []uint16, lane uint16, kind string,
	body []byte) (outcome, error) {
	now, err := r.ledger.now()
	if err != nil {
		return outcome{}, err
	}
	nonce, err := r.nonceOf(by[0], fmt.Sprint(lane))
	if err != nil {
		return outcome{}, err
	}
	// Counted from the ledger's own time, never the story's: a clock paper is filed before its jump,
	// and a paper may not wait longer than a ledger allows.
	p := tx.Paper{Author: by[0], CoSigners: by[1:], Lane: lane, Nonce: nonce, Kind: kind, Body: body,
		Expires: now + expiry}
	p.Chain, p.Genesis = r.ledger.identity()
	full := tx.Tx{Paper: p}
	for i, a := range by {
		sig, err := p.Sign(r.story.key(a, keys[i]), keys[i])
		if err != nil {
			return outcome{}, err
		}
		full.Signatures = append(full.Signatures, sig)
	}
	raw, err := wire.Encode(full)
	if err != nil {
		return outcome{}, err
	}
	id, err := p.ID()
	if err != nil {
		return outcome{}, err
	}
	out, err := r.ledger.send(raw, id)
	if err == nil && out.height > 0 && r.o.Filed != nil {
		r.o.Filed(id, out.height)
	}
	return out, err
}

// signers are the accounts that sign a kind: a party's maker, with its checker where the kind wants
// both, with its root account as author where the kind wants that.
func (r *run) signers(by []signer, k rule.Kind) (accounts []tx.Account, keys []uint16) {
	add := func(party string, number, key uint16) {
		a := tx.Account{Party: party, Number: number}
		if !slices.Contains(accounts, a) {
			accounts, keys = append(accounts, a), append(keys, max(key, 1))
		}
	}
	for _, s := range by {
		p := r.story.party(s.party)
		switch {
		case s.exact:
			add(s.party, s.number, s.key)
		case k.Root:
			add(s.party, party.Root, 0)
			if k.Dual && !p.Single {
				add(s.party, makerNumber, 0)
			}
		default:
			add(s.party, makerNumber, 0)
			if k.Dual && !p.Single {
				add(s.party, checkerNumber, 0)
			}
		}
	}
	return accounts, keys
}

// judge compares the outcome of a paper with what the step expects.
func (r *run) judge(s Step, out outcome) {
	want, what := s.Paper.Expect, r.describe(s)
	got, told := "ok", out.refusal
	if told != nil {
		got = "refused " + told.Code
	}
	r.say(s, "%s: %s", what, got)
	if told == nil {
		r.result.Papers++
	} else if told.Code == want.Code {
		r.result.Refused++
	}
	switch {
	case want.Code == "" && told != nil:
		r.differ(s, "%s: expected ok, got %s (%s, %s; %s)", what, got, told.En, told.Article, told.Field)
	case want.Code != "" && (told == nil || told.Code != want.Code):
		r.differ(s, "%s: expected refused %s, got %s%s", what, want.Code, got, sentence(told))
	case want.Cites != "" && told.Article != want.Cites:
		r.differ(s, "%s: expected the refusal to cite %s, it cites %s", what, want.Cites, told.Article)
	case want.Field != "" && told.Field != want.Field:
		r.differ(s, "%s: expected the refusal to name field %s, it names %q", what, want.Field,
			told.Field)
	case told == nil:
		r.judgeEvents(s, what, out.events)
	}
	if r.result.Difference != nil {
		r.result.Difference.Refusal = told
	}
}

func sentence(told *rule.Told) string {
	if told == nil {
		return ""
	}
	return " (" + told.En + ")"
}

func (r *run) judgeEvents(s Step, what string, events []abci.Told) {
	var names []string
	for _, e := range events {
		names = append(names, e.Event)
	}
	for _, want := range s.Paper.Events {
		if !slices.Contains(names, want) {
			r.differ(s, "%s: expected event %s, got %s", what, want, orNone(names))
			return
		}
	}
	for _, want := range s.Paper.Flags {
		if !slices.ContainsFunc(events, func(e abci.Told) bool { return flags(e, want) }) {
			r.differ(s, "%s: expected flag %s in %s", what, want, orNone(names))
			return
		}
	}
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// flags reports whether an event carries a flag: in its list of flags, or by being that event
// itself.
func flags(e abci.Told, want string) bool {
	if strings.HasSuffix(letters(e.Event), letters(want)) {
		return true
	}
	v, err := parseJSON(e.Data)
	fields, _ := v.(map[string]any)
	list, _ := fields["flags"].([]any)
	return err == nil && slices.ContainsFunc(list, func(f any) bool {
		return letters(fmt.Sprint(f)) == letters(want)
	})
}

func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// describe names a paper: "(agreement.sign by gz-bureau, gz-operator at 2026-03-01 10:00)".
func (r *run) describe(s Step) string {
	var by []string
	for _, w := range s.by {
		text, err := w.src.text()
		if err != nil || w.src.node == nil || !strings.HasPrefix(text, w.party) {
			text = w.party
		}
		by = append(by, text)
	}
	return fmt.Sprintf("(%s by %s at %s)", s.Paper.Kind.Name, strings.Join(by, ", "),
		r.clock.Std().Format("2006-01-02 15:04"))
}
