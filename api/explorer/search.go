package explorer

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// scanned bounds how many records of a list a search by name looks at.
const scanned = 1000

// search finds records by id, hash, height, period, name or credit code.
func search(v *view) (*page, error) {
	q := strings.TrimSpace(v.arg("q"))
	p := &page{Title: v.t("search.title"), Sub: esc(q)}
	if q == "" {
		p.Parts = []part{{Empty: v.t("search.help")}}
		return p, nil
	}
	if to := v.exact(q); to != "" {
		return &page{To: to}, nil
	}
	t := v.table("search.title", "kind name id party")
	if err := v.byID(t, q); err != nil {
		return nil, err
	}
	if len(t.Rows) == 1 {
		to, _, _ := strings.Cut(strings.TrimPrefix(string(t.Rows[0].Cells[1]), `<a href="`), `"`)
		return &page{To: strings.ReplaceAll(to, "&amp;", "&")}, nil
	}
	if len(t.Rows) == 0 {
		if err := v.byName(t, q); err != nil {
			return nil, err
		}
	}
	found := v.listed("found", v.t("search.found")+" "+itoa(len(t.Rows)), t, "")
	if len(t.Rows) == 0 {
		found.Empty = v.t("search.nothing")
	}
	found.Note = esc(v.t("search.bound"))
	p.Parts = []part{found}
	return p, nil
}

// exact is the page of what a text can only be.
func (v *view) exact(q string) string {
	plain := strings.TrimPrefix(strings.ToLower(q), "0x")
	if raw, err := hex.DecodeString(plain); err == nil && len(raw) == 32 && v.receipt(plain) != nil {
		return v.link("/tx/" + plain)
	}
	if h := strings.ReplaceAll(q, ",", ""); len(h) < 12 && strings.Trim(h, "0123456789") == "" {
		if d, err := v.maybe("run", "period", q); err == nil && d != nil {
			return v.link("/settlement/" + escaped(q))
		}
		if n := number(doc{"n": h}, "n"); n > 0 && uint64(n) <= v.info.Height {
			return v.link("/block/" + h)
		}
	}
	if len(q) <= 8 && strings.HasPrefix(q, "20") {
		if d, err := v.maybe("run", "period", q); err == nil && d != nil {
			return v.link("/settlement/" + escaped(q))
		}
	}
	if !strings.Contains(q, "/") {
		if d, err := v.maybe("party", "id", q); err == nil && d != nil {
			return v.link("/party/" + escaped(q))
		}
	}
	return ""
}

func (v *view) byID(t *table, q string) error {
	for _, kind := range []string{"resource:", "product:", "processing:"} {
		q = strings.TrimPrefix(q, kind)
	}
	id, version, _ := strings.Cut(q, "@")
	if strings.Count(id, "/") != 1 {
		return nil
	}
	for i := range registers {
		r := &registers[i]
		if r.one == "" {
			continue
		}
		args := []string{"id", id}
		switch r.sort {
		case "product":
			args = []string{"product", id, "version", version}
		case "resource":
			args = append(args, "version", version)
		}
		d, err := v.maybe(r.one, args...)
		if err != nil {
			return err
		}
		if d != nil {
			v.hit(t, r.sort, id, version, title(d))
		}
	}
	if len(t.Rows) == 0 {
		return v.inLists(t, id)
	}
	return nil
}

// inLists looks for an id among the records that only lists have.
func (v *view) inLists(t *table, id string) error {
	for i := range registers {
		r := &registers[i]
		if r.one != "" {
			continue
		}
		raw, err := r.find(v, id)
		if errors.Is(err, source.ErrNotFound) || unknownHere(err) {
			continue
		}
		if err != nil {
			return err
		}
		var d doc
		if err := parse(raw, &d); err != nil {
			return err
		}
		v.hit(t, r.sort, id, "", title(d))
	}
	return nil
}

func title(d doc) string {
	for _, key := range []string{"name", "title", "job", "grant.id", "id"} {
		if s := text(d, key); s != "" {
			return s
		}
	}
	return ""
}

func (v *view) hit(t *table, sort, id, version, name string) {
	if name == "" {
		name = id
	}
	t.add(v.anchor(v.link("/"+sort+"/"+id, "version", version), name), esc(v.t("sort."+sort)),
		"<code>"+esc(id)+"</code>", v.party(owner(id)))
	c := t.Rows[len(t.Rows)-1].Cells
	c[0], c[1] = c[1], c[0]
}

// byName looks for a text in names, numbers and digests of the lists that people search.
func (v *view) byName(t *table, q string) error {
	if utf8.RuneCountInString(q) < 2 {
		return nil
	}
	low := strings.ToLower(q)
	code := strings.ToUpper(q)
	sum := sha256.Sum256([]byte(code))
	uscc := "sha256:" + hex.EncodeToString(sum[:])
	for _, l := range []struct{ query, sort, keys string }{
		{"parties", "party", "id name uscc"}, {"products", "product", "id name registry_no"},
		{"resources", "resource", "id name registry_no digest"}, {"agreements", "agreement",
			"id document.number document.title rule_hash"},
		{"plans", "plan", "id title document.number"}, {"devagreements", "devagreement", "id rule_hash"},
		{"applications", "application", "id title scenario"}, {"processings", "processing",
			"id job run source output"}, {"trades", "trade", "id exchange_ref"},
		{"receipts", "receipt", "id invoice"}} {
		list, err := v.holding(l.query, low, uscc)
		if err != nil {
			return err
		}
		for _, d := range list {
			for _, key := range strings.Fields(l.keys) {
				s := text(d, key)
				if s == "" || key == "uscc" && s != uscc && s != code || key != "uscc" &&
					!strings.Contains(strings.ToLower(s), low) {
					continue
				}
				if len(t.Rows) < 200 {
					v.hit(t, l.sort, text(d, "id"), text(d, "version"), title(d))
				}
				break
			}
		}
	}
	return nil
}

// holding is the beginning of a list, read only where its text holds one of the words: most lists
// hold none, and reading a thousand records takes longer than looking through their text.
func (v *view) holding(query string, wanted ...string) ([]doc, error) {
	raw, err := v.src.Query(v.ctx, query, map[string]string{"limit": itoa(scanned)})
	if err != nil {
		return nil, err
	}
	there, low := false, strings.ToLower(string(raw))
	for _, w := range wanted {
		there = there || strings.ContainsAny(w, `&<>"\`) || strings.Contains(low, w)
	}
	if !there {
		return nil, nil
	}
	var p struct {
		Items []doc `json:"items"`
	}
	return p.Items, parse(raw, &p)
}
