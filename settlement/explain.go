package settlement

import (
	"strconv"
	"strings"
)

// Explain tells how a party's amount came about: the tree of lines from its amounts down to sales
// and uses, in Chinese ("zh") or English ("en"). A line whose origin has been told already is named
// again but not spelled out again, so that the text grows with the lines only. The title is the
// party's own take; what it also receives on behalf of others follows by name.
func Explain(r Report, _ Input, payee string, lang string) string {
	var own []string
	for _, l := range r.Lines {
		if l.To == payee && l.PaysParty() {
			own = append(own, l.ID)
		}
	}
	e := explain(r, lang)
	text := e.title(r, payee)
	behalf := e.onBehalf(r, payee)
	for _, t := range e.trees(own) {
		text += t.Text
	}
	if text += behalf; len(own) == 0 && behalf == "" {
		text += e.say("  没有一笔付给它\n", "  no line pays it\n")
	}
	return text
}

// Told is a line with the tree of what it came from, indented by depth.
type Told struct {
	Line string
	Text string
}

// ExplainLines tells how lines of a report came about, each as Explain does. What one tree has
// spelled out those after it only name.
func ExplainLines(r Report, ids []string, lang string) []Told { return explain(r, lang).trees(ids) }

// ExplainTitle is the first line of Explain and its last ones, about what the payee receives on
// behalf of others. It reads no line of the report.
func ExplainTitle(r Report, payee, lang string) (title, behalf string) {
	e := explain(r, lang)
	return e.title(r, payee), e.onBehalf(r, payee)
}

func explain(r Report, lang string) *explainer {
	e := &explainer{lines: make(map[string]Line, len(r.Lines)), told: map[string]bool{},
		zh: lang != "en"}
	for _, l := range r.Lines {
		e.lines[l.ID] = l
	}
	return e
}

func (e *explainer) title(r Report, payee string) string {
	var own int64
	for _, t := range r.PartyTake {
		if t.Party == payee {
			own = t.Amount
		}
	}
	return payee + "  " + r.Period + e.say("  合计 ", "  total ") + yuan(own) + e.say(" 元\n", " yuan\n")
}

func (e *explainer) trees(ids []string) (out []Told) {
	for _, id := range ids {
		e.text.Reset()
		e.tell(id, 1)
		out = append(out, Told{id, e.text.String()})
	}
	return out
}

// PaysParty tells lines to a party from those that travel on to a product of the same name.
func (l Line) PaysParty() bool {
	switch l.Kind {
	case kindInflow, kindRoyalty, kindLevyPass, kindInputs, kindLevy, kindBase:
		return false
	}
	return l.To != ToInputs && !strings.HasPrefix(l.To, ReservePrefix)
}

type explainer struct {
	lines map[string]Line
	told  map[string]bool
	zh    bool
	text  strings.Builder
}

func (e *explainer) say(zh, en string) string {
	if e.zh {
		return zh
	}
	return en
}

// maxIndent bounds how far a line is set in, so that the text of a long chain of products grows
// with its lines only.
const maxIndent = 50

func (e *explainer) tell(id string, depth int) {
	l, known := e.lines[id]
	if !known {
		return
	}
	again := e.told[id] && len(l.Parents) > 0
	e.told[id] = true
	indent := strings.Repeat("  ", min(depth, maxIndent))
	e.text.WriteString(indent + "[" + id + "] " + e.sentence(l))
	if again {
		e.text.WriteString(e.say("（见上）", " (see above)"))
	}
	e.text.WriteByte('\n')
	if again {
		return
	}
	for _, parent := range l.Parents {
		e.tell(parent, depth+1)
	}
}

// onBehalf names what the payee receives for others.
func (e *explainer) onBehalf(r Report, payee string) (text string) {
	for _, p := range r.Payouts {
		if p.Payee != payee {
			continue
		}
		for _, t := range p.OnBehalfOf {
			if t.Party != payee {
				text += e.say("  代 "+t.Party+" 收 "+yuan(t.Amount)+"\n",
					"  on behalf of "+t.Party+" "+yuan(t.Amount)+"\n")
			}
		}
	}
	return text
}

// sentence is one line's arithmetic.
func (e *explainer) sentence(l Line) string {
	if l.Kind == kindInflow {
		return e.inflow(l)
	}
	name := e.name(l) + " " + yuan(l.Amount)
	switch l.Kind {
	case kindFee, kindShare, kindBase:
		is, limited := " = ", e.limited(l)
		if limited != "" {
			is = e.say("：", ": ")
		}
		return name + is + yuan(l.Int("base")) + e.say("（"+l.Text("of")+"）×",
			" ("+l.Text("of")+") ×") + " " + l.Text("rate") + limited
	case kindRecover:
		return name + e.say("：成本 ", ": cost ") + l.Text("cost") + e.say(" 可补 ", " claims ") +
			yuan(l.Int("claimed")) + e.say("，余 ", ", still open ") + yuan(l.Int("still_out"))
	case kindReturn:
		return name + e.say("：成本 ", ": cost ") + l.Text("cost") + e.say(" 已补 ", " recovered ") +
			yuan(l.Int("on")) + " × " + l.Text("rate") + e.say("，此前已付 ", ", paid before ") +
			yuan(l.Int("paid_before")) + e.limited(l)
	case kindRemainder:
		return name + " = " + yuan(l.Int("base")) + " × " + l.number("weight") + "/" +
			l.number("of_weight")
	case kindContribution, kindRoyalty, kindLevyPass:
		return name + " = " + yuan(l.Int("pool")) + " × " + l.number("points") + "/" +
			l.number("of_points") + e.say(" 贡献点（"+l.Text("input")+" 用于 "+l.Node+"）",
			" points ("+l.Text("input")+" used for "+l.Node+")")
	}
	return name + e.afterwards(l)
}

// limited says that less was left, or allowed, than the formula of the line gives. What limits it
// is no part of the line.
func (e *explainer) limited(l Line) string {
	base := l.Int("base")
	if l.Kind == kindReturn {
		base = l.Int("on")
	}
	due := readRate(l.Text("rate")).Of(base) - l.Int("paid_before")
	if l.Amount >= due {
		return ""
	}
	if l.Kind == kindReturn {
		return e.say("，应付 ", ", due ") + yuan(due) + e.say("，余额不足", ", too little was left")
	}
	return e.say(" = "+yuan(due)+"，以余额或上限为限", " = "+yuan(due)+
		", limited to what was left or to the cap")
}

// afterwards tells the lines that caps and re-settlements write.
func (e *explainer) afterwards(l Line) string {
	switch l.Kind {
	case kindFallback:
		return e.say("：没有可计的使用记录，按约定（"+l.Text("fallback")+"）归 "+l.To,
			": no use to count, so by agreement ("+l.Text("fallback")+") to "+l.To)
	case kindHold, kindUnhold:
		return e.say("：周期 ", ": cycle ") + l.Text("cycle") + e.say(" 累计 ", " measured ") +
			yuan(l.Int("measure")) + e.say("，准许 ", ", allowed ") + yuan(l.Int("allowed")) +
			e.say("，暂存 ", ", held ") + yuan(l.Int("held"))
	case kindRelease:
		return e.say("：周期 ", ": cycle ") + l.Text("cycle") + e.say(" 暂存 ", " held ") + yuan(l.Int("held"))
	case kindOffset:
		return e.say("：应收回 ", ": receivable ") + yuan(l.Int("receivable"))
	case kindRestatePay:
		return e.say("：应补付 ", ": payable ") + yuan(l.Int("payable")) + e.say("，资金池 ", ", pool ") +
			yuan(l.Int("pool"))
	}
	return ""
}

func (e *explainer) inflow(l Line) string {
	text := e.say("产品 ", "product ") + l.Node + e.say(" 本期可分 ", " to divide ") + yuan(l.Amount) +
		e.say(" = 自销 ", " = own sales ") + yuan(l.Int("own_sales")) +
		e.say(" + 下游转入 ", " + from downstream ") + yuan(l.Int("royalties")) +
		e.say(" + 上期结转 ", " + carried in ") + yuan(l.Int("deficit"))
	if sales := l.fact("sales").List; len(sales) > 0 {
		text += e.say("；销售单 ", "; sales ") + strings.Join(sales, e.say("、", ", "))
	}
	return text
}

// names are what a line is called where no tier names it, and in English: agreements name their
// tiers in one language only.
var names = []struct{ kind, zh, en string }{
	{kindFee, "费用", "fee"}, {kindShare, "分成", "share"}, {kindBase, nameLevy, "public base share"},
	{kindRecover, "成本补偿", "cost recovery"}, {kindReturn, "合理利润", "reasonable profit"},
	{kindRemainder, "余额", "remainder"}, {kindInputs, nameInputs, "shared by contribution"},
	{kindLevy, nameLevy, "public base share"}, {kindContribution, nameInputs, "contribution"},
	{kindRoyalty, nameInputs, "royalty"}, {kindLevyPass, nameLevy, "public base share passed on"},
	{kindFallback, nameInputs, "share without a use"}, {kindHold, nameHold,
		"held above the allowed revenue"},
	{kindUnhold, nameUnhold, "held money returned"}, {kindRelease, nameRelease,
		"released from the last cycle"},
	{kindOffset, nameOffset, "offset of a re-settlement"},
	{kindRestatePay, nameRestatePay, "payment of a re-settlement"},
}

func (e *explainer) name(l Line) string {
	for _, n := range names {
		switch {
		case n.kind != l.Kind:
		case e.zh:
			return orElse(l.Name, n.zh)
		case l.Tier > 0 && l.Name != "":
			return n.en + " (" + l.Name + ")"
		default:
			return n.en
		}
	}
	return l.Name
}

// number is a count of the line's formula in digits.
func (l Line) number(key string) string { return strconv.FormatUint(l.fact(key).Size, 10) }

// yuan writes fen as yuan with two places.
func yuan(fen int64) string {
	sign, size := "", uint64(fen)
	if fen < 0 {
		sign, size = "-", -size
	}
	cents := strconv.FormatUint(size%100, 10)
	if len(cents) < 2 {
		cents = "0" + cents
	}
	return sign + strconv.FormatUint(size/100, 10) + "." + cents
}
