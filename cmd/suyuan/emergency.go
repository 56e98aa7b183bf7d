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
	Behind   bool                 `json:"behind"` // the home is below the plan's height yet
	Applied  bool                 `json:"applied"`
}

func emergencyCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "emergency", Args: cobra.NoArgs,
		Short: c.say("账本停摆后的应急方案：拟定、签署、核对、执行、索取",
			"the plan that revives a halted ledger: draw up, sign, check, apply, fetch"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.emergencyPlan(), c.emergencySign(), c.emergencyCheck(), c.emergencyApply(),
		c.emergencyFetch())
	return cmd
}

func (c *cli) emergencyPlan() *cobra.Command {
	var rules uint64
	var reason, manifest string
	var force bool
	cmd := &cobra.Command{Use: "plan FILE", Args: cobra.ExactArgs(1),
		Short: c.say("按停机的本节点状态拟定方案", "draw up a plan from this stopped home's state"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := c.mayWrite(args[0], force); err != nil { // it may hold others' signatures
				return err
			}
			e := govern.Emergency{Plan: govern.EmergencyPlan{Rules: rules, Reason: reason}}
			err := e.Plan.Manifest.UnmarshalText([]byte(manifest))
			if err != nil || e.Plan.Manifest.IsZero() {
				return fail(exitUsage, "须以 --manifest 写明规则手册 MANIFEST 文件的摘要 sha256:…",
					"--manifest takes the digest of the file MANIFEST of the book of rules, sha256:…")
			}
			if reason == "" {
				return fail(exitUsage, "须以 --reason 写明事由", "--reason takes why the ledger stands still")
			}
			err = abci.WithHalted(c.home, func(h abci.Halted, _ state.Reader) error {
				e.Plan.Chain, e.Plan.Genesis = h.Chain, h.Genesis
				e.Plan.Height, e.Plan.AppHash = h.Height+1, h.AppHash
				if rules == 0 {
					e.Plan.Rules = h.Rules
				}
				return knownRules(e.Plan)
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
	f.Uint64Var(&rules, "rules", 0, c.say("恢复后的规则版本，缺省为下一区块本应执行的版本",
		"rules version to go on under; that of the next block by default"))
	f.StringVar(&manifest, "manifest", "", c.say("该版本规则手册的摘要 sha256:…",
		"digest of the book of those rules, sha256:…"))
	f.StringVar(&reason, "reason", "", c.say("事由", "why"))
	f.BoolVar(&force, "force", false, c.say("覆盖已有的方案文件及其签名",
		"write over a plan file that is there, signatures and all"))
	return cmd
}

// knownRules refuses a plan under rules that this program does not know: a node of it would not
// start under the plan.
func knownRules(p govern.EmergencyPlan) error {
	if p.Rules > abci.Rules {
		return failf(exitConfig, "方案自高度 %[1]d 起执行规则版本 %[2]d，本程序只到版本 %[3]d：以 --rules 另定版本，"+
			"或换用支持该版本的程序", "from height %[1]d on the plan holds to rules version %[2]d and this program "+
			"knows %[3]d at most: name another with --rules, or take a program that knows it", p.Height,
			p.Rules, abci.Rules)
	}
	return nil
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

func readEmergencies(files []string) (plans []govern.Emergency, err error) {
	for _, file := range files {
		e, err := readEmergency(file)
		if err != nil {
			return nil, err
		}
		plans = append(plans, *e)
	}
	return plans, nil
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

// stands counts a plan's signatures by the state of a stopped home and tells why it does not fit. A
// home that is still below the plan's height holds it against its own state when it gets there.
func (c *cli) stands(file string) (doc emergencyDoc, e *govern.Emergency, why error) {
	e, err := readEmergency(file)
	if err != nil {
		return doc, nil, err
	}
	doc = emergencyDoc{File: file, Plan: e.Plan}
	err = abci.WithHalted(c.home, func(h abci.Halted, r state.Reader) error {
		s := e.Stands(r)
		doc.Standing, doc.Enough = &s, s.Enough()
		p := e.Plan
		doc.Behind = p.Chain == h.Chain && p.Genesis == h.Genesis && p.Height > h.Height+1
		if why = knownRules(p); why == nil && !doc.Behind {
			why = abci.FitsEmergency(*e, h.Chain, h.Genesis, h.Height, h.AppHash, r)
		}
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
			file := filepath.Join(c.home, abci.EmergencyFile)
			if doc.Behind {
				c.note("已写入 %[1]s：本节点到高度 %[2]d 时核对并执行", "written to %[1]s: this node checks it and goes by it "+
					"when it comes to height %[2]d", file, e.Plan.Height)
				return c.printDoc(doc)
			}
			c.note("已写入 %[1]s，签署机构：%[2]s", "written to %[1]s, signed by %[2]s", file,
				strings.Join(doc.Standing.Approved, " "))
			return c.printDoc(doc)
		}}
}
