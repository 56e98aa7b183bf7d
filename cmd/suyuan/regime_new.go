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
	"legal.status": "Validity and structure", "plan.drafter.whole": "Plan and selection",
	"agreement.decision_required": "The agreement", "developer.admission": "Developers",
	"neglist.exists": "Data supply", "scenario.rule": "Scenario, access, processing",
	"review.primary.reviewer": "Product, trade, price", "free_supply_ban_scope": "Money",
	"log.retention_years":   "Evaluation, rectification, ending, transparency",
	"clock.count_event_day": "Counting of time",
}

func (c *cli) regimeNew() *cobra.Command {
	return &cobra.Command{Use: "new CODE JURISDICTION", Args: cobra.ExactArgs(2),
		Short: c.say("一份新办法的空白文件：每个参数、类型与含义（输出 YAML）",
			"an empty file for a new regulation: every key, its type and meaning, as YAML"),
		RunE: func(_ *cobra.Command, args []string) error {
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
		"issuer:\n# The parts of the document, such as §1–§3 §4¶1–2 §5(1)–(4); each needs its row.\n"+
		"outline: >-\n\nkeys:\n", code, jurisdiction)
	for i, k := range regime.Schema {
		if part := firstOfParts[k.Name]; part != "" {
			fmt.Fprintf(&b, "  # %s\n", part)
		}
		fmt.Fprintf(&b, "  # %s (%s): %s\n", k.Zh, k.Type, k.En)
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

func yamlValue(k regime.Key, values []string) string {
	switch {
	case k.Type == regime.TypeList:
		return "[" + strings.Join(values, ", ") + "]"
	case values[0] == "":
		return `""`
	}
	return values[0]
}
