package authorization

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A distribution mechanism (收益分配机制) is the JSON of a settle/1 agreement. It is kept in
// canonical form, keys sorted and no spaces, so that one mechanism has one hash: the plan approves
// that hash and the agreement carries the same (law/matrix 0.3 fact 1).

// RuleHash is the SHA-256 of a rule's canonical JSON.
func RuleHash(canonical []byte) wire.Hash { return sha256.Sum256(canonical) }

// ReadMechanism validates the JSON of a distribution rule of a layer and returns its canonical
// form, to be hashed with RuleHash. It refuses under p: text that is no rule, members the
// specification does not know, everything that settlement.ValidateAgreement refuses, switches of
// the regime (rulings M1), undeclared reserves (M8), vendors that would share (M10), and
// administrative bodies without a treasury. Development-use agreements read their rule with it too.
func ReadMechanism(r state.Reader, p regime.Profile, field, layer string, text []byte) ([]byte,
	error) {
	return readMechanism(r, p, field, layer, text, nil)
}

func readMechanism(r state.Reader, p regime.Profile, field, layer string, text []byte,
	declared []Reserve) ([]byte, error) {
	var strict json.RawMessage // repeated members and trailing text are refused
	a, err := settlement.ParseAgreement(text)
	if err != nil || wire.FromJSON(text, &strict) != nil {
		return nil, p.Refuse(ErrMechanism, field, "codes", settlement.CodeBadRequest)
	}
	if a.Rules != nil {
		return nil, ErrMechanismRules.At(field)
	}
	if err := checkPayees(r, p, field, a, declared); err != nil {
		return nil, err
	}
	codes := settlement.ValidateAgreement(a, known(r, a))
	if a.Layer != layer {
		codes = append(codes, "E_LAYER")
	}
	if !slices.Contains(codes, settlement.CodeFactor) && steep(a.Contribution) {
		codes = append(codes, settlement.CodeFactor)
	}
	if qualified(a) {
		codes = append(codes, "E_CLASS")
	}
	if len(codes) > 0 {
		return nil, p.Refuse(ErrMechanism, field, "codes", strings.Join(codes, " "))
	}
	again, err := json.Marshal(a)
	if err != nil {
		return nil, p.Refuse(ErrMechanism, field, "codes", settlement.CodeBadRequest)
	}
	// A member that reading dropped, such as a misspelt limit, would silently change the money.
	given, kept := canonical(text), canonical(again)
	if given == nil || !bytes.Equal(given, kept) {
		return nil, p.Refuse(ErrMechanism, field, "codes", "E_UNKNOWN_MEMBER")
	}
	if len(kept) > maxRule {
		return nil, p.Refuse(ErrMechanism, field, "codes", "E_TOO_LONG")
	}
	return kept, nil
}

// maxBps bounds a factor row: with the most units a product version may count in a period, each
// needing all of its inputs, points stay below 2^64. A rule beyond it could overflow the pass, and
// an overflow parks the run of every party of the ledger.
const maxBps = 30_000

func steep(c *settlement.Contribution) bool {
	return c != nil && slices.ContainsFunc(c.Factor,
		func(r settlement.FactorRow) bool { return r.Bps > maxBps })
}

// qualified reports whether a rule recovers a class that holds a slash: such names are the ledger's
// own, of common costs of one agreement or platform (rulings M2), and one rule may not reach for
// another's.
func qualified(a settlement.Agreement) bool {
	slash := func(class string) bool { return strings.Contains(class, "/") }
	return slices.ContainsFunc(a.Tiers, func(t settlement.Tier) bool {
		return t.Recover != nil && slices.ContainsFunc(t.Recover.Costs, slash)
	})
}

// maxRule is the most bytes a rule's canonical form may have; escapes can make it longer than the
// text it was read from.
const maxRule = 20000

// canonical rewrites a JSON document with sorted keys and without spaces; numbers keep their
// digits.
func canonical(text []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// payees lists who a rule names as payee, in order, and whether the tier shares income.
func payees(a settlement.Agreement, visit func(to string, shares bool)) {
	for _, t := range a.Tiers {
		switch {
		case t.Fee != nil:
			visit(t.Fee.To, false)
		case t.Share != nil:
			visit(t.Share.To, true)
		case t.Remainder != nil:
			for _, part := range t.Remainder.Parts {
				visit(part.To, true)
			}
		}
	}
	if a.Contribution != nil {
		visit(a.Contribution.Fallback, true)
	}
}

// known lists the payees that are registered parties.
func known(r state.Reader, a settlement.Agreement) (out []settlement.Party) {
	payees(a, func(to string, _ bool) {
		if _, ok := party.Get(r, to); ok {
			out = append(out, settlement.Party{ID: to})
		}
	})
	return out
}

// stillPayable repeats, at signing, what reading the plan's rule held of its payees: a party may
// have become a vendor since the plan was drafted (rulings M10: refused at signing).
func stillPayable(r state.Reader, p regime.Profile, field string, text []byte,
	declared []Reserve) error {
	a, err := settlement.ParseAgreement(text)
	if err != nil {
		return p.Refuse(ErrMechanism, field, "codes", settlement.CodeBadRequest)
	}
	return checkPayees(r, p, field, a, declared)
}

func checkPayees(r state.Reader, p regime.Profile, field string,
	a settlement.Agreement, declared []Reserve) (err error) {
	payees(a, func(to string, shares bool) {
		switch {
		case err != nil:
		case strings.HasPrefix(to, settlement.ReservePrefix):
			if !declares(declared, to) {
				err = ErrReserve.At(field, "payee", to)
			}
		case shares && holdsRole(r, to, roleVendor):
			err = p.Refuse(ErrVendor, field, "payee", to)
		case p.Bool("fee.platform") && holdsRole(r, to, rolePlatform) && !holdsRole(r, to, roleOperator):
			// Paid by a rate, it could get more than its cost, and of each operator another price.
			err = p.Refuse(ErrPlatformPayee, field, "payee", to)
		default:
			err = withTreasury(r, p, field, to)
		}
	})
	return err
}

// holdsRole reports whether the party holds the role anywhere: a treasury, or a contractor without
// data rights.
func holdsRole(r state.Reader, id, role string) bool {
	for _, v := range party.Roles(r, id) {
		if v.Role == role && v.To == 0 {
			return true
		}
	}
	return false
}

// RequireTreasury refuses an administrative body that would be paid but has no treasury (rulings
// L8).
func RequireTreasury(r state.Reader, p regime.Profile, field, id string) error {
	return withTreasury(r, p, field, id)
}

// withTreasury refuses an administrative body that could be paid but has no treasury (rulings L8).
// A treasury is paid itself.
func withTreasury(r state.Reader, p regime.Profile, field, id string) error {
	v, ok := party.Get(r, id)
	if !ok || v.Nature != party.Administrative || party.TreasuryOf(r, id) != "" ||
		holdsRole(r, id, roleTreasury) {
		return nil
	}
	return p.Refuse(ErrTreasury, field, "payee", id)
}
