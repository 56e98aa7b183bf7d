package report

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/spoken"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// say is a text in the report's language. Names and what people wrote stay as they are.
func (a *asking) say(zh, en string) string { return Label{zh, en}.In(a.args["lang"]) }

// text is a cell in the report's language.
func (a *asking) text(zh, en string) Cell { return Text(a.say(zh, en)) }

// sayf is say with figures in the text; both languages have the same ones in the same order.
func (a *asking) sayf(zh, en string, args ...any) string {
	return fmt.Sprintf(a.say(zh, en), args...)
}

// word is a text by its key in a table of both languages, the key itself where it has none.
func (a *asking) word(words map[string]Label, key string) string {
	if l, ok := words[key]; ok {
		return l.In(a.args["lang"])
	}
	return key
}

// said is a cell with a word of the ledger as people say it.
func (a *asking) said(word string) Cell { return Text(a.spoken(word)) }

// payee is whom a line goes to: an institution, or the providers together before a later line
// divides among them.
func (a *asking) payee(to string) Cell {
	if to == settlement.ToInputs {
		return a.said(to)
	}
	return Text(to)
}

// among is a word that means something of its own among words of one sort.
func (a *asking) among(sort, word string) string {
	if text, known := spoken.Say(sort+"."+word, a.args["lang"]); known {
		return text
	}
	return a.spoken(word)
}

// value is a word of a regime's key: mostly a topic, else a role or another word of the ledger.
func (a *asking) value(word string) string {
	if text, known := spoken.Say("topic."+word, a.args["lang"]); known {
		return text
	}
	return a.office(word)
}

// office is a role that somebody is asked in.
func (a *asking) office(word string) string { return a.among("role", word) }

// class is a cell with a class of costs.
func (a *asking) class(word string) Cell { return Text(a.among("cost", word)) }

// wrong is what is wrong with a due.
func (a *asking) wrong(word string) string { return a.among("due", word) }

// marks are how a regime comes by the value of a key.
var marks = map[string]Label{regime.MarkText: {"条文", "text"}, regime.MarkSoft: {"倡导", "soft"},
	regime.MarkDefault: {"默认", "default"}}

// topic is what an agreement or a plan deals with.
func (a *asking) topic(word string) string { return a.spoken("topic." + word) }

func (a *asking) spoken(word string) string {
	text, _ := spoken.Say(word, a.args["lang"])
	return text
}

// mark is 是 or nothing.
func (a *asking) mark(yes bool) Cell {
	if yes {
		return a.text("是", "yes")
	}
	return Cell{}
}

// unit is the field that says what amounts are in.
func (a *asking) unit() Field { return Field{Label{"单位", "unit"}, a.text("元", "yuan")} }

// day is 2026年10月31日, or 31 October 2026.
func (a *asking) day(d wire.Date) string {
	if d == 0 {
		return ""
	}
	s := d.String()
	if a.args["lang"] == "en" {
		return strings.TrimPrefix(s[8:], "0") + " " + d.Start().Std().Month().String() + " " + s[:4]
	}
	return s[:4] + "年" + s[5:7] + "月" + s[8:] + "日"
}

// span is a period with its bounds, as papers say it: 2026年10月（2026-10-01 00:00 至 2026-10-31 24:00，
// 北京时间）.
func (a *asking) span(name string) string {
	from, to, ok := regime.PeriodBounds(name)
	if !ok {
		return name
	}
	return a.sayf("%s（%s 00:00 至 %s 24:00，北京时间）", "%s (%s 00:00 to %s 24:00, Beijing time)",
		a.periodName(name), from.Date(), (to - 1).Date())
}

// periodName is 2026年10月 for 2026-10, 2026年第四季度 for 2026Q4, 2026年下半年 for 2026H2. English keeps
// the name that the ledger has.
func (a *asking) periodName(name string) string {
	if a.args["lang"] == "en" || len(name) < 4 {
		return name
	}
	year, rest := name[:4]+"年", name[4:]
	quarters := map[string]string{"": "", "Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度",
		"Q4": "第四季度", "H1": "上半年", "H2": "下半年"}
	if text, ok := quarters[rest]; ok {
		return year + text
	}
	return year + strings.TrimPrefix(rest, "-") + "月"
}

var stages = map[string]Label{"open": {"未结", "open"}, "frozen": {"已截止", "frozen"},
	"landing": {"入账中", "landing"}, "landed": {"已入账（异议期）", "landed, open to objection"},
	"final": {"已定案", "final"}, "parked": {"待人工处理", "parked"}}

func (a *asking) stage(name string) string { return a.word(stages, name) }

// terms are how a use stands to the term of its agreement.
var terms = map[string]Label{termIn: {"在期", "in term"}, termOut: {"超期", "outside term"},
	termEnded: {"撤销", "revoked"}, termNone: {"无协议", "no agreement"}}

// shortList names the first few of a list and how many there are.
func (a *asking) shortList(list []string, most int) string {
	if len(list) <= most {
		return strings.Join(list, " ")
	}
	return strings.Join(list[:most], " ") + a.sayf(" 等 %d 笔", " and others, %d in all", len(list))
}

// lineNames are the names that lines have where a rule gives none.
var lineNames = map[string]Label{
	"按贡献分配":     {"按贡献分配", "by contribution"},
	"公共数据基础份额":  {"公共数据基础份额", "base share of public data"},
	"超最高准许收入暂存": {"超最高准许收入暂存", "held above the permitted revenue"},
	"暂存退回":      {"暂存退回", "given back of what was held"},
	"上一周期暂存释放":  {"上一周期暂存释放", "released from the cycle before"},
	"重结算抵扣":     {"重结算抵扣", "set off when settled again"},
	"重结算补付":     {"重结算补付", "paid when settled again"},
}

// lineName is the name of a line: as the rule has it, else that of the engine.
func (a *asking) lineName(name string) string { return a.word(lineNames, name) }
