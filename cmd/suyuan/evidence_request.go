package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// evidenceRequest asks the custodian of a document for it, on the ledger.
func (c *cli) evidenceRequest() *cobra.Command {
	var o txFlags
	var record, digest, limit string
	m := &oversight.EvidenceRequest{}
	cmd := &cobra.Command{Use: "request ID", Args: cobra.ExactArgs(1),
		Short: c.say("向保管方索取一份登记在案的文件，限期提供",
			"ask the custodian of a document on record for it, by a day"),
		Long: c.say("由数据主管、审计或财政部门索取。--record 为登记该文件的记录，--digest 为其摘要，都见 evidence missing。"+
			"保管方缺省为记录编号所属的主体。逾期未提供由账本标记。",
			"The bureau, the auditor or finance asks. --record names the record that the document is\n"+
				"of and --digest the document; evidence missing shows both. The custodian is by default\n"+
				"the party of the record's id. The ledger flags what is overdue."),
		Example: "  suyuan evidence request gd-audit/q-1 --record cost/gd-operator/c-1 " +
			"--digest sha256:… --limit 2027-03-12 --from gd-audit/1",
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if m.ID, err = recordID(args[0]); err != nil {
				return err
			}
			kind, id, _ := strings.Cut(record, "/")
			m.Kind = kind
			if m.Record, err = recordID(id); err != nil {
				return err
			}
			if err := m.Digest.UnmarshalText([]byte(digest)); err != nil {
				return failf(exitUsage, "--digest 须如 sha256:…", "--digest is such as sha256:…")
			}
			if m.Limit, err = wire.ParseDate(limit); err != nil || m.Limit == 0 {
				return failf(exitUsage, "--limit %q 不是日期", "--limit %q is no date", limit)
			}
			return c.file(cmd, "evidence.request", m, o)
		}}
	f := cmd.Flags()
	f.StringVar(&record, "record", "", c.say("登记该文件的记录，种类/主体/编号，如 cost/gd-operator/c-1",
		"the record, KIND/PARTY/NAME such as cost/gd-operator/c-1"))
	f.StringVar(&digest, "digest", "", c.say("登记的文件摘要", "digest of the document, as on record"))
	f.StringVar(&m.Custodian, "custodian", "", c.say("保管方", "who keeps the document"))
	f.StringVar(&m.Period, "period", "", c.say("所查期间，如 2026Q3", "period looked into, such as 2026Q3"))
	f.StringVar(&m.Why, "why", "", c.say("事由", "why"))
	f.StringVar(&limit, "limit", "", c.say("最后一日", "the last day"))
	c.filing(cmd, &o)
	return cmd
}

// evidenceAnswer says on the ledger that the document was handed over.
func (c *cli) evidenceAnswer() *cobra.Command {
	var o txFlags
	var where string
	cmd := &cobra.Command{Use: "answer ID FILE", Args: cobra.ExactArgs(2),
		Short: c.say("保管方提供所索取的文件：核对摘要后上链答复",
			"hand over a document: its digest is checked, the answer filed"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := recordID(args[0])
			if err != nil {
				return err
			}
			asked, err := c.evidenceAsked(cmd, id)
			if err != nil {
				return err
			}
			b, err := os.ReadFile(args[1])
			if err != nil {
				return unreadable(args[1], err)
			}
			if got := crypto.DigestOf(asked.Digest.Alg, b); got != asked.Digest {
				return failf(exitConflict, "文件摘要为 %[1]s，账本登记的是 %[2]s，不能作为答复",
					"the file has digest %[1]s, on record is %[2]s: it is no answer", got, asked.Digest)
			}
			m := &oversight.EvidenceAnswer{Request: id, Where: where,
				Document: rule.Evidence{Title: asked.Kind + " " + asked.Record.String(),
					Digest: asked.Digest}}
			return c.file(cmd, "evidence.answer", m, o)
		}}
	cmd.Flags().StringVar(&where, "where", "", c.say("交付之处", "where it was handed over"))
	c.filing(cmd, &o)
	return cmd
}

// evidenceAsked asks the ledger for a request.
func (c *cli) evidenceAsked(cmd *cobra.Command, id wire.ID) (v oversight.ShownEvidence, err error) {
	a, err := c.ledger(cmd).query(background(cmd.Context()), "evidence_request",
		map[string]string{"id": id.String()}, 0)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(a.Answer, &v)
}

// evidenceOpen lists the requests that wait for a custodian, with the files that the store has.
func (c *cli) evidenceOpen(store func() evidence.Store) *cobra.Command {
	var custodian string
	cmd := &cobra.Command{Use: "requests", Args: cobra.NoArgs,
		Short: c.say("尚未答复的文件索取及期限，本处有无该文件",
			"open requests for documents with their deadlines, and whether the\n"+
				"store has the document"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			held, err := store().Held()
			if err != nil {
				return err
			}
			l, args := c.ledger(cmd), map[string]string{}
			t := table{head: []string{c.say("编号", "request"), c.say("保管方", "custodian"),
				c.say("记录", "record"), c.say("到期", "due"), c.say("逾期", "overdue"),
				c.say("本处", "here"), c.say("摘要", "digest")}}
			open := []oversight.ShownEvidence{}
			for {
				a, err := l.query(background(cmd.Context()), "evidence_requests", args, 0)
				if err != nil {
					return err
				}
				var page rule.Page[oversight.ShownEvidence]
				if err := json.Unmarshal(a.Answer, &page); err != nil {
					return err
				}
				for _, v := range page.Items {
					if v.Status != oversight.EvidenceOpen || custodian != "" && v.Custodian != custodian {
						continue
					}
					open = append(open, v)
					_, here := held.Find(v.Digest)
					t.rows = append(t.rows, []string{v.ID.String(), v.Custodian,
						v.Kind + " " + v.Record.String(), v.Due.String(), c.yes(v.Overdue),
						c.yes(here), v.Digest.String()})
				}
				if args["after"] = page.Next; page.Next == "" {
					return c.printTable(open, t)
				}
			}
		}}
	cmd.Flags().StringVar(&custodian, "custodian", "", c.say("只看此保管方", "only of this custodian"))
	return cmd
}

func (c *cli) yes(v bool) string {
	if v {
		return c.say("是", "yes")
	}
	return ""
}
