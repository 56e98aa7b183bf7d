package explorer

import (
	"net/url"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/report"
)

// Where the node serves files to take away.
const (
	reportsAt = "/api/v1/reports/"
	proofsAt  = "/api/v1/proofs/"
	streamAt  = "/api/v1/stream?topics=block"
)

// away is the address of a file at the height that the reader fixed.
func (v *view) away(path string, args ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(args); i += 2 {
		q.Set(args[i], args[i+1])
	}
	if v.pinned != "" {
		q.Set("height", itoa(int(v.src.Height)))
	}
	return path + "?" + q.Encode()
}

// proof is the bundle of something: self-contained, to be verified elsewhere.
func (v *view) proof(what string, args ...string) file {
	return file{v.t("file.proof"), v.away(proofsAt+what, args...)}
}

// recordProof is the bundle of one record by its key.
func (v *view) recordProof(noun, key string) file {
	return v.proof("records/"+noun, "key", key)
}

// report links one report in one form, in the reader's language.
func (v *view) report(name, form string, args ...string) string {
	return v.away(reportsAt+name+"."+form, append(args, "lang", v.say("zh", "en"))...)
}

// given are a report's arguments that this page knows; false where one that is needed is missing.
func given(e report.Entry, known map[string]string) (args []string, ok bool) {
	for _, a := range e.Args {
		x := known[a.Name]
		if x != "" {
			args = append(args, a.Name, x)
		} else if a.Required {
			return nil, false
		}
	}
	return args, true
}

// reportTable lists the reports that can be made of what is known here, all of them or those that
// need one of the names.
func (v *view) reportTable(known map[string]string, needs ...string) part {
	t := &table{
		Caption: v.t("reports"),
		Head: []column{{v.t("report.name"), false}, {v.label("title"), false},
			{v.t("law"), false}, {v.t("report.forms"), false}},
	}
	for _, e := range report.Index() {
		args, ok := given(e, known)
		if !ok || len(needs) > 0 && !slices.ContainsFunc(e.Args, func(a report.EntryArg) bool {
			return a.Required && slices.Contains(needs, a.Name)
		}) {
			continue
		}
		var forms []string
		for _, f := range e.Forms {
			forms = append(forms, string(v.anchor(v.report(e.Name, f, args...), strings.ToUpper(f))))
		}
		t.add("<code>"+esc(strings.ToUpper(e.Name))+"</code>", esc(v.say(e.Title.Zh, e.Title.En)),
			esc(e.Law), H(strings.Join(forms, " ")))
	}
	return v.listed("reports", v.t("reports"), t, "")
}

// reports lists every report of a period and a year.
func reports(v *view) (*page, error) {
	p := &page{Menu: "settlement", Title: v.t("reports"), Sub: esc(v.t("reports.sub"))}
	known := map[string]string{"period": v.arg("period"), "year": v.arg("year")}
	if known["period"] == "" {
		runs, _, err := v.list("runs")
		if err != nil {
			return nil, err
		}
		if len(runs) > 0 {
			known["period"] = text(runs[len(runs)-1], "period")
		}
	}
	if known["year"] == "" {
		known["year"] = v.src.Law.Date().String()[:4]
	}
	list := v.reportTable(known)
	list.Title = known["period"] + " · " + known["year"]
	p.Parts = []part{list}
	return p, nil
}
