package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxRequest bounds what settlement run reads, in bytes.
const maxRequest = 1 << 30

func settlementCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "settlement", Args: cobra.NoArgs,
		Short: c.say("试算、核对、复算分配规则 settle/1", "compute, check and compute again by settle/1"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.settlementRun(), c.settlementCheck(), c.settlementTemplate(),
		c.settlementExport(), c.settlementTry())
	return cmd
}

func (c *cli) settlementRun() *cobra.Command {
	ask := settlement.Asking{}
	cmd := &cobra.Command{Use: "run [FILE]", Args: cobra.MaximumNArgs(1),
		Short: c.say("从标准输入或文件读一个请求，在标准输出作答",
			"read one request from standard input or a file, answer on standard output"),
		RunE: func(_ *cobra.Command, args []string) error {
			raw, err := c.source(args)
			if err != nil {
				return err
			}
			ask.Lang = c.lang
			held, err := exportedIn(raw)
			answer, refused := unreadAnswer, true
			if err == nil {
				answer, refused = ask.Run(raw)
			}
			ignored := unread(raw, requestMembers())
			if len(ignored) > 0 {
				c.note("未读取的成员（名称有误？）：%s", "members that nothing reads (misspelt?): %s",
					strings.Join(ignored, ", "))
			}
			if !refused && held != nil {
				if err := c.compareRoot(*held, raw, answer); err != nil {
					return err
				}
			}
			if ask.Explain != "" && !refused {
				_, err := c.out.Write(answer)
				return err
			}
			if !refused && c.asTable() {
				if done, err := c.printSettled(answer); done || err != nil {
					return err
				}
			}
			answer = withIgnored(answer, ignored)
			c.printed = true
			if _, err := c.out.Write(append(answer, '\n')); err != nil {
				return err
			}
			if refused {
				c.tellAnswer(raw, answer, ask.Explain != "")
				return failf(exitRefused, "请求被拒：%s", "the request is refused: %s", answer)
			}
			return nil
		}}
	cmd.Flags().BoolVar(&ask.Full, "full", false, c.say("settle、history：列出每一笔分配明细",
		"settle, history: every line"))
	cmd.Flags().StringVar(&ask.Explain, "explain", "", c.say("settle、history：逐笔说明该收款方的金额由来",
		"settle, history: how this payee's amount came about, line by line"))
	return cmd
}

// source reads the named file, or standard input for none or "-".
func (c *cli) source(args []string) ([]byte, error) {
	in := c.in
	if len(args) > 0 && args[0] != "-" {
		f, err := os.Open(args[0])
		if err != nil {
			return nil, unreadable(args[0], err)
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxRequest+1))
	if err == nil && len(raw) > maxRequest {
		return nil, failf(exitUsage, "请求超过 %[1]d 字节", "the request has more than %[1]d bytes", maxRequest)
	}
	return raw, err
}

// checkedDoc is the verdict about agreements.
type checkedDoc struct {
	Agreements []checkedAgreement `json:"agreements"`
}

type checkedAgreement struct {
	Agreement string   `json:"agreement"` // its number, as the file names it
	Layer     string   `json:"layer"`
	Errors    []string `json:"errors"`
	// Told says each error in words, with the tier or field.
	Told      []toldCode `json:"told,omitempty"`
	Mechanism string     `json:"mechanism"` // canonical JSON, what a plan carries
	RuleHash  wire.Hash  `json:"rule_hash"` // SHA-256 of it, what an agreement carries
}

func (c *cli) settlementCheck() *cobra.Command {
	var parties []string
	cmd := &cobra.Command{Use: "check FILE", Args: cobra.ExactArgs(1),
		Short: c.say("核对协议的收益分配条款（YAML 或 JSON）",
			"check the distribution clauses of agreements (YAML or JSON)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := c.source(args)
			if err != nil {
				return err
			}
			doc, err := checkAgreements(raw, parties)
			if err != nil {
				return failf(exitUsage, "%[1]s：%[2]v", "%[1]s: %[2]v", args[0], err)
			}
			t := table{head: []string{c.say("协议", "agreement"), c.say("层级", "layer"),
				c.say("错误", "errors"), c.say("规则摘要", "rule hash")}}
			wrong := 0
			for _, a := range doc.Agreements {
				if len(a.Errors) > 0 {
					wrong++
				}
				t.rows = append(t.rows, []string{a.Agreement, a.Layer, strings.Join(a.Errors, " "),
					a.RuleHash.String()})
				for _, told := range a.Told {
					c.tell(told)
				}
			}
			if err := c.printTable(doc, t); err != nil || wrong == 0 {
				return err
			}
			return failf(exitRefused, "不能签署的协议：%d 份", "agreements that may not be signed: %d", wrong)
		}}
	cmd.Flags().StringSliceVar(&parties, "parties", nil,
		c.say("已登记的主体；不给则条款中的名称都视为主体", "registered parties; without it every name in a clause is one"))
	return cmd
}

// checkAgreements checks every document of a YAML file; JSON is YAML.
func checkAgreements(raw []byte, parties []string) (checkedDoc, error) {
	doc := checkedDoc{Agreements: []checkedAgreement{}}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	for {
		var node yaml.Node
		err := dec.Decode(&node)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return doc, err
		}
		v, err := plainYAML(&node, 0)
		if err != nil {
			return doc, err
		}
		one, err := checkAgreement(v, parties)
		if err != nil {
			return doc, err
		}
		doc.Agreements = append(doc.Agreements, one)
	}
	if len(doc.Agreements) == 0 {
		return doc, errors.New("no agreement")
	}
	return doc, nil
}

func checkAgreement(v any, parties []string) (out checkedAgreement, err error) {
	m, ok := v.(map[string]any)
	if !ok {
		return out, errors.New("an agreement is a mapping")
	}
	out.Agreement, _ = m["agreement"].(string)
	delete(m, "agreement") // its number and period are no part of the clause
	delete(m, "period")
	text, err := encode(m)
	if err != nil {
		return out, err
	}
	text = bytes.TrimRight(text, "\n")
	out.Errors, out.Mechanism, out.RuleHash = []string{}, string(text), crypto.SHA256(text)
	a, err := settlement.ParseAgreement(text)
	if err != nil {
		out.Errors = append(out.Errors, settlement.CodeBadRequest)
		out.Told = []toldCode{unreadAgreement(text)}
		return out, nil
	}
	known := []settlement.Party{}
	for _, id := range parties {
		known = append(known, settlement.Party{ID: id})
	}
	if parties == nil {
		known = payeesNamed(a)
	}
	out.Layer, out.Errors = a.Layer, settlement.ValidateAgreement(a, known)
	out.Told = placed(a, out.Errors, known)
	if a.Layer != settlement.LayerPrimary && a.Layer != settlement.LayerRe { // as on the ledger
		out.Errors = append(out.Errors, "E_LAYER")
		out.Told = append(out.Told, toldCode{"E_LAYER", "layer", "layer 须为 primary 或 re",
			"layer is primary or re"})
	}
	// A member that reading drops, such as a misspelt limit, would silently change the money.
	kept, err := json.Marshal(a)
	if err != nil {
		return out, err
	}
	var again any
	d := json.NewDecoder(bytes.NewReader(kept))
	d.UseNumber()
	if err := d.Decode(&again); err != nil {
		return out, err
	}
	if same, err := encode(again); err == nil && len(out.Errors) == 0 &&
		!bytes.Equal(bytes.TrimRight(same, "\n"), text) {
		out.Errors = append(out.Errors, "E_UNKNOWN_MEMBER")
		out.Told = append(out.Told, toldCode{"E_UNKNOWN_MEMBER",
			strings.Join(unread(text, agreementMembers()), ", "), "没有这样的成员，或写法多余",
			"there is no such member, or it is written in another way than it is read"})
	}
	return out, nil
}

// payeesNamed takes every payee of the clause for a party.
func payeesNamed(a settlement.Agreement) (out []settlement.Party) {
	add := func(id string) {
		if id != settlement.ToOwner && id != settlement.ToInputs && id != settlement.FallbackLineage &&
			!strings.HasPrefix(id, settlement.ReservePrefix) && id != "" {
			out = append(out, settlement.Party{ID: id})
		}
	}
	for _, t := range a.Tiers {
		switch {
		case t.Fee != nil:
			add(t.Fee.To)
		case t.Share != nil:
			add(t.Share.To)
		case t.Remainder != nil:
			for _, p := range t.Remainder.Parts {
				add(p.To)
			}
		}
	}
	if a.Contribution != nil {
		add(a.Contribution.Fallback)
	}
	return out
}

// maxYAMLDepth bounds the nesting of an agreement file.
const maxYAMLDepth = 20

// plainYAML turns YAML into what JSON holds. Numbers keep their digits, so that a rate written
// with a point is seen as one; anchors and names given twice are refused.
func plainYAML(n *yaml.Node, depth int) (any, error) {
	switch {
	case depth > maxYAMLDepth:
		return nil, fmt.Errorf("line %d: nested too deep", n.Line)
	case n.Kind == yaml.DocumentNode:
		return plainYAML(n.Content[0], depth)
	case n.Kind == yaml.SequenceNode:
		list := []any{}
		for _, e := range n.Content {
			v, err := plainYAML(e, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case n.Kind == yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if _, twice := m[key.Value]; twice || key.Kind != yaml.ScalarNode {
				return nil, fmt.Errorf("line %d: %q is named twice or is no name", key.Line, key.Value)
			}
			v, err := plainYAML(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			m[key.Value] = v
		}
		return m, nil
	case n.Kind == yaml.ScalarNode:
		return plainScalar(n), nil
	}
	return nil, fmt.Errorf("line %d: aliases are not read", n.Line)
}

func plainScalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}
