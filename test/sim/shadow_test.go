package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// shadow is what the accepted papers alone say: a second, naive memory of the ledger that knows
// nothing of its state. It notes every accepted paper that the regulations' invariants forbid.
type shadow struct {
	accepted map[string]int // by kind
	refused  map[string]int // by code
	broken   []string

	// by id, products by id@version
	plans, selections, agreements, applications, grants, raws, products,
	receipts map[string]paper

	passed, registered map[string]bool // product versions
	ended              map[string]wire.Time
	invoices           map[string]string // of confirmed receipts
	logs               map[string]string // digest → batch
}

// paper is an accepted body with when and by whom.
type paper struct {
	body map[string]any
	at   wire.Time
	by   string
}

func newShadow() *shadow {
	m := func() map[string]paper { return map[string]paper{} }
	return &shadow{accepted: map[string]int{}, refused: map[string]int{}, plans: m(), selections: m(),
		agreements: m(), applications: m(), grants: m(), raws: m(), products: m(),
		passed:     map[string]bool{},
		registered: map[string]bool{}, ended: map[string]wire.Time{},
		receipts: m(), invoices: map[string]string{},
		logs: map[string]string{}}
}

func (s *shadow) told(a scenario.Attempt, refusal *rule.Told) {
	if refusal != nil {
		s.refused[refusal.Code]++
		if refusal.Code == rule.Internal.Name || refusal.Code == rule.OverBudget.Name {
			s.note("%s by %v ends in %s: %s; body %s", a.Kind.Name, a.By, refusal.Code, refusal.En,
				text(a.Body))
		}
		return
	}
	s.accepted[a.Kind.Name]++
	p := paper{tree(a.Body), a.At, a.By[0].Party}
	if judge := s.judges()[a.Kind.Name]; judge != nil {
		judge(p)
	}
}

func (s *shadow) note(format string, args ...any) {
	if len(s.broken) < 20 {
		s.broken = append(s.broken, fmt.Sprintf(format, args...))
	}
}

// judges are the invariants of matrix §1.5, each at the kind that could break it.
func (s *shadow) judges() map[string]func(paper) {
	return map[string]func(paper){
		"plan.draft":          func(p paper) { s.plans[p.text("id")] = p },
		"plan.amend":          func(p paper) { s.widen(s.plans, p) },
		"selection.announce":  func(p paper) { s.selections[p.text("id")] = p },
		"agreement.sign":      s.sign,
		"agreement.amend":     func(p paper) { s.widen(s.agreements, p) },
		"agreement.terminate": func(p paper) { s.ended[p.text("id")] = p.at },
		"application.submit":  s.apply,
		"grant.open":          s.open,
		"raw.request":         func(p paper) { s.raws[p.text("id")] = p },
		"raw.provide":         s.provide,
		"processing.record":   s.process,
		"product.create":      s.create,
		"product.review":      s.review,
		"product.register":    func(p paper) { s.registered[p.node()] = true },
		"trace.record":        s.use,
		"receipt.record":      func(p paper) { s.receipts[p.text("id")] = p },
		"receipt.confirm":     s.confirm,
		"export.record":       s.export,
	}
}

// widen follows an amendment: what it names is added to what was there.
func (s *shadow) widen(of map[string]paper, p paper) {
	old, ok := of[p.text("id")]
	if !ok {
		s.note("an amendment of the unknown %s", p.text("id"))
		return
	}
	body := maps.Clone(old.body)
	for name, v := range p.body {
		list, isList := v.([]any)
		switch {
		case name == "resources" && isList:
			before, _ := body[name].([]any)
			body[name] = append(slices.Clone(before), list...)
		case name == "first_day":
		case name == "last_day" && fmt.Sprint(v) > old.text(name):
			body[name] = v
		}
	}
	old.body = body
	of[p.text("id")] = old
}

// scope(agreement) ⊆ scope(plan).
func (s *shadow) sign(p paper) {
	plan := s.plans[p.text("plan")]
	for _, r := range p.list("resources") {
		if !slices.Contains(plan.list("resources"), r) {
			s.note("agreement %s covers %s, its plan does not", p.text("id"), r)
		}
	}
	s.agreements[p.text("id")] = p
}

// scope(application) ⊆ scope(agreement).
func (s *shadow) apply(p paper) {
	a, ok := s.agreements[p.text("agreement")]
	if !ok {
		s.note("application %s under no agreement", p.text("id"))
	}
	for _, it := range p.items("items") {
		if it.text("kind") == "resource" && !slices.Contains(a.list("resources"), it.text("object")) {
			s.note("application %s asks for %s beyond %s", p.text("id"), it.text("object"),
				p.text("agreement"))
		}
	}
	s.applications[p.text("id")] = p
}

// scope(grant) ⊆ scope(application), or the agreement's where that is the basis.
func (s *shadow) open(p paper) {
	a := s.agreements[p.text("agreement")]
	asked := s.applications[p.text("application")]
	for _, it := range p.items("items") {
		within := slices.Contains(a.list("resources"), it.text("object")) ||
			slices.ContainsFunc(asked.items("items"), func(e paper) bool {
				return e.text("object") == it.text("object")
			})
		if it.text("kind") == "resource" && !within {
			s.note("grant %s opens %s beyond what was asked", p.text("id"), it.text("object"))
		}
	}
	s.grants[p.text("id")] = p
}

// Raw data is provided as it was asked for, by a right of use of its own.
func (s *shadow) provide(p paper) {
	asked, ok := s.raws[p.text("id")]
	if !ok {
		s.note("raw data %s provided that nobody asked for", p.text("id"))
	}
	s.grants[p.text("id")] = asked
}

// No processing outside a live agreement, none of what the grant does not name.
func (s *shadow) process(p paper) {
	g, ok := s.grants[p.text("grant")]
	if !ok {
		s.note("processing %s without a grant", p.text("id"))
		return
	}
	for _, in := range p.items("inputs") {
		if in.text("kind") == "resource" && !slices.ContainsFunc(g.items("items"), func(e paper) bool {
			return e.text("object") == in.text("object")
		}) {
			s.note("processing %s reads %s beyond its grant", p.text("id"), in.text("object"))
		}
	}
	s.within("processing "+p.text("id"), g.text("agreement"), p.time("started"), p.time("ended"))
}

// within holds a window against the term of an agreement and its early end.
func (s *shadow) within(what, agreement string, from, to wire.Time) {
	a, ok := s.agreements[agreement]
	if !ok {
		return // a development-use agreement: its parent's term is the ledger's own test
	}
	first, last := a.date("first_day"), a.date("last_day")
	if from < first.Start() || to > last.End() {
		s.note("%s over %s–%s is outside %s, %s–%s", what, from, to, agreement, first, last)
	}
	if end, ended := s.ended[agreement]; ended && to > end {
		s.note("%s over %s–%s is after the end of %s at %s", what, from, to, agreement, end)
	}
}

func (s *shadow) create(p paper) {
	if p.text("stage") == "redeveloped" {
		for id, a := range s.agreements {
			if signers := a.by; signers == p.by && p.text("agreement") == id {
				s.note("%s re-develops under its own agreement %s", p.by, id)
			}
		}
	}
	s.products[p.node()] = p
}

func (s *shadow) review(p paper) {
	risk := slices.ContainsFunc(p.items("answers"), func(e paper) bool {
		return e.text("risk") == "true"
	})
	if !risk {
		s.passed[p.node()] = true
	}
}

// A use is of a product that was reviewed, inside its agreement, and counted once.
func (s *shadow) use(p paper) {
	node := p.text("product") + "@" + p.text("version")
	made, ok := s.products[node]
	if !ok {
		s.note("use %s of the unknown %s", p.text("id"), node)
		return
	}
	s.within("use "+p.text("id"), made.text("agreement"), p.time("from"), p.time("to"))
	if other, twice := s.logs[p.text("log")]; twice && other != p.text("id") {
		s.note("use %s has the log of %s", p.text("id"), other)
	}
	s.logs[p.text("log")] = p.text("id")
}

// An invoice counts once: what others merely claim holds none.
func (s *shadow) confirm(p paper) {
	if p.text("accept") != "true" {
		return
	}
	invoice := s.receipts[p.text("id")].text("invoice")
	if other, twice := s.invoices[invoice]; twice {
		s.note("receipt %s has the invoice of %s", p.text("id"), other)
	}
	s.invoices[invoice] = p.text("id")
}

// Raw or reversible data never leaves.
func (s *shadow) export(p paper) {
	if p.text("raw") == "true" || p.text("reversible") == "true" {
		s.note("export %s of raw or reversible data", p.text("id"))
	}
}

func (p paper) text(name string) string {
	v, ok := p.body[name]
	if !ok || v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func (p paper) list(name string) (out []string) {
	list, _ := p.body[name].([]any)
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func (p paper) items(name string) (out []paper) {
	list, _ := p.body[name].([]any)
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			out = append(out, paper{body: m})
		}
	}
	return out
}

// node names a product version: product.create says id, the others product.
func (p paper) node() string {
	id := p.text("product")
	if id == "" {
		id = p.text("id")
	}
	return id + "@" + p.text("version")
}

func (p paper) time(name string) (t wire.Time) {
	if err := t.UnmarshalText([]byte(p.text(name))); err != nil {
		panic(err)
	}
	return t
}

func (p paper) date(name string) (d wire.Date) {
	if err := d.UnmarshalText([]byte(p.text(name))); err != nil {
		panic(err)
	}
	return d
}

func parse(doc []byte) map[string]any {
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if err := d.Decode(&out); err != nil {
		panic(err)
	}
	return out
}

func text(m rule.Msg) string {
	doc, err := wire.ToJSON(m)
	if err != nil {
		return err.Error()
	}
	return string(doc)
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
