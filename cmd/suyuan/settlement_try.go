package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// trial is a closed period to be settled again under another rule.
type trial struct {
	agreement string
	run       exportedRun
	exported  settle.Exported
	inputs    []settlement.Input
	rule      checkedAgreement
}

// triedDoc is what a proposed rule would have given. Money is yuan.
type triedDoc struct {
	Agreement string       `json:"agreement"`
	Period    string       `json:"period"`
	Chain     string       `json:"chain"`
	Test      bool         `json:"test_ledger"`
	RuleHash  wire.Hash    `json:"rule_hash"` // of the proposed rule
	Parties   []triedParty `json:"parties"`   // what each earned, before it is paid to a treasury
	Payees    []triedParty `json:"payees"`    // what each is paid, for itself and for others
	Totals    []triedTotal `json:"totals"`
}

type triedParty struct {
	Party      string   `json:"party"`
	Old        wire.Fen `json:"old"`
	New        wire.Fen `json:"new"`
	Difference wire.Fen `json:"difference"`
}

type triedTotal struct {
	Name string `json:"name"`
	triedAmounts
}

type triedAmounts struct {
	Old        wire.Fen `json:"old"`
	New        wire.Fen `json:"new"`
	Difference wire.Fen `json:"difference"`
}

func (c *cli) settlementTry() *cobra.Command {
	var period, rule, from string
	cmd := &cobra.Command{Use: "try AGREEMENT --rule FILE", Args: cobra.ExactArgs(1),
		Short: c.say("用拟议条款重算一个已结算的期间，逐主体列出差额",
			"settle a closed period again under a proposed rule, and show the difference per party"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if rule == "" || period == "" && from == "" {
				return fail(exitUsage, "须给 --rule，以及 --on 或 --from", "give --rule, and --on or --from")
			}
			t := trial{agreement: args[0]}
			ask, err := c.tryInput(cmd, &t, period, from)
			if err != nil {
				return err
			}
			if err := c.tryRule(&t, rule, ask); err != nil {
				return err
			}
			doc, err := c.try(&t)
			if err != nil {
				return err
			}
			return c.printTable(doc, c.triedTable(doc))
		}}
	cmd.Flags().StringVar(&period, "on", "", c.say("已结算的期间", "the closed period"))
	cmd.Flags().StringVar(&rule, "rule", "", c.say("拟议的分配条款（YAML 或 JSON）",
		"the proposed clauses (YAML or JSON)"))
	cmd.Flags().StringVar(&from, "from", "", c.say("settlement export 写出的文件，不问节点",
		"file of settlement export, instead of a node"))
	return cmd
}

// asking finds out about parties that the period did not know.
type asking func(ids []string) ([]settlement.Party, error)

// tryInput reads the period from a file or from a node.
func (c *cli) tryInput(cmd *cobra.Command, t *trial, period, from string) (asking, error) {
	nobody := func([]string) ([]settlement.Party, error) { return nil, nil }
	var raw []byte
	var err error
	ask := asking(nobody)
	if from != "" {
		if raw, err = c.source([]string{from}); err != nil {
			return nil, err
		}
	} else {
		ctx, l := background(cmd.Context()), c.ledger(cmd)
		if _, raw, err = c.fetchInput(ctx, l, period); err != nil {
			return nil, err
		}
		ask = func(ids []string) ([]settlement.Party, error) {
			return askParties(ctx, l, period, ids)
		}
	}
	if t.run, t.exported, err = readExported(raw); err == nil {
		t.inputs, err = t.exported.Inputs()
	}
	if err == nil && len(t.inputs) == 0 {
		err = errors.New("no period")
	}
	if err != nil {
		return nil, failf(exitUsage, "%[1]s 不是 settlement export 写出的文件：%[2]v",
			"%[1]s is no file of settlement export: %[2]v", from, err)
	}
	if t.run.Period = t.inputs[0].Period; period != "" && t.run.Period != period {
		return nil, failf(exitUsage, "文件是 %[1]s 的，不是 %[2]s 的", "the file is of %[1]s, not of %[2]s",
			t.run.Period, period)
	}
	return ask, c.testNote(t.run.Test)
}

func askParties(ctx context.Context, l ledger, period string, ids []string) ([]settlement.Party,
	error) {
	a, err := l.query(ctx, "settlement_parties", map[string]string{"period": period,
		"parties": strings.Join(ids, ",")}, 0)
	if err != nil {
		return nil, err
	}
	var v settle.PartiesShown
	return v.Parties, json.Unmarshal(a.Answer, &v)
}

// tryRule reads the proposed rule and refuses it as check does. Payees that the period did not know
// join it.
func (c *cli) tryRule(t *trial, file string, ask asking) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return unreadable(file, err)
	}
	first, err := checkAgreements(raw, nil)
	if err != nil {
		return failf(exitUsage, "%[1]s：%[2]v", "%[1]s: %[2]v", file, err)
	}
	i := 0
	if len(first.Agreements) > 1 {
		i = slices.IndexFunc(first.Agreements, func(a checkedAgreement) bool {
			return a.Agreement == t.agreement
		})
	}
	if i < 0 {
		return failf(exitUsage, "%[1]s 有多份协议，没有一份编号为 %[2]s",
			"%[1]s holds several agreements and none is numbered %[2]s", file, t.agreement)
	}
	if err := t.join(first.Agreements[i], ask); err != nil {
		return err
	}
	var known []string
	for _, p := range t.inputs[0].Parties {
		known = append(known, p.ID)
	}
	checked, err := checkAgreements(raw, known)
	if err != nil {
		return err
	}
	if t.rule = checked.Agreements[i]; len(t.rule.Errors) == 0 {
		return nil
	}
	for _, told := range t.rule.Told {
		c.tell(told)
	}
	return failf(exitRefused, "拟议条款不能签署：%s", "the proposed rule may not be signed: %s",
		strings.Join(t.rule.Errors, " "))
}

// join adds the payees of a rule that the period did not know, and where they are paid.
func (t *trial) join(rule checkedAgreement, ask asking) error {
	known := map[string]bool{}
	for _, p := range t.inputs[0].Parties {
		known[p.ID] = true
	}
	a, err := settlement.ParseAgreement([]byte(rule.Mechanism))
	if err != nil {
		return nil // told by check
	}
	for named := payeesNamed(a); len(named) > 0; {
		var ids []string
		for _, p := range named {
			if p.ID != "" && !known[p.ID] {
				ids, known[p.ID] = append(ids, p.ID), true
			}
		}
		named = nil
		if len(ids) == 0 {
			break
		}
		found, err := ask(ids)
		if err != nil {
			return err
		}
		for i := range t.inputs {
			t.inputs[i].Parties = append(slices.Clone(t.inputs[i].Parties), found...)
		}
		for _, p := range found {
			named = append(named, settlement.Party{ID: p.RemitTo}) // a treasury is a party, too
		}
	}
	return nil
}

// try settles the period as it was and under the proposed rule.
func (c *cli) try(t *trial) (doc triedDoc, err error) {
	before, err := c.trySettle(t.inputs)
	if err != nil {
		return doc, err
	}
	hash := t.exported.Hash()
	if hash == t.run.InputHash && wire.Hash(before.LinesRoot) != t.run.LinesRoot {
		return doc, failf(exitVerify, "复算 %[1]s 与账本不符", "computed again %[1]s is not as on the ledger",
			t.run.Period)
	}
	a, err := settlement.ParseAgreement([]byte(t.rule.Mechanism))
	if err != nil {
		return doc, err
	}
	if old := t.old(); old != nil && old.Layer != a.Layer {
		return doc, failf(exitRefused, "协议为 %[1]s 层，拟议条款为 %[2]s 层",
			"the agreement is of layer %[1]s, the proposed rule of layer %[2]s", old.Layer, a.Layer)
	}
	if !t.exported.Propose(t.inputs, t.agreement, a) {
		return doc, failf(exitNotFound, "%[1]s 没有协议 %[2]s 的收支", "%[1]s has nothing of agreement %[2]s",
			t.run.Period, t.agreement)
	}
	after, err := c.trySettle(t.inputs)
	if err != nil {
		return doc, err
	}
	return triedDoc{Agreement: t.agreement, Period: t.run.Period, Chain: t.run.Chain,
		Test: t.run.Test, RuleHash: t.rule.RuleHash, Parties: tried(before.PartyTake, after.PartyTake),
		Payees: tried(payoutsOf(before), payoutsOf(after)),
		Totals: triedTotals(before.Totals, after.Totals)}, nil
}

// old is the agreement's own rule.
func (t *trial) old() *settlement.Agreement {
	for _, in := range t.inputs {
		if a, ok := in.Agreements[t.agreement]; ok {
			return &a
		}
	}
	return nil
}

// trySettle settles the segments of a period after validating each.
func (c *cli) trySettle(inputs []settlement.Input) (r settlement.Report, err error) {
	for _, in := range inputs {
		if codes := settlement.Validate(in); len(codes) > 0 {
			for _, code := range codes {
				c.tell(toldCode{}.of(code))
			}
			return r, failf(exitRefused, "不能结算：%s", "it cannot be settled: %s",
				strings.Join(codes, " "))
		}
	}
	reports, err := settlement.History(inputs)
	if err != nil {
		return r, failf(exitRefused, "不能结算：%v", "it cannot be settled: %v", err)
	}
	return settlement.Joined(reports), nil
}
