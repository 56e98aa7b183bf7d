package scenario

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Story is a file that was read and whose form was checked.
type Story struct {
	File  string
	Title string
	About string

	Chain      string
	Start      wire.Time // law time of genesis
	Parameters regime.Parameters
	Regimes    []genesis.RegimeSpec
	Overlays   []string                 // national documents, such as "price-formation"
	Own        map[string][]byte        // regime files of the story's own, by name
	Calendars  []string                 // shipped years
	More       []regime.GenesisCalendar // calendars of the story's own
	Parties    []Party
	Steps      []Step
	// Authorities of certificates that genesis trusts.
	Authorities []party.Authority

	lets lets
	doc  genesis.Document // its genesis without validators: what steps may ask of it
}

// page is one file before it is put together with what it includes.
type page struct {
	whole   source
	title   string
	about   string
	ledger  map[string]source
	parties []pair
	lets    map[string]source
	steps   []source
}

// Load reads a story and checks its form. sets replaces values of `let`. The error names file and
// line.
func Load(path string, sets map[string]string) (*Story, error) {
	p, err := readPage(path, nil)
	if err != nil {
		return nil, err
	}
	s := &Story{File: path, Title: p.title, About: p.about,
		lets: lets{values: p.lets, set: map[string]bool{}}}
	if err := s.lets.apply(sets, p.whole); err != nil {
		return nil, err
	}
	if err := s.readLedger(p); err != nil {
		return nil, err
	}
	if err := s.readParties(p); err != nil {
		return nil, err
	}
	for i, src := range p.steps {
		step, err := s.readStep(src, i+1)
		if err != nil {
			return nil, err
		}
		s.Steps = append(s.Steps, step)
	}
	doc, err := s.Genesis(s.voters()...)
	if err != nil {
		return nil, s.foundingError(p, err)
	}
	s.doc = *doc
	return s, nil
}

var foundingParty = regexp.MustCompile(`party ([A-Za-z0-9._-]+): `)

// foundingError puts what is wrong with the genesis document to the place in the story that it
// comes from: an institution, or the ledger.
func (s *Story) foundingError(p page, err error) error {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "genesis: "), "party: ")
	at := p.whole
	if m := foundingParty.FindStringSubmatch(text); m != nil {
		if one := s.party(m[1]); one != nil {
			return one.src.err("%s", text)
		}
	}
	if start, ok := p.ledger["start"]; ok {
		at = start
	}
	return at.err("the ledger cannot be founded: %s", text)
}

var pageFields = []string{"scenario", "about", "include", "ledger", "parties", "let", "steps"}

func readPage(path string, over []string) (page, error) {
	file := filepath.Clean(path)
	whole, err := readYAML(file)
	if err != nil {
		return page{}, err
	}
	if slices.Contains(over, file) {
		return page{}, whole.err("%s includes itself", file)
	}
	f, err := whole.fields("a story", pageFields...)
	if err != nil {
		return page{}, err
	}
	p := page{whole: whole, ledger: map[string]source{}, lets: map[string]source{}}
	for _, inc := range f["include"].list() {
		name, err := inc.text()
		if err != nil {
			return page{}, err
		}
		base, err := readPage(inc.path(name), append(slices.Clone(over), file))
		if err != nil {
			return page{}, err
		}
		p.add(base)
	}
	return p, p.own(f)
}

// own puts the file's own fields over what it includes; its steps follow.
func (p *page) own(f map[string]source) (err error) {
	mine := page{ledger: map[string]source{}, lets: map[string]source{}}
	if mine.title, err = f["scenario"].optional(); err != nil {
		return err
	}
	if mine.about, err = f["about"].optional(); err != nil {
		return err
	}
	if f["ledger"].given() {
		if mine.ledger, err = f["ledger"].fields("ledger", ledgerFields...); err != nil {
			return err
		}
	}
	if f["parties"].given() {
		if mine.parties, err = f["parties"].pairs("parties"); err != nil {
			return err
		}
	}
	if f["let"].given() {
		list, err := f["let"].pairs("let")
		if err != nil {
			return err
		}
		for _, v := range list {
			mine.lets[v.name] = v.value
		}
	}
	if v := f["steps"].plain(); v.given() && v.node.ShortTag() != "!!null" {
		if !v.isList() {
			return f["steps"].err("steps is a list")
		}
		mine.steps = f["steps"].list()
	}
	p.add(mine)
	return nil
}

// add lays another page over p.
func (p *page) add(o page) {
	if o.title != "" {
		p.title, p.about = o.title, o.about
	}
	for k, v := range o.ledger {
		p.ledger[k] = v
	}
	for k, v := range o.lets {
		p.lets[k] = v
	}
	for _, v := range o.parties {
		i := slices.IndexFunc(p.parties, func(e pair) bool { return e.name == v.name })
		if i < 0 {
			p.parties = append(p.parties, v)
		} else {
			p.parties[i] = v
		}
	}
	p.steps = append(p.steps, o.steps...)
}

func (s source) optional() (string, error) {
	if !s.given() {
		return "", nil
	}
	return s.text()
}
