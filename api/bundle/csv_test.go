package bundle

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestCapital(t *testing.T) {
	for fen, want := range map[wire.Fen]string{
		0: "人民币零元整", 50: "人民币伍角整", 5: "人民币伍分", 1005: "人民币壹拾元零伍分",
		100000101: "人民币壹佰万零壹元零壹分", 10000000100: "人民币壹亿零壹元整",
		1020304056: "人民币壹仟零贰拾万叁仟零肆拾元伍角陆分", 140950: "人民币壹仟肆佰零玖元伍角整",
		600714: "人民币陆仟零柒元壹角肆分", 168032: "人民币壹仟陆佰捌拾元叁角贰分",
		10700053: "人民币壹拾万柒仟元伍角叁分", 1640902: "人民币壹万陆仟肆佰零玖元零贰分",
		32504: "人民币叁佰贰拾伍元零肆分", 2000020: "人民币贰万元贰角整", -1200: "负人民币壹拾贰元整",
		100000000000000: "人民币壹万亿元整", 123450000000000: "人民币壹万贰仟叁佰肆拾伍亿元整",
		100000000000100: "人民币壹万亿零壹元整",
	} {
		if got := Capital(fen); got != want {
			t.Errorf("%s: %s, not %s", fen, got, want)
		}
	}
}

// TestTable reads the table as a spreadsheet would.
func TestTable(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	b := c.export("operator", "treasury")
	r, err := Verify(b, c.trust())
	must(t, err)
	out := CSV(r, b)
	if !bytes.HasPrefix(out, []byte("\xef\xbb\xbf")) ||
		bytes.Count(out, []byte("\n")) != bytes.Count(out, []byte("\r\n")) {
		t.Error("no byte order mark, or a bare line end")
	}
	rows, err := csv.NewReader(bytes.NewReader(out[3:])).ReadAll()
	must(t, err)
	last := rows[len(rows)-1]
	if len(last) != csvColumns || last[0] != "5" || last[7] != r.Statement.Amount.String() {
		t.Errorf("last row %q", last)
	}
	if !strings.Contains(string(out), TestMark) || !strings.Contains(string(out), "省级国库") {
		t.Error("the mark or a name is missing")
	}
	if !bytes.Equal(out, CSV(r, b)) {
		t.Error("the table differs when it is written again")
	}
	other := c.export("operator", "operator")
	if _, err := VerifyCSV(out, other, c.trust()); code(err) != "csv.bytes" {
		t.Errorf("with another statement's proof: %v", err)
	}
	if _, err := VerifyCSV(out[3:], b, c.trust()); code(err) != "csv.bytes" {
		t.Errorf("without the mark: %v", err)
	}
}

func TestFormulasAreText(t *testing.T) {
	table := new(csvTable)
	table.row("=1+1", "+1", "-1", "@x", "\tx", "＝1", "a=b", wire.Fen(-1234))
	table.row(`say "hi"`, "a,b", " x", "\rx", "x\ny", "-", "'", 7)
	want := "\ufeff'=1+1,'+1,'-1,'@x,'\tx,'＝1,a=b,-12.34\r\n" +
		"\"say \"\"hi\"\"\",\"a,b\",\" x\",\"'\rx\",\"x\ny\",'-,',7\r\n"
	if table.b.String() != want {
		t.Errorf("%q", table.b.String())
	}
}
