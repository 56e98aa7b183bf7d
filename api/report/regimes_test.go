package report

import (
	"bytes"
	"context"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

func rowsOf(t *testing.T, r *Report, name string) (out [][]Cell) {
	t.Helper()
	for _, table := range r.Tables {
		if table.Name == name {
			must(t, table.each(func(row []Cell) error {
				out = append(out, slices.Clone(row))
				return nil
			}))
		}
	}
	return out
}

// The platform's cost and what each operator was charged of it (YN §7).
func TestPlatformFees(t *testing.T) {
	w := play(t, "../../test/scenario/law/money-s24-yn.yaml")
	r, err := Build(context.Background(), w.at(t, 0), "r13", map[string]string{"period": "2026Q1"})
	must(t, err)
	if list := rowsOf(t, r, "costs"); len(list) != 2 || list[1][5].Plain() != "300000.00" {
		t.Errorf("costs %v", list)
	}
	shares := rowsOf(t, r, "shares")
	if len(shares) != 2 || shares[0][3].Plain() != "180000.00" ||
		shares[1][3].Plain() != "120000.00" ||
		shares[0][4] != shares[1][4] {
		t.Errorf("shares %v", shares)
	}
	if len(rowsOf(t, r, "charged")) == 0 {
		t.Error("no line recovers the platform's cost")
	}
}

// What a yearly report and a pack hold follows from the regime of the place.
func TestDemandsAreTheRegimes(t *testing.T) {
	w := play(t, "../../test/scenario/law/oversight-report-gd.yaml")
	r, err := Build(context.Background(), w.at(t, 0), "annual-report",
		map[string]string{"year": "2026", "place": "440000"})
	must(t, err)
	text := ""
	for _, row := range rowsOf(t, r, "demands") {
		text += row[1].Plain() + "=" + row[3].Plain() + " " + row[4].Plain() + "\n"
	}
	for _, want := range []string{"report.annual.due=03-31 GD §37", "report.annual.by=实施机构 GD §37"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	for place, prices := range map[string]bool{"440000": true, "520000": false} {
		story := map[string]string{"440000": "../../test/scenario/law/oversight-report-gd.yaml",
			"520000": storyFile}[place]
		r, err := Build(context.Background(), play(t, story).at(t, 0), "disclosure-year",
			map[string]string{"year": "2026", "place": place})
		must(t, err)
		has := slices.ContainsFunc(r.Tables, func(t *Table) bool { return t.Name == "prices" })
		if has != prices {
			t.Errorf("%s: tariffs made public %v, the regime says %v", place, has, prices)
		}
	}
}

// The elements that pain.001.001.09 has at least, each in its place.
func TestPainStructure(t *testing.T) {
	w := play(t, storyFile)
	r, err := Build(context.Background(), w.at(t, 0), "payments", map[string]string{"payer": "gz-dev"})
	must(t, err)
	must(t, r.Write(context.Background(), new(bytes.Buffer), "csv", Options{}))
	checked := map[string]Account{"gz-operator": {"gz-operator", "贵州数据 & 运营", "建行", "105701000001",
		"6222001", "s", ""}}
	var out bytes.Buffer
	must(t, r.WritePain(&out, checked, Account{Name: "黔程", Number: "6222999", Code: "301701000001"}))
	type institution struct {
		Member string `xml:"FinInstnId>ClrSysMmbId>MmbId"`
	}
	var doc struct {
		XMLName xml.Name `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
		Head    struct {
			MsgID, CreDtTm, NbOfTxs, CtrlSum string
			ID                               string `xml:"MsgId"`
			Name                             string `xml:"InitgPty>Nm"`
		} `xml:"CstmrCdtTrfInitn>GrpHdr"`
		Payments []struct {
			ID      string      `xml:"PmtInfId"`
			Method  string      `xml:"PmtMtd"`
			Day     string      `xml:"ReqdExctnDt>Dt"`
			Debtor  string      `xml:"Dbtr>Nm"`
			Account string      `xml:"DbtrAcct>Id>Othr>Id"`
			Agent   institution `xml:"DbtrAgt"`
			Credits []struct {
				End    string `xml:"PmtId>EndToEndId"`
				Amount struct {
					Currency string `xml:"Ccy,attr"`
					Value    string `xml:",chardata"`
				} `xml:"Amt>InstdAmt"`
				Agent   institution `xml:"CdtrAgt"`
				Name    string      `xml:"Cdtr>Nm"`
				Account string      `xml:"CdtrAcct>Id>Othr>Id"`
			} `xml:"CdtTrfTxInf"`
		} `xml:"CstmrCdtTrfInitn>PmtInf"`
	}
	must(t, xml.Unmarshal(out.Bytes(), &doc))
	p := doc.Payments[0]
	for name, value := range map[string]string{"MsgId": doc.Head.ID, "CreDtTm": doc.Head.CreDtTm,
		"InitgPty": doc.Head.Name, "PmtInfId": p.ID, "ReqdExctnDt": p.Day, "Dbtr": p.Debtor,
		"DbtrAcct": p.Account, "DbtrAgt": p.Agent.Member, "EndToEndId": p.Credits[0].End,
		"CdtrAgt": p.Credits[0].Agent.Member, "CdtrAcct": p.Credits[0].Account} {
		if value == "" || len(value) > 35 {
			t.Errorf("%s is %q", name, value)
		}
	}
	c := p.Credits[0]
	if doc.Head.NbOfTxs != "1" || doc.Head.CtrlSum != c.Amount.Value || c.Amount.Currency != "CNY" ||
		p.Method != "TRF" || c.Name != "贵州数据 & 运营" {
		t.Errorf("%+v", doc)
	}
}
