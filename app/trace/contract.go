package trace

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Contract is the agreement that a product version is made under: the authorized-operation
// agreement of a primary product, the development-use agreement of a re-developed one, which stands
// on the former. Its rule distributes the money of the product.
type Contract struct {
	ID           wire.ID // the agreement itself
	Parent       wire.ID // the authorized-operation agreement; the same one for primary products
	Regime       regime.Ref
	Jurisdiction string
	Impl         string // implementing body (实施机构)
	Operator     string
	Developer    string // "" for primary products
	FirstDay     wire.Date
	LastDay      wire.Date
	Rule         wire.Bytes

	agreement authorization.Agreement
	dev       access.DevAgreement
}

// ContractOf returns the contract of a product version.
func ContractOf(r state.Reader, p product.Product) (Contract, bool) {
	if p.Stage == product.Redeveloped {
		d, ok := access.GetDevAgreement(r, p.Agreement)
		if !ok {
			return Contract{}, false
		}
		k, ok := contractOn(r, d.Parent)
		k.ID, k.Regime, k.Jurisdiction = d.ID, d.Regime, d.Jurisdiction
		k.Developer, k.FirstDay, k.LastDay, k.Rule, k.dev = d.Developer, d.FirstDay, d.LastDay, d.Rule, d
		return k, ok
	}
	return contractOn(r, p.Agreement)
}

// ContractNamed returns the contract that id names, of either layer.
func ContractNamed(r state.Reader, id wire.ID) (Contract, bool) {
	if k, ok := contractOn(r, id); ok {
		return k, true
	}
	return ContractOf(r, product.Product{Stage: product.Redeveloped, Agreement: id})
}

func contractOn(r state.Reader, id wire.ID) (Contract, bool) {
	a, ok := authorization.GetAgreement(r, id)
	return Contract{ID: a.ID, Parent: a.ID, Regime: a.Regime, Jurisdiction: a.Jurisdiction,
		Impl: a.Impl, Operator: a.Operator, FirstDay: a.FirstDay, LastDay: a.LastDay, Rule: a.Rule,
		agreement: a}, ok
}

// RuleOn is the contract's distribution rule in force on a day.
func (k Contract) RuleOn(r state.Reader, day wire.Date) wire.Bytes {
	if k.Developer != "" {
		return k.Rule
	}
	text, _ := authorization.RuleOn(r, k.agreement, day)
	return text
}

// profilesOf are the regimes that a product version satisfies, all of them: those of its lineage.
func profilesOf(r state.Reader, p product.Product, k Contract) []regime.Profile {
	if all := p.Profiles(r); len(all) > 0 {
		return all
	}
	return []regime.Profile{regime.At(r, k.Regime)}
}

// UseOf says what a purpose counts as for a product. Public purposes are open to every product; any
// other one must be the product's own, because use for another purpose needs a new application.
func UseOf(profile regime.Profile, p product.Product, purpose string) (use string, ok bool) {
	if profile.Has("public_purposes", purpose) {
		return Welfare, true
	}
	return Commercial, purpose != "" && purpose == p.Purpose
}

// RunsDuring reports whether the contract, and the agreement it stands on, were in force over all
// of [from, to) and, if not, which was not and why.
func (k Contract) RunsDuring(from, to wire.Time) (which wire.ID, cause string, ok bool) {
	if k.Developer != "" {
		if cause, ok := k.dev.RunsDuring(from, to); !ok {
			return k.ID, cause, false
		}
	}
	cause, ok = k.agreement.RunsDuring(from, to)
	return k.Parent, cause, ok
}

// RunsOn reports whether the contract was in force on each day from first to last, judged by its
// own hours: the day it was signed and the day it ended early count for the hours it ran.
func (k Contract) RunsOn(first, last wire.Date) (which wire.ID, cause string, ok bool) {
	from, to := max(first.Start(), k.agreement.Start()), min(last.End(), k.agreement.End())
	if k.Developer != "" {
		from, to = max(from, k.dev.Start()), min(to, k.dev.End())
	}
	if to <= from || from.Date() != first || (to-1).Date() != last {
		from, to = first.Start(), last.End()
	}
	return k.RunsDuring(from, to)
}
