package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/genesis"
)

func regimeCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "regime", Args: cobra.NoArgs,
		Short: c.say("制度档案：各省办法与全国性文件（离线）",
			"regimes: the provinces' regulations and national documents, offline"),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	var article string
	show := &cobra.Command{Use: "show P", Args: cobra.ExactArgs(1),
		Short: c.say("一部办法的参数与条文；P 为名称、代码或文件",
			"keys and articles of one regulation; P is a name, a code or a file"),
		RunE: func(_ *cobra.Command, args []string) error { return c.showRegime(args[0], article) }}
	show.Flags().StringVar(&article, "article", "", c.say("只看一条，如 9(3) 或 四(五)2",
		"only this article, such as 9(3) or 四(五)2"))
	diff := &cobra.Command{Use: "diff P Q", Args: cobra.ExactArgs(2),
		Short: c.say("两部办法取值不同的参数", "keys on which two regulations differ"),
		RunE: func(_ *cobra.Command, args []string) error {
			return c.diffRegimes(args[0], args[1], article)
		}}
	diff.Flags().StringVar(&article, "article", "", c.say("只看出自一条的参数，如 9(3) 或 \"GZ §9\"",
		"only keys that come from this article, such as 9(3) or \"GZ §9\""))
	cmd.AddCommand(
		&cobra.Command{Use: "list", Args: cobra.NoArgs,
			Short: c.say("随程序提供的办法与文件", "the regulations and documents that come with the program"),
			RunE:  func(*cobra.Command, []string) error { return c.listRegimes() }},
		show,
		diff,
		&cobra.Command{Use: "check [FILE...]", Short: c.say("检查制度文件，逐行指出错误；不给文件则检查随程序提供的",
			"check regime files and name the line of each mistake; without files, the shipped ones"),
			RunE: func(_ *cobra.Command, args []string) error { return c.checkRegimes(args) }},
		c.regimeNew())
	return cmd
}

// regimeDoc is one row of `regime list`.
type regimeDoc struct {
	Name         string         `json:"name"`
	Code         string         `json:"code"`
	Jurisdiction string         `json:"jurisdiction"`
	Version      uint32         `json:"version"`
	Status       string         `json:"status"`
	From         string         `json:"effective_from"`
	Expires      string         `json:"expires"`
	Number       string         `json:"number"`
	TitleZh      string         `json:"title_zh"`
	TitleEn      string         `json:"title_en"`
	Keys         map[string]int `json:"keys"` // how many are text, soft, default
	Articles     int            `json:"articles"`
	Open         int            `json:"open"` // articles that nothing carries out yet
}

func headOf(r genesis.Regime) regimeDoc {
	g := r.Profile
	d := regimeDoc{Name: r.Name, Code: r.Code, Jurisdiction: g.Jurisdiction, Version: g.Version,
		Number: g.Number, TitleZh: g.TitleZh, TitleEn: g.TitleEn, Keys: map[string]int{},
		Articles: len(r.Articles)}
	for _, k := range g.Keys {
		d.Keys[k.Mark]++
		if len(k.Values) == 1 {
			switch k.Key {
			case "legal.status":
				d.Status = k.Values[0]
			case "legal.effective_from":
				d.From = k.Values[0]
			case "legal.expires":
				d.Expires = k.Values[0]
			}
		}
	}
	for _, a := range r.Articles {
		if len(a.Realized) == 0 && a.Outside == "" {
			d.Open++
		}
	}
	return d
}

// overlayHead is the row of a national document, in the form of a regime's.
func overlayHead(o genesis.Overlay) regimeDoc {
	d := regimeDoc{Name: o.Name, Status: "overlay", From: o.From.String(), Number: o.Number,
		TitleZh: o.TitleZh, TitleEn: o.TitleEn, Keys: map[string]int{}}
	if o.Expires != 0 {
		d.Expires = o.Expires.String()
	}
	for _, k := range o.Keys {
		d.Keys[k.Mark]++
	}
	return d
}

func shippedRegimes() ([]genesis.Regime, []genesis.Overlay, error) {
	all, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		return nil, nil, err
	}
	over, err := genesis.LoadOverlays(genesis.Files())
	return all, over, err
}

func (c *cli) listRegimes() error {
	all, over, err := shippedRegimes()
	if err != nil {
		return err
	}
	var docs []regimeDoc
	for _, r := range all {
		docs = append(docs, headOf(r))
	}
	for _, o := range over {
		docs = append(docs, overlayHead(o))
	}
	t := table{head: []string{c.say("名称", "name"), c.say("代码", "code"), c.say("行政区域", "place"),
		c.say("版本", "version"), c.say("状态", "status"), c.say("施行日", "from"), c.say("有效至", "to"),
		"text", "soft", "default", c.say("条文", "articles"), c.say("待实现", "open"),
		c.say("文件", "document")}}
	for _, d := range docs {
		version := strconv.Itoa(int(d.Version))
		if d.Version == 0 {
			version = "" // a national document
		}
		row := []string{d.Name, d.Code, d.Jurisdiction, version, d.Status, d.From, d.Expires}
		for _, n := range []int{d.Keys["text"], d.Keys["soft"], d.Keys["default"], d.Articles, d.Open} {
			row = append(row, strconv.Itoa(n))
		}
		t.rows = append(t.rows, append(row, c.say(d.TitleZh, d.TitleEn)))
	}
	return c.printTable(docs, t)
}

// findRegime reads a shipped regime by name or code, or a file.
func findRegime(what string) (genesis.Regime, error) {
	all, _, err := shippedRegimes()
	if err != nil {
		return genesis.Regime{}, err
	}
	for _, r := range all {
		if r.Name == what || strings.EqualFold(r.Code, what) {
			return r, nil
		}
	}
	b, err := readRegimeFile(what)
	if err != nil {
		return genesis.Regime{}, err
	}
	r, found := genesis.CheckRegime(what, b)
	if len(found) > 0 {
		f := found[0]
		return genesis.Regime{}, failf(exitConfig,
			"制度文件有误：%[1]s 第 %[2]d 行 %[3]s：%[5]s（共 %[6]d 处，见 regime check）",
			"%[1]s:%[2]d: %[3]s: %[4]s (%[6]d mistakes, see regime check)", f.File, f.Line,
			cmp.Or(f.Field, "YAML"), f.Problem, findingInChinese(f), len(found))
	}
	r.Name = strings.TrimSuffix(filepath.Base(what), ".yaml")
	return r, nil
}

func readRegimeFile(file string) ([]byte, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, failf(exitNotFound, "没有名为 %[1]s 的办法或文件", "no regime or file is named %[1]s", file)
	}
	if err != nil {
		return nil, failf(exitConfig, "读不到文件：%v", "cannot read the file: %v", err)
	}
	return b, nil
}

// profileKey is one key as `regime show` tells it.
type profileKey struct {
	Key     string   `json:"key"`
	Values  []string `json:"values"`
	Article string   `json:"article"`
	Mark    string   `json:"mark"`
	Zh      string   `json:"zh"`
	En      string   `json:"en"`
	Note    string   `json:"note,omitempty"`
}

type articleDoc struct {
	Article  string   `json:"article"`
	Zh       string   `json:"zh"`
	En       string   `json:"en"`
	Class    []string `json:"class"`
	Realized []string `json:"realized"`
	Outside  string   `json:"outside,omitempty"`
}

type regimeShown struct {
	regimeDoc
	Keys     []profileKey `json:"keys"`
	Articles []articleDoc `json:"articles"`
}

func profileKeyOf(k regime.GenesisKey) profileKey {
	def, _ := regime.Lookup(k.Key)
	return profileKey{Key: k.Key, Values: k.Values, Article: k.Article, Mark: k.Mark,
		Zh: def.Zh, En: def.En}
}

func (c *cli) showRegime(what, article string) error {
	_, over, err := shippedRegimes()
	if err != nil {
		return err
	}
	for _, o := range over {
		if o.Name == what {
			return c.showOverlay(o)
		}
	}
	r, err := findRegime(what)
	if err != nil {
		return err
	}
	doc := regimeShown{regimeDoc: headOf(r), Keys: []profileKey{}, Articles: []articleDoc{}}
	cite := citation(r.Code, article)
	for _, a := range r.Articles {
		if article == "" || a.Concerns(cite) {
			doc.Articles = append(doc.Articles, articleDoc{a.ID, a.Zh, a.En, a.Class, a.Realized, a.Outside})
		}
	}
	if article != "" && len(doc.Articles) == 0 {
		return failf(exitNotFound, "%[1]s 没有条款 %[2]s", "%[1]s has no article %[2]s", r.Name, cite)
	}
	for _, k := range r.Profile.Keys {
		if article == "" || (genesis.Article{ID: cite}).Concerns(k.Article) {
			doc.Keys = append(doc.Keys, profileKeyOf(k))
		}
	}
	return c.printTable(doc, c.regimeTable(doc, article != ""))
}

// citation is an article as rows name it: 9(3), §9（3） and GZ §9(3) are one. Codes begin it.
func citation(code, article string) string {
	article = strings.NewReplacer("（", "(", "）", ")").Replace(article)
	article = strings.TrimSpace(strings.TrimPrefix(article, code))
	if article != "" && article[0] >= '0' && article[0] <= '9' {
		article = "§" + article
	}
	return code + " " + article
}

// regimeTable lists the keys; with an article, first what it says and what carries it out.
func (c *cli) regimeTable(doc regimeShown, withArticles bool) table {
	t := table{head: []string{c.say("参数或条文", "key or article"), c.say("取值或类别", "value or class"),
		c.say("出处或实现", "source or carried out by"), c.say("性质", "mark"), c.say("含义", "meaning")}}
	if withArticles {
		for _, a := range doc.Articles {
			by := strings.Join(a.Realized, " ")
			if a.Outside != "" {
				by = a.Outside
			}
			t.rows = append(t.rows, []string{a.Article, strings.Join(a.Class, " "), by, "",
				c.say(a.Zh, a.En)})
		}
	}
	for _, k := range doc.Keys {
		t.rows = append(t.rows, []string{k.Key, strings.Join(k.Values, " "), k.Article, k.Mark,
			c.say(k.Zh, k.En)})
	}
	return t
}

func (c *cli) showOverlay(o genesis.Overlay) error {
	doc := regimeShown{regimeDoc: overlayHead(o), Keys: []profileKey{}, Articles: []articleDoc{}}
	for i, k := range o.Keys {
		def := o.Schema.Keys[i]
		doc.Keys = append(doc.Keys, profileKey{k.Key, k.Values, k.Article, k.Mark, def.Zh, def.En,
			k.Note})
	}
	return c.printTable(doc, c.regimeTable(doc, false))
}

type regimeDiff struct {
	Key string     `json:"key"`
	Zh  string     `json:"zh"`
	En  string     `json:"en"`
	P   profileKey `json:"p"`
	Q   profileKey `json:"q"`
}

// diffRegimes lists the keys that differ, or those of them that come from an article of either.
func (c *cli) diffRegimes(left, right, article string) error {
	p, err := findRegime(left)
	if err != nil {
		return err
	}
	q, err := findRegime(right)
	if err != nil {
		return err
	}
	if err := citedBy(article, p, q); err != nil {
		return err
	}
	docs := []regimeDiff{}
	t := table{head: []string{c.say("参数", "key"), p.Name, q.Name, c.say("出处", "source"),
		c.say("出处", "source"), c.say("含义", "meaning")}}
	for i, k := range p.Profile.Keys {
		// Both hold every key in the schema's order.
		a, b := profileKeyOf(k), profileKeyOf(q.Profile.Keys[i])
		if slices.Equal(a.Values, b.Values) ||
			article != "" && !cites(p, article, a) && !cites(q, article, b) {
			continue
		}
		docs = append(docs, regimeDiff{k.Key, a.Zh, a.En, a, b})
		t.rows = append(t.rows, []string{k.Key, strings.Join(a.Values, " "), strings.Join(b.Values, " "),
			a.Article, b.Article, c.say(a.Zh, a.En)})
	}
	return c.printTable(docs, t)
}

// cites tells whether a key comes from an article.
func cites(r genesis.Regime, article string, k profileKey) bool {
	return genesis.Article{ID: citation(r.Code, article)}.Concerns(k.Article)
}

// citedBy refuses an article that neither document has.
func citedBy(article string, of ...genesis.Regime) error {
	for _, r := range of {
		cite := citation(r.Code, article)
		if article == "" || slices.ContainsFunc(r.Articles, func(a genesis.Article) bool {
			return a.Concerns(cite)
		}) {
			return nil
		}
	}
	return failf(exitNotFound, "两部办法都没有条款 %[1]s", "neither document has an article %[1]s",
		article)
}
