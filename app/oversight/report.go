package oversight

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Sorts of reports.
const (
	Annual   = "annual"    // 年度报告
	HalfYear = "half_year" // 半年报告
	Asked    = "request"   // 按要求报告 (HE §32¶1)
)

// Recipient is an office that a report goes to. Party is "" where it is not on the ledger; Signed
// says that it took the report itself, else its receipt is attested by whoever reports (L3).
type Recipient struct {
	Office string `json:"office" max:"24"`
	Party  string `json:"party" max:"32"`
	Signed bool   `json:"signed"`
}

// Report is a report filed (报告): the ledger keeps what identifies the document.
type Report struct {
	ID      wire.ID       `json:"id"`
	Sort    string        `json:"sort" max:"10"`
	Duty    regime.DutyID `json:"duty"`
	Period  string        `json:"period" max:"16"`
	Regime  regime.Ref    `json:"regime"`
	By      string        `json:"by" max:"32"`
	To      []Recipient   `json:"to" max:"8"`
	Late    bool          `json:"late"`
	Report  rule.Evidence `json:"report"`
	Filed   wire.Time     `json:"filed"`
	Request wire.ID       `json:"request"` // of a report on request
	// of a year under an agreement: what the report says and what the ledger said then
	Agreement wire.ID  `json:"agreement"`
	Figures   Figures  `json:"figures"`
	Ledger    Figures  `json:"ledger"`
	Differs   []string `json:"differs" max:"8"` // figures that differ: the duty is not met
}

// Request is what the implementing body asked its operator to report, and by when (HE §32¶1).
type Request struct {
	ID        wire.ID       `json:"id"`
	Agreement wire.ID       `json:"agreement"`
	From      string        `json:"from" max:"32"`
	What      string        `json:"what" max:"500"`
	Evidence  rule.Evidence `json:"evidence"`
	Asked     wire.Time     `json:"asked"`
	Answered  wire.ID       `json:"answered"` // the report, zero: none
}

// reports returns the reports on calendar periods that ended on the days (done, upto] and during
// which the agreement ran. A bureau reports on its place, and those above it on theirs.
func reports(c *rule.Ctx, s subject, done, upto wire.Date) (out []owed) {
	for y := uint32(done) / 10000; y <= uint32(upto)/10000; y++ {
		for _, v := range []struct{ duty, key, period string }{
			{DutyHalf, "report.half_year", yearText(y) + "H1"},
			{DutyAnnual, "report.annual", yearText(y)},
		} {
			last := lastDay(v.period)
			if last <= done || last > upto || !s.ranDuring(v.period) {
				continue
			}
			for _, word := range s.p.List(v.key + ".by") {
				out = append(out, s.reported(c, v.duty, v.key, v.period, word)...)
			}
		}
	}
	return out
}

func (s subject) reported(c *rule.Ctx, duty, key, period, word string) (out []owed) {
	if word != "bureau" {
		if o, ok := s.reportOf(duty, key, period, word); ok {
			out = append(out, o)
		}
		return out
	}
	for place := s.base.Jurisdiction; place != ""; place = above(place) {
		owner := party.Holder(c.Standing(), word, place, c.Time)
		if o, ok := placeReport(s.p, duty, key, period, place, owner); ok && owner != "" {
			out = append(out, o)
		}
	}
	return out
}

// reportOf is the duty of the implementing body or the operator to report under its agreement; ok
// is false where the profile sets no day.
func (s subject) reportOf(duty, key, period, word string) (owed, bool) {
	owner, day := s.base.Impl, s.p.Text(key+".due")
	if word == "operator" {
		owner = s.base.Operator
		if own := operatorDay(s.p, key); own != "" {
			day = own
		}
	}
	o, ok := dated(s.p, regime.DutyID{Owner: owner, Duty: duty,
		Object: s.id.String() + "#" + period}, period, day)
	o.place, o.under = s.base.Jurisdiction, s.id
	return o, ok
}

func operatorDay(p regime.Profile, key string) string {
	if key == "report.annual" {
		return p.Text("report.annual.operator_due")
	}
	return ""
}

// placeReport is the duty of the bureau of a place.
func placeReport(p regime.Profile, duty, key, period, place, owner string) (owed, bool) {
	o, ok := dated(p.Within(place), regime.DutyID{Owner: owner, Duty: duty,
		Object: place + "#" + period}, period, p.Text(key+".due"))
	o.place = place
	return o, ok
}

// dated is a duty due on a day, such as 03-31, next after the period.
func dated(p regime.Profile, id regime.DutyID, period, day string) (owed, bool) {
	if day == "" {
		return owed{}, false
	}
	from := lastDay(period)
	due, err := wire.ParseDate(yearText(uint32(from)/10000) + "-" + day)
	if err != nil || due <= from {
		due, _ = wire.ParseDate(yearText(uint32(from)/10000+1) + "-" + day)
	}
	n := int64(due.Start()-from.Start()) / 86400
	if p.Bool("clock.count_event_day") {
		n++
	}
	return owed{id: id, p: p, from: from,
		span: regime.Span{N: uint32(n), Unit: regime.UnitCalendarDays}}, true
}

// ranDuring reports whether the agreement ran at some time of a calendar period.
func (s subject) ranDuring(period string) bool {
	from, to, ok := regime.PeriodBounds(period)
	return ok && s.base.Start() < to && s.ended > from
}

func lastDay(period string) wire.Date {
	_, to, _ := regime.PeriodBounds(period)
	return (to - 1).Date()
}

func yearText(y uint32) string { return strconv.FormatUint(uint64(y), 10) }

// above is the place one level up, "" above a province.
func above(place string) string {
	up := slices.Concat([]byte(place[:4]), []byte("00"))
	switch {
	case place[2:] == "0000":
		return ""
	case place[4:] == "00":
		up = slices.Concat([]byte(place[:2]), []byte("0000"))
	}
	return string(up)
}
