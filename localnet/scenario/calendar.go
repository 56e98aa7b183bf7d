package scenario

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// setCalendar files a year's calendar: signed as `by` says, or by a data bureau and another
// founding institution outside its control group.
func (r *run) setCalendar(s Step) error {
	if err := r.moveTo(s); err != nil {
		return err
	}
	c := s.Calendar
	if len(s.by) == 0 {
		s.by = r.home().bureauAndSecond()
	}
	text := c.Number + " " + c.Title
	body := &regime.CalendarSet{Jurisdiction: c.Jurisdiction, Year: c.Year, Off: c.Off,
		Worked: c.Worked, Test: c.Test, Notice: rule.Evidence{Number: c.Number, Title: c.Title,
			Issuer: c.Issuer, Date: c.Issued, Digest: crypto.DigestOf(crypto.DigestSHA256, []byte(text))}}
	kind, _ := machine().Kind("calendar.set")
	out, err := r.sign(s, kind, body)
	if err != nil {
		return err
	}
	s.Paper = &Paper{Kind: kind}
	r.judge(s, out)
	return nil
}

// bureauAndSecond are the signers of a ledger-wide act: the first data bureau of the story and the
// first founding party outside its group.
func (s *Story) bureauAndSecond() (out []signer) {
	bureau := s.bureau()
	if bureau == nil {
		return nil
	}
	out = append(out, signer{party: bureau.ID, src: bureau.src})
	for _, p := range s.Parties {
		if p.ID != bureau.ID && !p.Later && (p.Group == "" || p.Group != bureau.Group) {
			return append(out, signer{party: p.ID, src: p.src})
		}
	}
	return out
}

// bureau is the first party that is the data bureau of its own place.
func (s *Story) bureau() *Party {
	for i, p := range s.Parties {
		for _, role := range p.Roles {
			if role == (party.FounderRole{Role: "bureau", Jurisdiction: p.Jurisdiction}) && !p.Later {
				return &s.Parties[i]
			}
		}
	}
	return nil
}
