package settle

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// costGroup is a product version, or a class of common cost and whom it serves.
type costGroup struct {
	Class string
	Of    string
}

// carriedKey names a thing that rows of carry are about, so that a run finds those it needs.
type carriedKey struct {
	Kind  string
	Class string
	Of    string
	ID    string
}

type commonKey struct {
	Class string
	Of    string
}

// outstandingKey is what a run left of restated differences between a payer and a party.
type outstandingKey struct {
	Seq    uint32
	Party  string
	Payer  string
	Period string // that was restated
}

type restatedKey struct {
	Seq    uint32
	Period string
}

type deltaKey struct {
	Seq    uint32
	Period string
	Payer  string
	Payee  string
	Party  string
}

type returnedKey struct {
	Height uint64
	ID     wire.ID
}

var (
	carried = state.NewIndex[carriedKey](10, 20, "settle/carried",
		"what rows of carry are about, by product version or common cost")
	commons = state.NewIndex[commonKey](10, 21, "settle/commons",
		"classes of common cost and whom each serves")
	outstanding = state.NewMap[outstandingKey, Outstanding](10, 22, "settle/outstanding",
		"restated differences that a run left unsettled")
	pools = state.NewMap[uint32, Pool](10, 23, "settle/pools",
		"cash of corrections after a run")
	restatedPeriods = state.NewMap[restatedKey, Restated](10, 24, "settle/restated",
		"closed periods that a run restated")
	deltas = state.NewMap[deltaKey, Delta](10, 25, "settle/deltas",
		"what a restatement changed between a payer and a payee")
	returned = state.NewMap[returnedKey, Returned](10, 26, "settle/returned",
		"what public payees gave back of restated differences, by height")
)

var restateCollections = []state.Collection{carried.Descriptor(), commons.Descriptor(),
	outstanding.Descriptor(), pools.Descriptor(), restatedPeriods.Descriptor(), deltas.Descriptor(),
	returned.Descriptor()}

// carriedUnder is where the index lists a row.
func (v Carry) carriedUnder() carriedKey {
	k := carriedKey{Kind: v.Kind, ID: v.ID}
	if v.Kind == carryCost {
		k.Of = v.Product
		if v.Product == "" {
			k.Class, k.Of, _ = strings.Cut(v.Class, "/")
		}
	}
	return k
}

// put writes a carry row of the run numbered by, and lists what it is about the first time.
func (v Carry) put(s state.Store, by uint32) {
	carries.Set(s, carryKey{v.Kind, v.ID, v.Seq, by}, v)
	at := v.carriedUnder()
	if carried.Has(s, at) || v.Kind == carryDeficit {
		return
	}
	carried.Add(s, at)
	if g := (commonKey{at.Class, at.Of}); g.Class != "" && !commons.Has(s, g) {
		commons.Add(s, g)
	}
}
