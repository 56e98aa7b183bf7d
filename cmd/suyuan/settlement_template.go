package main

import (
	"embed"
	"strings"

	"github.com/spf13/cobra"
)

// templates are examples of distribution clauses. None is a model text: rates are to be agreed.
//
//go:embed templates/*.yaml
var templates embed.FS

// templateDoc is one example in the list.
type templateDoc struct {
	Name string `json:"name"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

func (c *cli) settlementTemplate() *cobra.Command {
	return &cobra.Command{Use: "template [NAME]", Args: cobra.MaximumNArgs(1),
		Short: c.say("收益分配条款的示例：不给名称列出清单，给名称打印全文",
			"examples of distribution clauses: the list, or one of them"),
		RunE: func(_ *cobra.Command, args []string) error {
			docs, err := templateDocs()
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return c.printTemplate(args[0], docs)
			}
			t := table{head: []string{c.say("名称", "name"), c.say("用于", "for")}}
			for _, d := range docs {
				t.rows = append(t.rows, []string{d.Name, c.say(d.Zh, d.En)})
			}
			return c.printTable(docs, t)
		}}
}

func (c *cli) printTemplate(name string, docs []templateDoc) error {
	text, err := templates.ReadFile("templates/" + name + ".yaml")
	if err != nil {
		var known []string
		for _, d := range docs {
			known = append(known, d.Name)
		}
		return failf(exitNotFound, "没有示例 %[1]q，有 %[2]s", "there is no example %[1]q; there are %[2]s",
			name, strings.Join(known, ", "))
	}
	c.printed = true
	_, err = c.out.Write(text)
	return err
}

// templateDocs reads what each example says of itself in its first two lines.
func templateDocs() ([]templateDoc, error) {
	entries, err := templates.ReadDir("templates")
	if err != nil {
		return nil, err
	}
	var out []templateDoc
	for _, e := range entries {
		text, err := templates.ReadFile("templates/" + e.Name())
		if err != nil {
			return nil, err
		}
		lines := strings.SplitN(string(text), "\n", 3)
		out = append(out, templateDoc{Name: strings.TrimSuffix(e.Name(), ".yaml"),
			Zh: strings.TrimPrefix(lines[0], "# "), En: strings.TrimPrefix(lines[1], "# ")})
	}
	return out, nil
}
