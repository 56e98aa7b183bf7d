package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

// firstOfParts are the keys with which a part of the skeleton begins.
var firstOfParts = map[string]string{
	"legal.status":                "效力与结构 Validity and structure",
	"plan.drafter.whole":          "方案与选择 Plan and selection",
	"agreement.decision_required": "授权运营协议 The agreement",
	"developer.admission":         "开发主体 Developers",
	"neglist.exists":              "数据供给 Data supply",
	"scenario.rule":               "场景、使用与加工 Scenario, access, processing",
	"review.primary.reviewer":     "产品、交易与价格 Product, trade, price",
	"free_supply_ban_scope":       "收益 Money",
	"log.retention_years":         "评价、整改、终止与公开 Evaluation, rectification, ending, transparency",
	"clock.count_event_day":       "期间的计算 Counting of time",
}

func (c *cli) regimeNew() *cobra.Command {
	return &cobra.Command{Use: "new CODE JURISDICTION", Args: cobra.ExactArgs(2),
		Short: c.say("一份新办法的空白文件：每个参数、类型与含义（输出 YAML）",
			"an empty file for a new regulation: every key, its type and meaning, as YAML"),
		RunE: func(_ *cobra.Command, args []string) error {
			if !genesis.CodeForm.MatchString(args[0]) {
				return failf(exitUsage, "代号 %[1]q 须为二至八个大写字母，如 NX",
					"code %[1]q is not two to eight capital letters, such as NX", args[0])
			}
			if !party.IsJurisdiction(args[1]) {
				return failf(exitUsage, "行政区划代码 %[1]q 须为六位数字",
					"jurisdiction %[1]q is not a six-digit division code", args[1])
			}
			guizhou, err := findRegime("guizhou")
			if err != nil {
				return err
			}
			c.printed = true
			_, err = c.out.Write([]byte(skeleton(args[0], args[1], guizhou)))
			return err
		}}
}

// skeleton gives what our defaults are their value; what a regulation usually says stays empty,
// which `regime check` tells until it is filled in.
func skeleton(code, jurisdiction string, model genesis.Regime) string {
	var b strings.Builder
	fmt.Fprintf(&b, "code: %s\njurisdiction: %q\nversion: 1\ntitle:\n  zh:\n  en:\nnumber: \"\"\n"+
		"issuer:\n# 文件的条、款、项，每一部分须有一行 The parts of the document, each needs its row:\n"+
		"# §1–§3 §4¶1–2 §5(1)–(4)\n"+
		"outline: >-\n\nkeys:\n", code, jurisdiction)
	for i, k := range regime.Schema {
		if part := firstOfParts[k.Name]; part != "" {
			fmt.Fprintf(&b, "  # %s\n", part)
		}
		fmt.Fprintf(&b, "  # %s (%s%s): %s\n", k.Zh, k.Type, mayBeEmpty(k), k.En)
		if len(k.Of) > 0 {
			fmt.Fprintf(&b, "  #   %s\n", strings.Join(k.Of, ", "))
		}
		m := model.Profile.Keys[i]
		if m.Mark != regime.MarkDefault {
			fmt.Fprintf(&b, "  %s: {value: , article: \"\", mark: text}\n", k.Name)
			continue
		}
		fmt.Fprintf(&b, "  %s: {value: %s, article: %q, mark: default}\n", k.Name,
			yamlValue(k, m.Values), m.Article)
	}
	fmt.Fprintf(&b, "articles:\n  - id: \"%s §1\"\n    zh:\n    en:\n    class: []\n"+
		"    realized: []\n", code)
	return b.String()
}

// mayBeEmpty shows how nothing is written where nothing is an answer.
func mayBeEmpty(k regime.Key) string {
	switch {
	case k.Filled || k.Type == regime.TypeInt || k.Type == regime.TypeBool:
		return ""
	case k.Type == regime.TypeList:
		return "，可为 []"
	}
	return `，可为 ""`
}

func yamlValue(k regime.Key, values []string) string {
	switch {
	case k.Type == regime.TypeList:
		return "[" + strings.Join(values, ", ") + "]"
	case values[0] == "":
		return `""`
	}
	return values[0]
}
