package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
)

// Local is what a report rests on beside the ledger. The report's arguments name its SHA-256, so
// that whoever has the same files makes the same report.
type Local struct {
	Accounts []byte // account book: CSV
	List     []byte // the other side's list of a reconciliation: CSV or XLSX
}

// Account is a row of a local account book: what the ledger keeps digests of, in clear.
type Account struct{ Party, Name, Bank, Code, Number, Salt, USCC string }

// ReadAccounts reads an account book: CSV with the columns party, name, bank, code, number, salt
// and, where credit codes are kept too, uscc.
func ReadAccounts(book []byte) (map[string]Account, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(book, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil {
		return nil, problem("report.book", "账户簿不是 CSV："+err.Error(), "the book is no CSV: "+err.Error())
	}
	out := map[string]Account{}
	for i, v := range rows {
		if len(v) != 6 && len(v) != 7 {
			return nil, problem("report.book", "账户簿每行须有 party,name,bank,code,number,salt 六列，可加 uscc",
				"each row of the book has party, name, bank, code, number, salt and may have uscc")
		}
		if i == 0 {
			continue
		}
		a := Account{v[0], v[1], v[2], v[3], v[4], v[5], ""}
		if len(v) == 7 {
			a.USCC = v[6]
		}
		row := Count(i + 1).Plain()
		switch _, twice := out[a.Party]; {
		case twice:
			return nil, problem("report.book", "账户簿第 "+row+" 行重复了 "+a.Party,
				"row "+row+" of the book names "+a.Party+" again")
		case a.USCC != "" && !party.IsCreditCode(a.USCC):
			return nil, problem("report.book", "账户簿第 "+row+" 行的统一社会信用代码 "+a.USCC+" 校验码不符",
				"row "+row+" of the book: "+a.USCC+" is no unified social credit code, its check differs")
		}
		out[a.Party] = a
	}
	return out, nil
}

var accountBook = Arg{"accounts", Label{"本地账户簿的 SHA-256，由 --accounts 给出文件",
	"SHA-256 of a local account book, which --accounts names"}, false}

// take puts the digests of local files among the arguments, and refuses those that are named
// without the file.
func (l Local) take(given map[string]string) error {
	sum := sha256.Sum256(l.Accounts)
	switch text := hex.EncodeToString(sum[:]); {
	case l.Accounts != nil && given[accountBook.Name] == "":
		given[accountBook.Name] = text
	case given[accountBook.Name] != "" && (l.Accounts == nil || given[accountBook.Name] != text):
		return problem("report.book_needed", "该报表还依据本地账户簿（SHA-256 "+
			given[accountBook.Name]+"），请用 --accounts 给出同一文件", "the report also rests on a local "+
			"account book (SHA-256 "+given[accountBook.Name]+"): give that file with --accounts")
	}
	return nil
}

// book reads the account book that was given; none is an empty one.
func (a *asking) book() (map[string]Account, error) {
	if a.local.Accounts == nil {
		return nil, nil
	}
	return ReadAccounts(a.local.Accounts)
}

// box is a party with its code and account: in clear where the book has them and they are those
// registered, else as the ledger knows them.
func (a *asking) box(label Label, who string, book map[string]Account, codes bool) (Box, error) {
	p, _, err := maybe[party.View](a, "party", dict{"id": who})
	if err != nil {
		return Box{}, err
	}
	registered, err := a.accountOf(who)
	if err != nil {
		return Box{}, err
	}
	v, kept := book[who]
	noBook := a.say("（未附账户簿）", "(no account book given)")
	code, bank, number, union := a.digest(p.USCC.String()), noBook, a.digest(registered), noBook
	if p.USCC.IsZero() {
		code = a.digest("")
	}
	if kept {
		bank, number, union = v.Bank, v.Number, v.Code
		if registered != "" && AccountDigest(v.Salt, v.Number).String() != registered {
			return Box{}, notRegistered(who)
		}
		if registered == "" {
			number += a.say("（账本未登记）", " (not registered on the ledger)")
		}
	}
	if v.USCC != "" {
		code = v.USCC
		if p.USCC.IsZero() {
			code += a.say("（账本未登记）", " (not registered on the ledger)")
		} else if crypto.DigestOf(p.USCC.Alg, []byte(v.USCC)) != p.USCC {
			return Box{}, problem("report.uscc", "账户簿中 "+who+" 的统一社会信用代码与账本登记的摘要不符",
				"the credit code of "+who+" in the book is not the one registered")
		}
	}
	b := Box{label, []Field{
		{Label{"名称", "name"}, Text(a.called(who))},
		{Label{"统一社会信用代码", "unified social credit code"}, Text(code)},
		{Label{"开户行", "bank"}, Text(bank)}, {Label{"账号", "account"}, Text(number)}}}
	if codes {
		b.Fields = append(b.Fields, Field{Label{"联行号", "bank code"}, Text(union)})
	}
	return b, nil
}

func notRegistered(who string) error {
	return problem("report.account", "账户簿中 "+who+" 的账号与账本登记的摘要不符，不生成文件",
		"the account of "+who+" in the book is not the one registered: no file was written")
}
