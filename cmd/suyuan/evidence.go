package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/evidence"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// evidenceCommand keeps the documents that papers name (rulings U1).
func evidenceCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "evidence", Args: cobra.NoArgs,
		Short: c.say("证据文件：存入、核对、缺件清单、打包、限期索取和答复",
			"evidence files: keep, check, list what is missing, pack, ask for them by a day"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var dir string
	cmd.PersistentFlags().StringVar(&dir, "store", "",
		c.say("存放文件的目录，缺省为本目录下的 evidence", "folder of the files; by default evidence in the home"))
	store := func() evidence.Store {
		if dir == "" {
			return evidence.Open(filepath.Join(c.home, "evidence"))
		}
		return evidence.Open(dir)
	}
	cmd.AddCommand(c.evidenceAdd(store), c.evidenceCheck(store), c.evidenceMissing(store),
		c.evidencePack(store), c.evidenceRequest(), c.evidenceAnswer(), c.evidenceOpen(store))
	return cmd
}

// addedDoc is a document in the store and how papers name it.
type addedDoc struct {
	Card     evidence.Card `json:"card"`
	Evidence rule.Evidence `json:"evidence"` // for the body of a paper
	Known    bool          `json:"known"`    // was there before
}

func (c *cli) evidenceAdd(store func() evidence.Store) *cobra.Command {
	var card evidence.Card
	var date string
	cmd := &cobra.Command{Use: "add FILE", Args: cobra.ExactArgs(1),
		Short: c.say("存入一份文件，给出文书中的证据写法", "keep a document and show how a paper names it"),
		RunE: func(_ *cobra.Command, args []string) error {
			info, err := os.Stat(args[0])
			switch {
			case err != nil:
				return unreadable(args[0], err)
			case info.Size() == 0 || info.Size() > evidence.MaxBytes || info.IsDir():
				return failf(exitUsage, "文件须有 1 至 %[1]d 字节", "a document has 1 to %[1]d bytes",
					evidence.MaxBytes)
			case card.Title == "" && card.Number == "":
				return fail(exitUsage, "须以 --title 或 --number 写明文件", "give --title or --number")
			}
			if date != "" {
				if card.Date, err = wire.ParseDate(date); err != nil {
					return failf(exitUsage, "--date 须如 2026-01-05", "--date is such as 2026-01-05")
				}
			}
			b, err := os.ReadFile(args[0])
			if err != nil {
				return unreadable(args[0], err)
			}
			card.Name = filepath.Base(args[0])
			kept, known, err := store().Add(b, card)
			if errors.Is(err, evidence.ErrDifferent) {
				return failf(exitConflict, "该文件已存入，登记为 %[1]s %[2]s，与本次所写不同",
					"the document is kept already as %[1]s %[2]s, with another card", kept.Number, kept.Title)
			}
			if err != nil {
				return err
			}
			return c.printDoc(addedDoc{kept, kept.Evidence(), known})
		}}
	f := cmd.Flags()
	f.StringVar(&card.Number, "number", "", c.say("文号", "document number"))
	f.StringVar(&card.Title, "title", "", c.say("标题", "title"))
	f.StringVar(&card.Issuer, "issuer", "", c.say("发文单位", "issuer"))
	f.StringVar(&date, "date", "", c.say("日期", "date"))
	f.StringVar(&card.Custodian, "custodian", "", c.say("原件保管人", "who keeps the original"))
	return cmd
}

func (c *cli) evidenceCheck(store func() evidence.Store) *cobra.Command {
	return &cobra.Command{Use: "check", Args: cobra.NoArgs,
		Short: c.say("重新计算全部存入文件的摘要", "compute the digests of all kept documents again"),
		RunE: func(*cobra.Command, []string) error {
			sound, found, err := store().Check()
			if err != nil {
				return err
			}
			t := table{head: []string{c.say("文件", "document"), c.say("不符", "what is wrong")}}
			for _, f := range found {
				t.rows = append(t.rows, []string{f.Document, f.What})
			}
			c.note("%d 份完好", "%d documents are sound", sound)
			if found == nil {
				found = []evidence.Finding{}
			}
			if err := c.printTable(map[string]any{"sound": sound, "findings": found}, t); err != nil {
				return err
			}
			if len(found) > 0 {
				return failf(exitFindings, "%d 份有问题", "%d documents are not what their cards say",
					len(found))
			}
			return nil
		}}
}

// asked are the flags that choose documents.
type evidenceAsked struct {
	agreement, period string
	height            uint64
	at                uint64 // the height that answered
}

func (q *evidenceAsked) flags(c *cli, cmd *cobra.Command) {
	cmd.Flags().StringVar(&q.agreement, "agreement", "", c.say("只看此授权协议", "only of this agreement"))
	cmd.Flags().StringVar(&q.period, "period", "",
		c.say("只看此期间上链的，如 2026Q1", "only what was put on record in it, such as 2026Q1"))
	cmd.Flags().Uint64Var(&q.height, "height", 0, c.say("账本高度，缺省为最新", "height; the newest by default"))
}

func (q *evidenceAsked) about(chain string) map[string]string {
	return map[string]string{"chain": chain, "agreement": q.agreement, "period": q.period,
		"height": strconv.FormatUint(q.at, 10)}
}

// wanted asks a node for the documents that its ledger names.
func (q *evidenceAsked) wanted(cmd *cobra.Command, c *cli) (out []evidence.Named, chain string,
	err error) {
	var from, to wire.Time
	if q.period != "" {
		var ok bool
		if from, to, ok = regime.PeriodBounds(q.period); !ok {
			return nil, "", failf(exitUsage, "期间 %[1]q 须如 2026Q1", "period %[1]q must be such as 2026Q1",
				q.period)
		}
	}
	if q.agreement != "" {
		if _, err := wire.ParseID(q.agreement); err != nil {
			return nil, "", failf(exitUsage, "协议编号 %[1]q 须为 主体/编号",
				"agreement %[1]q must be PARTY/NAME", q.agreement)
		}
	}
	l, ctx := c.ledger(cmd), background(cmd.Context())
	s, err := l.info(ctx)
	if err != nil {
		return nil, "", err
	}
	if q.at = q.height; q.at == 0 {
		q.at = s.Height
	}
	all, err := evidence.Find(ctx, l.walk(q.at))
	return evidence.Wanted(all, q.agreement, from, to), s.Chain, err
}

// walk reads ranges of raw state at a height, page by page.
func (l ledger) walk(height uint64) evidence.Walk {
	return func(ctx context.Context, from, to []byte, fn func(evidence.Pair) error) error {
		q := abci.RangeAsked{From: from, To: to, Show: true}
		for {
			r, err := l.ranged(ctx, q, height)
			if err != nil {
				return err
			}
			for _, p := range r.Records {
				if err := fn(evidence.Pair{Key: p.Key, Value: p.Value}); err != nil {
					return err
				}
			}
			if len(r.Next) == 0 {
				return nil
			}
			q.From = r.Next
		}
	}
}

// ranged asks about one range of raw state.
func (l ledger) ranged(ctx context.Context, q abci.RangeAsked, height uint64) (r abci.Range,
	err error) {
	data, err := json.Marshal(q)
	if err != nil {
		return r, err
	}
	return r, l.ask(ctx, abci.PathRange, data, height, &r)
}
