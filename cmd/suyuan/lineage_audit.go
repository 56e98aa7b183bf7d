package main

import (
	"encoding/json"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/follow"
)

func (c *cli) lineageUses() *cobra.Command {
	var f lineageFlags
	cmd := &cobra.Command{Use: "uses NODE", Args: cobra.ExactArgs(1),
		Short: c.say("被谁、何时、依何授权、为何目的使用，用了多少",
			"who used it, when, how much, under which grant and for which purpose"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var all follow.Uses
			answer, err := c.pages(cmd, "lineage_uses", f.args("node", args[0]), f.height,
				func(doc json.RawMessage) (string, error) {
					var page follow.Uses
					err := json.Unmarshal(doc, &page)
					page.Uses = append(all.Uses, page.Uses...)
					all = page
					return page.After, err
				})
			if err != nil {
				return err
			}
			all.After = ""
			c.note("作业 %d 次，使用批次 %d 个，共 %d 次调用", "%d jobs, %d batches with %d calls", all.Jobs,
				all.Batches, all.Units)
			t := table{head: []string{c.say("结算期", "period"), c.say("节点", "node"), c.say("方式", "what"),
				c.say("使用方", "by"), c.say("目的", "purpose"), c.say("性质", "use"), c.say("依据", "under"),
				c.say("次数", "count"), c.say("自", "from"), c.say("至", "to"), c.say("有标记", "flagged")}}
			for _, u := range all.Uses {
				under, times := u.Agreement.String(), u.Units
				if u.What == "job" {
					under, times = u.Grant.String(), u.Jobs
				}
				t.rows = append(t.rows, []string{u.Period, u.Node, u.What, u.By, u.Purpose, u.Use, under,
					strconv.FormatUint(times, 10), when(u.First), when(u.Last), count(u.Late)})
			}
			return c.answered(answer, all, t)
		}}
	f.flags(c, cmd, "as-of", "period")
	return cmd
}

func (c *cli) lineageTouched() *cobra.Command {
	var f lineageFlags
	cmd := &cobra.Command{Use: "touched [RESOURCE]", Args: cobra.MaximumNArgs(1),
		Short: c.say("被列入负面清单、失去同意等的资源影响哪些产品和作业",
			"products and jobs touched by resources that are listed or lost their consent"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a := f.args()
			if len(args) > 0 {
				a["resource"] = args[0]
			}
			var all follow.Touched
			answer, err := c.pages(cmd, "lineage_touched", a, f.height,
				func(doc json.RawMessage) (string, error) {
					var page follow.Touched
					err := json.Unmarshal(doc, &page)
					page.Rows = append(all.Rows, page.Rows...)
					all = page
					return page.After, err
				})
			if err != nil {
				return err
			}
			all.After = ""
			c.note("资源 %d 项，涉及产品 %d 个、作业 %d 个", "%d resources touch %d products and %d jobs",
				all.Resources, all.Products, all.Jobs)
			t := table{head: []string{c.say("资源", "resource"), c.say("原因", "cause"), c.say("层", "level"),
				c.say("节点", "node"), c.say("名称", "name"), c.say("主体", "party"), c.say("状态", "status")}}
			for _, r := range all.Rows {
				t.rows = append(t.rows, []string{r.Resource, r.Cause, strconv.Itoa(r.Level), r.Node, r.Name,
					r.Party, r.Status})
			}
			return c.answered(answer, all, t)
		}}
	f.flags(c, cmd, "as-of")
	return cmd
}

// lineageCheck ends with exitFindings when a step was not within its term and scope.
func (c *cli) lineageCheck() *cobra.Command {
	var f lineageFlags
	cmd := &cobra.Command{Use: "check NODE", Args: cobra.ExactArgs(1),
		Short: c.say("核查全部上游每一步是否在期限和范围之内；有问题时退出码 10",
			"whether every step upstream was within its term and scope; exit code 10 with findings"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var all follow.Checked
			answer, err := c.pages(cmd, "lineage_check", f.args("node", args[0]), f.height,
				func(doc json.RawMessage) (string, error) {
					var page follow.Checked
					err := json.Unmarshal(doc, &page)
					page.Findings = append(all.Findings, page.Findings...)
					all = page
					return page.After, err
				})
			if err != nil {
				return err
			}
			all.After = ""
			c.note("核查 %d 个节点、%d 步：%d 个问题", "%d nodes, %d steps checked: %d findings", all.Nodes,
				all.Steps, all.Count)
			t := table{head: []string{c.say("节点", "node"), c.say("类别", "kind"), c.say("原因", "cause"),
				c.say("责任方", "who"), c.say("依据", "grant"), c.say("自", "from"), c.say("至", "to"),
				c.say("说明", "meaning")}}
			for _, v := range all.Findings {
				t.rows = append(t.rows, []string{v.Node, v.Kind, v.Cause, v.Who, v.Grant.String(), when(v.From),
					when(v.To), c.say(v.Zh, v.En)})
			}
			if err := c.answered(answer, all, t); err != nil || all.Count == 0 {
				return err
			}
			return failf(exitFindings, "%s：%d 个问题", "%s: %d findings", all.Node, all.Count)
		}}
	f.flags(c, cmd, "as-of")
	return cmd
}
