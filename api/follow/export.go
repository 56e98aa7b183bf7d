package follow

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
)

// Formats are those that Export writes.
var Formats = []string{"prov-json", "openlineage", "csv", "dot", "svg"}

// Export writes a whole closure of a chain in one of the formats. The same closure gives the same
// bytes.
func Export(format, chain string, c Closure) ([]byte, error) {
	write := map[string]func(string, Closure) ([]byte, error){"prov-json": provJSON,
		"openlineage": openLineage, "csv": edgesCSV, "dot": dot, "svg": svg}[format]
	if write == nil {
		return nil, fmt.Errorf("unknown format %q", format)
	}
	return write(chain, c)
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// edgesCSV is one row per step, as spreadsheets read it: UTF-8 with its mark, CRLF, and an
// apostrophe before text that a spreadsheet would take for a formula.
func edgesCSV(_ string, c Closure) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	names := map[string]string{}
	for _, n := range c.Nodes {
		names[n.Key] = n.Name
	}
	rows := [][]string{{"from", "from_name", "to", "to_name", "fields", "recorded", "height",
		"claimed_from", "claimed_to", "agreement", "dev_agreement", "grant", "purpose", "in_force",
		"cause", "paper"}}
	for _, s := range c.Steps {
		row := []string{s.From, names[s.From], s.To, names[s.To], strings.Join(s.Fields, " "),
			s.Recorded.String(), fmt.Sprint(s.Height), s.ClaimedFrom.String(), s.ClaimedTo.String(),
			s.Agreement.String(), s.DevAgreement.String(), s.Grant.String(), s.Purpose,
			fmt.Sprint(s.InForce), s.Cause, s.Tx.String()}
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", []rune(cell)[0]) {
				row[i] = "'" + cell
			}
		}
		rows = append(rows, row)
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// label is a node as a drawing shows it.
func label(n Node) string {
	_, id, _ := strings.Cut(n.Key, ":")
	if n.Name == "" {
		return id
	}
	return n.Name + "\n" + id
}

// dot is the closure in Graphviz's language.
func dot(_ string, c Closure) ([]byte, error) {
	shapes := map[string]string{access.KindResource: "cylinder", access.KindImport: "folder",
		product.KindProcessing: "box", access.KindProduct: "component"}
	var b bytes.Buffer
	b.WriteString("digraph lineage {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n")
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "")
	for _, n := range c.Nodes {
		fmt.Fprintf(&b, "  \"%s\" [label=\"%s\", shape=%s];\n", quote.Replace(n.Key),
			quote.Replace(label(n)), shapes[n.Kind])
	}
	for _, s := range c.Steps {
		style := ""
		if s.Cause != "" {
			style = fmt.Sprintf(" [color=red, label=\"%s\"]", quote.Replace(s.Cause))
		}
		fmt.Fprintf(&b, "  \"%s\" -> \"%s\"%s;\n", quote.Replace(s.From), quote.Replace(s.To), style)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}
