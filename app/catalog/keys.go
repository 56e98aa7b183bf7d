package catalog

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// since is the key of an interval of a resource: when it began.
type since struct {
	Resource wire.ID
	From     wire.Time
}

// categoryKey is the key of an interval of a whole category: where, which, when it began.
type categoryKey struct {
	Place string
	Class string
	From  wire.Time
}

type versionKey struct {
	ID      wire.ID
	Version uint32
}

var (
	resources = state.NewMap[wire.ID, Resource](4, 1, "catalog/resources",
		"catalogue entries by id; the party of the id is the provider")
	sequence = state.NewItem[Sequence](4, 2, "catalog/sequence",
		"the last number given to a lineage node")
	versions = state.NewMap[versionKey, Resource](4, 3, "catalog/versions",
		"versions of an entry before the newest, as they last stood")
	exclusions = state.NewMap[wire.ID, Exclusion](4, 4, "catalog/exclusions",
		"entries of the negative list and providers' refusals, proposed ones too")
	excluded = state.NewMap[since, Interval](4, 5, "catalog/excluded",
		"by resource and beginning: the intervals in which it was kept out")
	consents = state.NewMap[wire.ID, Consent](4, 6, "catalog/consents",
		"consents of units that shared data, asked for, given and withdrawn")
	consented = state.NewMap[since, Interval](4, 7, "catalog/consented",
		"by resource and beginning: the intervals of the sharer's consent")
	backflows = state.NewMap[wire.ID, Backflow](4, 8, "catalog/backflows",
		"returns of gathered data to lower levels")
	categories = state.NewMap[categoryKey, Interval](4, 20, "catalog/categories",
		"by place, category and beginning: the intervals in which a whole category was kept out")
	assets = state.NewMap[wire.ID, Asset](4, 21, "catalog/assets",
		"data that entered asset management, by id")
	tickets = state.NewMap[wire.ID, Ticket](4, 9, "catalog/tickets",
		"problems of data quality by id; the party of the id raised it")
)

var collections = []state.Collection{resources.Descriptor(), sequence.Descriptor(),
	versions.Descriptor(), exclusions.Descriptor(), excluded.Descriptor(), consents.Descriptor(),
	consented.Descriptor(), backflows.Descriptor(), tickets.Descriptor(),
	categories.Descriptor(), assets.Descriptor()}
