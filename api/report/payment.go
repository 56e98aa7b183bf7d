package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// buildDues is the list of what is due to treasuries (非税应缴清单, rulings M7).
func buildDues(a *asking, r *Report) error {
	if err := buildR2(a, r); err != nil {
		return err
	}
	t := r.Tables[0]
	t.Name, t.Label = "dues", Label{"非税收入应缴清单", "non-tax revenue due"}
	r.Seals = []string{a.say("执收单位", "collecting unit (执收单位)"),
		a.say("财政部门", "finance")}
	return nil
}

// buildPayments is what a payer may pay now, by payee.
func buildPayments(a *asking, r *Report) error {
	r.Head = []Field{{Label{"付款方", "payer"}, Text(a.called(a.args["payer"]))},
		{Label{"截至", "as of"}, Text(a.s.Law.String())}, a.unit()}
	t := &Table{Name: "payments", Label: Label{"待付清单", "to be paid"}, Columns: []Column{
		words("payee", "收款方", "payee", 18), words("name", "收款人", "payee's name", 28),
		yuan("amount", "金额", "amount"), words("purpose", "用途", "purpose", 34),
		words("account_digest", "账号摘要", "account digest", 24),
		words("periods", "结算期", "periods", 16)}}
	err := each(a, "unpaid", dict{"payer": a.args["payer"]}, func(v settle.UnpaidShown) error {
		if v.Payable.Payable <= 0 || v.Payer == v.Payee {
			return nil
		}
		account, err := a.accountOf(v.Payee)
		of := List(v.Parts, func(p settle.UnpaidPart) string { return p.Period })
		t.add(Text(v.Payee), Text(a.name(v.Payee)), Fen(v.Payable.Payable),
			Text(a.say("公共数据授权运营收益 ", "share of public data revenue ")+of.text), Text(account), of)
		return err
	})
	r.Tables = []*Table{t}
	return err
}

// AccountDigest is what bank.register takes: SHA-256 over "suyuan/bank/1", the salt and the account
// number, each ended by a newline.
func AccountDigest(salt, number string) crypto.Digest {
	sum := sha256.Sum256([]byte("suyuan/bank/1\n" + salt + "\n" + number + "\n"))
	var d crypto.Digest
	if err := d.UnmarshalText([]byte("sha256:" + hex.EncodeToString(sum[:]))); err != nil {
		panic(err) // the text is a digest
	}
	return d
}

// Checked are the accounts of everybody who is paid, each against its digest on the ledger.
func (r *Report) Checked(book map[string]Account) (map[string]Account, error) {
	out := map[string]Account{}
	for _, row := range r.Tables[0].Rows {
		who, want := row[0].text, row[4].text
		v, ok := book[who]
		switch {
		case want == "":
			return nil, problem("report.unregistered", "账本没有登记 "+who+" 的收款账户，先由其登记",
				"the ledger has no account of "+who+"; it must be registered first")
		case !ok:
			return nil, problem("report.book", "账户簿没有 "+who, "the book has not got "+who)
		case AccountDigest(v.Salt, v.Number).String() != want:
			return nil, notRegistered(who)
		}
		out[who] = v
	}
	return out, nil
}

// WritePayments writes a bank's file for paying many at once (批量付款) through a column map; name,
// bank, code and number of the accounts are columns besides those of the table.
func (r *Report) WritePayments(w io.Writer, checked map[string]Account, m Columns) error {
	return WriteColumns(w, r.Tables[0], m, func(row []Cell) map[string]string {
		v := checked[row[0].text]
		return map[string]string{"account_name": v.Name, "bank": v.Bank, "bank_code": v.Code,
			"account": v.Number}
	})
}

// PaymentColumns is the column map where none is given.
var PaymentColumns = Columns{{"收款人", "account_name"}, {"账号", "account"}, {"开户行", "bank"},
	{"联行号", "bank_code"}, {"金额", "amount"}, {"用途", "purpose"}}

// WritePain writes the payments in the shape of ISO 20022 pain.001.001.09.
func (r *Report) WritePain(w io.Writer, checked map[string]Account, payer Account) error {
	m := r.Manifest
	switch {
	case payer.Name == "" || payer.Number == "" || payer.Code == "":
		return problem("report.book", "账户簿没有付款方的户名、账号和联行号："+m.Args["payer"],
			"the book has not got name, account and bank code of the payer "+m.Args["payer"])
	case len(r.Tables[0].Rows) == 0:
		return problem(
			"report.nothing",
			"没有可付的款项，不生成付款文件",
			"there is nothing to pay: no file was written",
		)
	}
	type text = string
	id := fmt.Sprintf("SY%d-%s", m.Height, m.Digest.String()[:12])
	var sum wire.Fen
	var b strings.Builder
	esc := func(s text) text {
		var e strings.Builder
		_ = xml.EscapeText(&e, []byte(s))
		return e.String()
	}
	for i, row := range r.Tables[0].Rows {
		v := checked[row[0].text]
		sum += wire.Fen(row[2].n)
		if v.Name == "" || v.Number == "" || v.Code == "" {
			return problem("report.book", "账户簿中 "+row[0].text+" 缺户名、账号或联行号",
				"the book lacks the name, account or bank code of "+row[0].text)
		}
		fmt.Fprintf(&b, "<CdtTrfTxInf><PmtId><EndToEndId>%s-%d</EndToEndId></PmtId><Amt>"+
			"<InstdAmt Ccy=\"CNY\">%s</InstdAmt></Amt><CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>%s"+
			"</MmbId></ClrSysMmbId><Nm>%s</Nm></FinInstnId></CdtrAgt><Cdtr><Nm>%s</Nm></Cdtr><CdtrAcct>"+
			"<Id><Othr><Id>%s</Id></Othr></Id></CdtrAcct><RmtInf><Ustrd>%s</Ustrd></RmtInf></CdtTrfTxInf>\n",
			id, i+1, wire.Fen(row[2].n), esc(v.Code), esc(v.Bank), esc(v.Name), esc(v.Number),
			esc(row[3].text))
	}
	n := len(r.Tables[0].Rows)
	_, err := fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"+
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn>\n"+
		"<GrpHdr><MsgId>%s</MsgId><CreDtTm>%s</CreDtTm><NbOfTxs>%d</NbOfTxs><CtrlSum>%s</CtrlSum>"+
		"<InitgPty><Nm>%s</Nm></InitgPty></GrpHdr>\n<PmtInf><PmtInfId>%s</PmtInfId><PmtMtd>TRF</PmtMtd>"+
		"<ReqdExctnDt><Dt>%s</Dt></ReqdExctnDt><Dbtr><Nm>%s</Nm></Dbtr><DbtrAcct><Id><Othr><Id>%s</Id>"+
		"</Othr></Id></DbtrAcct><DbtrAgt><FinInstnId><ClrSysMmbId><MmbId>%s</MmbId></ClrSysMmbId>"+
		"</FinInstnId></DbtrAgt>\n%s</PmtInf></CstmrCdtTrfInitn></Document>\n", id,
		m.Law.String(), n, sum, esc(payer.Name), id, m.Law.Date(), esc(payer.Name),
		esc(payer.Number), esc(payer.Code), b.String())
	return err
}
