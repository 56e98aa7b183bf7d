package settle

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// askPaid pages through the confirmed payments of a payer. What was returned is no payment and is
// left out; a page may hold fewer than its limit for it.
func askPaid(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	payer, payee := q.Args["payer"], q.Args["payee"]
	if payer == "" {
		return nil, rule.Malformed("payer", "须给出付款方", "must be given")
	}
	prefix := []any{payer}
	if payee != "" {
		prefix = append(prefix, payee)
	}
	var after *paidKey
	if text := q.Args["after"]; text != "" {
		at, ok := paidAfter(payer, text)
		if !ok {
			return nil, rule.Malformed("after", "须为上一页给出的续页", "must be what the last page gave")
		}
		after = &at
	}
	found, more := paid.After(q.Store, prefix, after, limit)
	page := rule.Page[Payment]{Items: []Payment{}}
	for _, e := range found {
		if v, ok := payments.Get(q.Store, e.Key.ID); ok && e.Value.Amount > 0 {
			page.Items = append(page.Items, v)
		}
	}
	if more {
		k := found[len(found)-1].Key
		page.Next = k.Payee + " " + strconv.FormatUint(k.Height, 10) + " " + k.ID.String()
	}
	return page, nil
}

func paidAfter(payer, text string) (k paidKey, ok bool) {
	parts := strings.Split(text, " ")
	if len(parts) != 3 {
		return k, false
	}
	height, err := strconv.ParseUint(parts[1], 10, 64)
	if err != nil {
		return k, false
	}
	id, err := wire.ParseID(parts[2])
	return paidKey{payer, parts[0], height, id}, err == nil
}
