package rule

import (
	"fmt"
	"strings"
)

// Refusal defines one reason why the ledger says no. Its public code is Name; Code is what CometBFT
// hashes into the next header: chapter*100+n, never reused.
type Refusal struct {
	Code   uint32
	Name   string // dotted, such as "agreement.term_max"
	Zh, En string // one sentence each; {name} stands for an argument
	FixZh  string // what to do
	FixEn  string
	Key    string // the profile key it enforces, whose citation it then carries; "" for our own rules
}

// Refuse declares a refusal. Zh and En say what is wrong, fixZh and fixEn what to do.
func Refuse(code uint32, name, zh, en, fixZh, fixEn string) *Refusal {
	return &Refusal{Code: code, Name: name, Zh: zh, En: en, FixZh: fixZh, FixEn: fixEn}
}

// Under names the profile key whose article the refusal cites.
func (r *Refusal) Under(key string) *Refusal {
	r.Key = key
	return r
}

// At refuses because of field ("" for the paper as a whole). args are name, value pairs for the
// sentence. The citation is DEFAULT_RULE; regime.Profile.Refuse gives the article instead.
// An odd number of args panics.
func (r *Refusal) At(field string, args ...any) *Refused {
	if len(args)%2 != 0 {
		panic("rule: refusal arguments come in pairs: " + r.Name)
	}
	pairs := make([]string, len(args))
	for i, a := range args {
		pairs[i] = fmt.Sprint(a)
	}
	return &Refused{Refusal: r, Field: field, Args: pairs, Article: DefaultRule, Mark: "default"}
}

// DefaultRule stands in place of an article where the rule is ours.
const DefaultRule = "DEFAULT_RULE"

// Cite gives err the article of a rule where it has none of its own yet. Chapters use it for
// refusals of an earlier chapter, such as a missing role, under the article that asks for it.
func Cite(err error, article, mark string) error {
	if r, ok := err.(*Refused); ok && r.Article == DefaultRule {
		cited := *r
		cited.Article, cited.Mark = article, mark
		return &cited
	}
	return err
}

// Refused is one refusal of one paper. It is the only error Check and Apply return.
type Refused struct {
	*Refusal
	Field   string   // dotted path inside the body
	Args    []string // name, value pairs
	Article string   // such as "GZ §9", or DefaultRule
	Mark    string   // text, soft or default: whose rule it is
}

// Error is the English sentence after the code.
func (r *Refused) Error() string { return r.Name + ": " + r.SayEn() }

// SayZh is the Chinese sentence with its arguments.
func (r *Refused) SayZh() string { return fill(r.Zh, inChinese(r.Args)) }

// SayEn is the English sentence with its arguments.
func (r *Refused) SayEn() string { return fill(r.En, r.Args) }

func fill(s string, args []string) string {
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, "{"+args[i]+"}", args[i+1])
	}
	return s
}

// Told is the public form of a refusal, as results, CLI and API show it.
type Told struct {
	Code    string `json:"code"`
	Number  uint32 `json:"number"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Field   string `json:"field,omitempty"`
	Article string `json:"article"`
	Mark    string `json:"mark"`
	FixZh   string `json:"fix_zh"`
	FixEn   string `json:"fix_en"`
}

// Tell renders r.
func (r *Refused) Tell() Told {
	return Told{Code: r.Name, Number: r.Code, Zh: r.SayZh(), En: r.SayEn(), Field: r.Field,
		Article: r.Article, Mark: r.Mark, FixZh: fill(r.FixZh, inChinese(r.Args)),
		FixEn: fill(r.FixEn, r.Args)}
}
