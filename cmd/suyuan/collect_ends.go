package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// found asks one question into v; false when the ledger has no such record.
func (l collectLedger) found(ctx context.Context, name string, args map[string]string, v any) (
	bool, error) {
	a, err := l.query(ctx, name, args, 0)
	var f *failure
	if errors.As(err, &f) && f.exit == exitNotFound {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(a.Answer, v)
	}
	return err == nil, err
}

// Grant is a right of use on the ledger.
func (l collectLedger) Grant(ctx context.Context, id wire.ID) (access.Grant, bool, error) {
	var v access.GrantView
	ok, err := l.found(ctx, "grant", map[string]string{"id": id.String()}, &v)
	return v.Grant, ok, err
}

// consentsAsked is how many consents one question is about.
const consentsAsked = 500

// Consents are when consents are active, asked for in pieces.
func (l collectLedger) Consents(ctx context.Context, handles []uint64) (
	map[uint64]access.ConsentSpan, error) {
	out := map[uint64]access.ConsentSpan{}
	for some := range slices.Chunk(handles, consentsAsked) {
		texts := make([]string, len(some))
		for i, h := range some {
			texts[i] = strconv.FormatUint(h, 10)
		}
		var spans []access.ConsentSpan
		if _, err := l.found(ctx, "subject_consent_spans",
			map[string]string{"handles": strings.Join(texts, ",")}, &spans); err != nil {
			return nil, err
		}
		for _, s := range spans {
			out[s.Handle] = s
		}
	}
	return out, nil
}

// endings gathers instants at which something begins or ends, each record once.
type endings struct {
	collectLedger
	at   []wire.Time
	seen map[string]bool
}

// Ends are the instants at which what a product version rests on begins or ends.
func (l collectLedger) Ends(ctx context.Context, id wire.ID, version uint32) ([]wire.Time, error) {
	e := &endings{collectLedger: l, seen: map[string]bool{}}
	var p product.Product
	ok, err := l.found(ctx, "product", map[string]string{"product": id.String(),
		"version": strconv.FormatUint(uint64(version), 10)}, &p)
	if err != nil || !ok {
		return nil, err
	}
	e.at = append(e.at, p.Publication.At, p.Withdrawal.At)
	for _, v := range p.Pauses {
		e.at = append(e.at, v.From, v.To)
	}
	under := append([]wire.ID{p.Agreement}, p.Also...)
	for _, law := range p.Laws {
		under = append(under, law.Agreement)
	}
	for _, id := range under {
		if err := e.agreement(ctx, id); err != nil {
			return nil, err
		}
	}
	return e.at, e.behind(ctx, product.Node(id, version))
}

// agreement adds the ends of an agreement of either layer, and of the one that it stands on.
func (e *endings) agreement(ctx context.Context, id wire.ID) error {
	if id.IsZero() || e.seen[id.String()] {
		return nil
	}
	e.seen[id.String()] = true
	args := map[string]string{"id": id.String()}
	var a authorization.Agreement
	ok, err := e.found(ctx, "agreement", args, &a)
	if err != nil {
		return err
	}
	if ok {
		e.at = append(e.at, a.Start(), a.End())
		return e.suspensions(ctx, access.OfAgreement, id)
	}
	var d access.DevAgreement
	if ok, err = e.found(ctx, "devagreement", args, &d); err != nil || !ok {
		return err
	}
	e.at = append(e.at, d.Start(), d.End())
	if err := e.suspensions(ctx, access.OfDevAgreement, id); err != nil {
		return err
	}
	return e.agreement(ctx, d.Parent)
}

func (e *endings) suspensions(ctx context.Context, of string, id wire.ID) error {
	var page rule.Page[access.SuspensionView]
	_, err := e.found(ctx, "suspensions", map[string]string{"of": of, "id": id.String()}, &page)
	for _, v := range page.Items {
		e.at = append(e.at, v.From, v.To)
	}
	return err
}

// behind adds the ends of the rights of use by which the product was made.
func (e *endings) behind(ctx context.Context, node string) error {
	args := map[string]string{"node": node, "limit": "1000"}
	for {
		var page follow.Closure
		if ok, err := e.found(ctx, "lineage_closure", args, &page); err != nil || !ok {
			return err
		}
		for _, s := range page.Steps {
			if err := e.grant(ctx, s.Grant); err != nil {
				return err
			}
		}
		if args["after"] = page.After; page.After == "" {
			return nil
		}
	}
}

func (e *endings) grant(ctx context.Context, id wire.ID) error {
	if id.IsZero() || e.seen[id.String()] {
		return nil
	}
	e.seen[id.String()] = true
	g, ok, err := e.Grant(ctx, id)
	if err != nil || !ok {
		return err
	}
	e.at = append(e.at, g.From, g.To, g.Revoked)
	if err := e.suspensions(ctx, access.OfGrant, id); err != nil {
		return err
	}
	return e.agreement(ctx, g.Agreement)
}
