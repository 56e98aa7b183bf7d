package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func proofCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "proof", Args: cobra.NoArgs,
		Short: c.say("任何状态记录的离线证明文件：存在、不存在、某时段无有效授权",
			"files that prove any record of state offline: present, absent, no live grant in a time"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.proofMake(), c.proofAbsence(), c.proofList())
	return cmd
}

// madeDoc tells where a record file is and what it proves.
type madeDoc struct {
	File    string               `json:"file"`
	Height  uint64               `json:"height"`
	Test    bool                 `json:"test_ledger"`
	Records []bundle.RecordShown `json:"records"`
	Absence *bundle.Absence      `json:"absence"`
	Bytes   int                  `json:"bytes"`
	SHA256  wire.Hash            `json:"sha256"`
}

// making are the flags of commands that make a record file.
type making struct {
	out     string
	height  uint64
	timeout time.Duration
}

func (m *making) flags(c *cli, cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.out, "out", "",
		c.say("写到此文件，缺省按所证命名", "file to write to; by default named after what it proves"))
	cmd.Flags().Uint64Var(&m.height, "height", 0,
		c.say("证明此高度的状态，缺省为最近", "prove the state at this height; the newest by default"))
	cmd.Flags().DurationVar(&m.timeout, "timeout", 30*time.Second,
		c.say("最长等待", "how long to wait at most"))
}

// name calls a file that was given no name after what it proves, so that a second question does
// not write over the first.
func (m *making) name(parts ...string) {
	if m.out == "" {
		m.out = strings.ReplaceAll(strings.Join(parts, "+"), "/", "+") + ".json"
	}
}

func (c *cli) proofMake() *cobra.Command {
	var m making
	cmd := &cobra.Command{Use: "make KIND KEY...", Args: cobra.MinimumNArgs(1),
		Short: c.say("证明一条或几条记录，如 make receipt gz-exchange/r1",
			"prove one record or several, such as make receipt gz-exchange/r1"),
		Long: c.say("KIND 为记录的种类（proof list），KEY 为其键的各部分，以 / 分隔；不存在的键证明其不存在。\n"+
			"make used-by gz-dev/care@1 证明一个产品版本的全部使用批次，没有遗漏。",
			"KIND is a kind of record (proof list), KEY the parts of its key with / between them; a key\n"+
				"that is not there is proved absent. make used-by gz-dev/care@1 proves every usage batch of\n"+
				"a product version, none left out."),
		RunE: func(cmd *cobra.Command, args []string) error {
			var keys [][]byte
			names := args[1:]
			if len(names) == 0 {
				names = []string{""}
			}
			for _, name := range names {
				if args[0] == "used-by" {
					name = strings.Replace(name, "@", "/", 1)
				}
				key, err := bundle.Key(args[0], strings.Split(name, "/"))
				if err != nil {
					return failf(exitUsage, "%v", "%v", err)
				}
				keys = append(keys, key)
			}
			m.name(args...)
			return c.made(cmd, m, func(ctx context.Context, src bundle.Source) ([]byte, error) {
				return bundle.ProveRecords(ctx, src, keys, m.height)
			})
		}}
	m.flags(c, cmd)
	return cmd
}

func (c *cli) proofAbsence() *cobra.Command {
	var m making
	var object, kind, purpose, from, to string
	cmd := &cobra.Command{Use: "absence", Args: cobra.NoArgs,
		Short: c.say("证明某对象某用途在一段时间内没有有效授权，或有哪些",
			"prove that an object had no live grant for a purpose in a time, or which it had"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q := bundle.Absence{Kind: kind, Purpose: purpose}
			var err error
			if q.Object, err = wire.ParseID(object); err == nil {
				err = errors.Join(instant(from, &q.From), instant(to, &q.To))
			}
			if err != nil {
				return failf(exitUsage, "%v", "%v", err)
			}
			if m.name("absence", object, cmp.Or(purpose, "any")); purpose != "" {
				c.note("未写用途的使用权限另有日志：不加 --purpose 再问一次",
					"grants that name no purpose have a log of their own: ask again without --purpose")
			}
			return c.made(cmd, m, func(ctx context.Context, src bundle.Source) ([]byte, error) {
				return bundle.ProveAbsence(ctx, src, q, m.height)
			})
		}}
	m.flags(c, cmd)
	f := cmd.Flags()
	f.StringVar(&object, "object", "", c.say("资源或产品", "the resource or product"))
	f.StringVar(&kind, "kind", "resource", c.say("resource 或 product", "resource or product"))
	f.StringVar(&purpose, "purpose", "", c.say("用途", "the purpose"))
	f.StringVar(&from, "from", "", c.say("起（含），日期或时刻", "from, inclusive: a date or a time"))
	f.StringVar(&to, "to", "", c.say("止（不含），日期或时刻", "to, exclusive: a date or a time"))
	return cmd
}

// instant reads a date, its first moment at +08:00, or a time.
func instant(text string, to *wire.Time) error {
	if d, err := wire.ParseDate(text); err == nil && d != 0 {
		*to = d.Start()
		return nil
	}
	return to.UnmarshalText([]byte(text))
}

// made makes a record file, writes it and tells what it proves.
func (c *cli) made(cmd *cobra.Command, m making,
	prove func(context.Context, bundle.Source) ([]byte, error)) error {
	if err := positive("timeout", m.timeout); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(background(cmd.Context()), m.timeout)
	defer cancel()
	b, err := prove(ctx, nodeSource{c.ledger(cmd)})
	if err != nil {
		return asVerify(err)
	}
	r, err := bundle.OwnRecords(b)
	if err != nil {
		return asVerify(err)
	}
	if err := writeWhole(m.out, b); err != nil {
		return err
	}
	doc := madeDoc{File: m.out, Height: r.Ledger.Height, Test: r.Ledger.Test, Records: r.Records,
		Absence: r.Absence, Bytes: len(b), SHA256: crypto.SHA256(b)}
	rows := append(c.recordRows(r), [][]string{{c.say("字节", "bytes"), strconv.Itoa(len(b))},
		{c.say("文件", "file"), m.out}}...)
	return errors.Join(c.printTable(doc, table{rows: rows}), c.testNote(doc.Test))
}

func (c *cli) proofList() *cobra.Command {
	return &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("可证明的记录种类及其键", "the kinds of records that can be proved, with their keys"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			short := map[string]string{}
			for noun, name := range bundle.Nouns {
				short[name] = noun
			}
			t := table{head: []string{c.say("种类", "kind"), c.say("简称", "short"), c.say("键", "key")}}
			for _, d := range bundle.Shapes() {
				t.rows = append(t.rows, []string{d.Name, short[d.Name], d.Key})
			}
			slices.SortFunc(t.rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
			return c.printTable(map[string]any{"kinds": t.rows}, t)
		}}
}

// recordsDoc is what a verified record file proves.
type recordsDoc struct {
	Records []bundle.RecordShown `json:"records"`
	Absence *bundle.Absence      `json:"absence"`
}

func newRecordsVerdict(file string, r *bundle.RecordsProved) verdictFile {
	v := verdictFile{File: file, OK: true, Ledger: &r.Ledger, Trusted: r.Anchor, Checked: r.Bytes,
		Bytes: r.Bytes, Records: &recordsDoc{r.Records, r.Absence}, records: r}
	v.sign(r.Signers)
	return v
}

// recordRows tell of records for people: what stands where, and who held a grant or that nobody
// did.
func (c *cli) recordRows(r *bundle.RecordsProved) (out [][]string) {
	if a := r.Absence; a != nil {
		what := fmt.Sprintf(c.say("%s（%s）用途“%s”，%s 至 %s", "%s (%s) for %q, %s to %s"), a.Object,
			a.Kind, a.Purpose, a.From, a.To)
		out = append(out, []string{c.say("所问", "asked"), what})
		if len(a.Live) == 0 {
			out = append(out, []string{c.say("结论", "answer"), fmt.Sprintf(c.say(
				"没有有效授权（日志共 %d 条，无遗漏）", "no grant was live (the whole log of %d entries)"),
				len(r.Records[0].Entries))})
		}
		for _, l := range a.Live {
			out = append(out, []string{c.say("有授权", "live"), fmt.Sprintf("%s  %s – %s", l.Grant, l.From,
				l.To)})
		}
		return out
	}
	for _, s := range r.Records {
		var key []string
		for _, f := range s.Key {
			key = append(key, f.Value)
		}
		name := s.Collection + " " + strings.Join(key, "/")
		if !s.Present {
			out = append(out, []string{c.say("不存在", "absent"), name})
			if bundle.EntryShapes[s.Collection] != "" {
				out = append(out, c.entryRows(s)...)
			}
			continue
		}
		out = append(out, []string{c.say("记录", "record"), name})
		if bundle.EntryShapes[s.Collection] != "" {
			out = append(out, c.entryRows(s)...)
			continue
		}
		for _, f := range s.Fields {
			if f.Value != "" && !strings.HasSuffix(f.Field, ".count") {
				out = append(out, []string{"  " + f.Field, f.Value})
			}
		}
	}
	return out
}

// entryRows tell of a log, of which a verified file has every entry.
func (c *cli) entryRows(s bundle.RecordShown) [][]string {
	out := [][]string{{c.say("条目", "entries"), fmt.Sprintf(c.say("共 %d 条，无遗漏", "%d, none left out"),
		len(s.Entries))}}
	for i, e := range s.Entries {
		var said []string
		for _, f := range e {
			if f.Value != "" && strings.Trim(f.Value, "0") != "" {
				said = append(said, f.Field+" "+f.Value)
			}
		}
		out = append(out, []string{"  " + strconv.Itoa(i+1), strings.Join(said, "  ")})
	}
	return out
}

// recordsRows are the report for people about a verified record file.
func (v verdictFile) recordsRows(c *cli) [][]string {
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	out := append([][]string{{head, v.File}}, c.recordRows(v.records)...)
	return append(append(out, c.ground(v, true)...), c.covered(v))
}
