package report

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/regime"
)

// Arg is what a kind of report is asked with.
type Arg struct {
	Name     string
	Label    // what it means
	Required bool
}

// Kind is one kind of report: an entry of the table Kinds.
type Kind struct {
	Name  string // in addresses and commands, such as r2 or statement
	Label        // title
	Law   string // articles or sections that ask for it
	Args  []Arg
	Paper bool // has a paper form
	build func(a *asking, r *Report) error
}

var (
	period = Arg{"period", Label{"结算期，如 2026Q1", "settlement period such as 2026Q1"}, true}
	year   = Arg{"year", Label{"年度，如 2026", "year such as 2026"}, true}
	payer  = Arg{"payer", Label{"付款方", "who pays"}, true}
	payee  = Arg{"payee", Label{"收款方", "who is paid"}, true}
	place  = Arg{"place", Label{"行政区划代码，缺省为全账本", "division code; the whole ledger by default"},
		false}
	under = Arg{"agreement", Label{"只看一份协议", "only of this agreement"}, false}
)

// language is the argument that every kind has.
var language = Arg{"lang", Label{"语言 zh（缺省）或 en", "language, zh (default) or en"}, false}

// Find returns a kind by its name.
func Find(name string) (*Kind, bool) {
	i := slices.IndexFunc(Kinds(), func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return nil, false
	}
	return &Kinds()[i], true
}

// Build makes a report of one height. Errors: *Problem for what is asked wrongly or not there,
// *source.Refused and source.ErrNotFound of the ledger.
func Build(ctx context.Context, s *source.Source, name string, args map[string]string) (*Report,
	error) {
	return BuildWith(ctx, s, name, args, Local{})
}

// BuildWith makes a report that may rest on local files, too.
func BuildWith(ctx context.Context, s *source.Source, name string, args map[string]string,
	local Local) (*Report, error) {
	k, ok := Find(name)
	if !ok {
		return nil, problem("report.unknown", "没有报表 "+name+"，suyuan report list 列出全部报表",
			"there is no report "+name+"; suyuan report list shows them all")
	}
	given, err := k.check(args)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(k.Args, func(p Arg) bool { return p.Name == accountBook.Name }) {
		if err := local.take(given); err != nil {
			return nil, err
		}
	}
	r := &Report{Kind: k, Label: k.Label, Period: given["period"] + given["year"],
		Lang: given["lang"], Manifest: Manifest{Format: Format, Report: name, Args: given,
			Chain: s.Chain, Genesis: s.Genesis, Height: s.Height, AppHash: s.AppHash, Law: s.Law,
			Test: s.Test}}
	a := &asking{ctx: ctx, s: s, args: given, names: map[string]string{}, local: local}
	if err := k.build(a, r); err != nil {
		return nil, told(err)
	}
	return r, nil
}

// told puts what is not there into words.
func told(err error) error {
	var missing *source.Missing
	switch {
	case errors.As(err, &missing):
		return problem("report.not_found", "账本在该高度"+missing.Told.Zh,
			missing.Told.En+" on the ledger at this height")
	case errors.Is(err, source.ErrNotFound):
		return problem("report.not_found", "账本在该高度没有所问的内容",
			"the ledger has no such thing at this height")
	}
	return err
}

// check keeps the arguments that the kind has, without empty ones.
func (k *Kind) check(args map[string]string) (map[string]string, error) {
	given := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(args)) {
		value := args[name]
		known := name == language.Name ||
			slices.ContainsFunc(k.Args, func(p Arg) bool { return p.Name == name })
		switch {
		case value == "":
		case !known:
			return nil, problem("report.argument", "报表 "+k.Name+" 没有参数 "+name,
				"report "+k.Name+" has no argument "+name)
		default:
			given[name] = value
		}
	}
	for _, p := range k.Args {
		if p.Required && given[p.Name] == "" {
			return nil, problem("report.argument", "缺少参数 "+p.Name+"："+p.Zh,
				"the argument "+p.Name+" is missing: "+p.En)
		}
	}
	if l := given["lang"]; l != "" && l != "zh" && l != "en" {
		return nil, problem("report.argument", "lang 须为 zh 或 en", "lang is zh or en")
	}
	for _, name := range []string{"period", "year"} {
		if v := given[name]; v != "" {
			_, _, ok := regime.PeriodBounds(v)
			if !ok || name == "year" && len(v) != 4 {
				return nil, problem("report.argument", name+" 须如 2026Q1、2026-03、2026H1 或 2026",
					name+" is such as 2026Q1, 2026-03, 2026H1 or 2026")
			}
		}
	}
	return given, nil
}

// pad joins what is given of some texts.
func pad(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
