package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/state"
)

// emergencyDoc is a plan and how far its signatures reach.
type emergencyDoc struct {
	File     string               `json:"file"`
	Plan     govern.EmergencyPlan `json:"plan"`
	Standing *govern.Standing     `json:"standing,omitempty"`
	Enough   bool                 `json:"enough"`
	Applied  bool                 `json:"applied"`
}

func emergencyCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "emergency", Args: cobra.NoArgs,
		Short: c.say("账本停摆后的应急方案：拟定、签署、核对、执行",
			"the plan that revives a halted ledger: draw up, sign, check, apply"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.emergencyPlan(), c.emergencySign(), c.emergencyCheck(), c.emergencyApply())
	return cmd
}

func (c *cli) emergencyPlan() *cobra.Command {
	var rules uint64
	var reason, manifest string
	cmd := &cobra.Command{Use: "plan FILE", Args: cobra.ExactArgs(1),
		Short: c.say("按停机的本节点状态拟定方案", "draw up a plan from this stopped home's state"),
		RunE: func(_ *cobra.Command, args []string) error {
			e := govern.Emergency{Plan: govern.EmergencyPlan{Rules: rules, Reason: reason}}
			if err := e.Plan.Manifest.UnmarshalText([]byte(manifest)); err != nil {
				return failf(exitUsage, "规则手册摘要有误：%v", "the digest of the book of rules is wrong: %v", err)
			}
			err := abci.WithHalted(c.home, func(h abci.Halted, _ state.Reader) error {
				e.Plan.Chain, e.Plan.Genesis = h.Chain, h.Genesis
				e.Plan.Height, e.Plan.AppHash = h.Height+1, h.AppHash
				if rules == 0 {
					e.Plan.Rules = h.Rules
				}
				return nil
			})
			if err != nil {
				return err
			}
			if err := writeEmergency(args[0], e); err != nil {
				return err
			}
			return c.printDoc(emergencyDoc{File: args[0], Plan: e.Plan})
		}}
	f := cmd.Flags()
	f.Uint64Var(&rules, "rules", 0, c.say("恢复后的规则版本，缺省为现行",
		"rules version to go on under; the present one by default"))
	f.StringVar(&manifest, "manifest", "", c.say("该版本规则手册的摘要 sha256:…",
		"digest of the book of those rules, sha256:…"))
	f.StringVar(&reason, "reason", "", c.say("事由", "why"))
	return cmd
}

func writeEmergency(file string, e govern.Emergency) error {
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append(b, '\n'), 0o600); err != nil {
		return unwritable(file, err)
	}
	return nil
}

func readEmergency(file string) (*govern.Emergency, error) {
	e, err := abci.ReadEmergency(file)
	if err == nil && e == nil {
		return nil, failf(exitNotFound, "没有文件 %s", "there is no file %s", file)
	}
	return e, err
}

func (c *cli) emergencySign() *cobra.Command {
	var o keyOptions
	cmd := &cobra.Command{Use: "sign FILE", Args: cobra.ExactArgs(1),
		Short: c.say("以本机构根密钥签署方案", "sign a plan with the institution's root key"),
		RunE: func(_ *cobra.Command, args []string) error {
			e, err := readEmergency(args[0])
			if err != nil {
				return err
			}
			c.note("高度 %[1]d 起按规则版本 %[2]d 恢复账本 %[3]s：%[4]s",
				"ledger %[3]s goes on from height %[1]d under rules version %[2]d: %[4]s", e.Plan.Height,
				e.Plan.Rules, e.Plan.Chain, e.Plan.Reason)
			a, k, _, err := c.openKey(o)
			if err != nil {
				return err
			}
			if a.Number != 0 {
				return failf(exitUsage, "须用根账号 %[1]s/0", "only the root account %[1]s/0 signs", a.Party)
			}
			if err := e.Approve(a.Party, o.number, k); err != nil {
				return err
			}
			if err := writeEmergency(args[0], *e); err != nil {
				return err
			}
			return c.printDoc(emergencyDoc{File: args[0], Plan: e.Plan})
		}}
	c.passwordFlag(c.keyFlags(cmd, &o), &o)
	return cmd
}

// stands counts a plan's signatures by the state of a stopped home and tells why it does not fit.
func (c *cli) stands(file string) (doc emergencyDoc, e *govern.Emergency, why error) {
	e, err := readEmergency(file)
	if err != nil {
		return doc, nil, err
	}
	doc = emergencyDoc{File: file, Plan: e.Plan}
	err = abci.WithHalted(c.home, func(h abci.Halted, r state.Reader) error {
		s := e.Stands(r)
		doc.Standing, doc.Enough = &s, s.Enough()
		why = abci.FitsEmergency(*e, h.Chain, h.Genesis, h.Height, h.AppHash, r)
		return nil
	})
	if err != nil {
		return doc, nil, err
	}
	return doc, e, why
}

func (c *cli) emergencyCheck() *cobra.Command {
	return &cobra.Command{Use: "check FILE", Args: cobra.ExactArgs(1),
		Short: c.say("核对方案与本节点状态、已签与缺签机构",
			"hold a plan against this stopped home: who signed, who is missing"),
		RunE: func(_ *cobra.Command, args []string) error {
			doc, e, why := c.stands(args[0])
			if e == nil {
				return why
			}
			if err := c.printDoc(doc); err != nil {
				return err
			}
			if why != nil {
				return failf(exitFindings, "方案不可执行：%v", "the plan cannot be applied: %v", why)
			}
			return nil
		}}
}

func (c *cli) emergencyApply() *cobra.Command {
	return &cobra.Command{Use: "apply FILE", Args: cobra.ExactArgs(1),
		Short: c.say("使本节点下次启动时按方案恢复", "make this home go on under the plan at its next start"),
		RunE: func(_ *cobra.Command, args []string) error {
			doc, e, why := c.stands(args[0])
			if why != nil {
				return why
			}
			if err := abci.PlaceEmergency(c.home, *e); err != nil {
				return unwritable(filepath.Join(c.home, abci.EmergencyFile), err)
			}
			doc.Applied = true
			c.note("已写入 %[1]s，签署机构：%[2]s", "written to %[1]s, signed by %[2]s",
				filepath.Join(c.home, abci.EmergencyFile), strings.Join(doc.Standing.Approved, " "))
			return c.printDoc(doc)
		}}
}
