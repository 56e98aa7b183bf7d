package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// quarter is how large a province-quarter is that goes straight into the collections: papers of it
// would be more than a million.
type quarter struct {
	Owners     int `json:"institutions"`
	Products   int `json:"products"`
	Inputs     int `json:"inputs_of_each"`     // resources of different institutions: edges
	Signatures int `json:"signatures_of_each"` // sets of inputs that uses needed
	Sales      int `json:"sales"`
}

// each institution publishes so many resources.
const resourcesOfEach = 20

func (q quarter) resources() int { return q.Owners * resourcesOfEach }

// rows is how many records the quarter has.
func (q quarter) rows() int {
	return q.Owners + q.resources() + q.Products + q.Products*q.Signatures + q.Sales
}

// The collections that rows go into, as their chapters lay them out; a test holds them together.
type (
	versionKey struct {
		ID      wire.ID
		Version uint32
	}
	counterKey struct {
		Segment string
		Product wire.ID
		Version uint32
		Use     string
		Members [32]byte
	}
	saleKey struct {
		Period  string
		Product wire.ID
		Version uint32
		Receipt wire.ID
	}
)

var (
	parties = state.NewMap[string, party.Party](1, 1, "party/parties",
		"institutions by id")
	resources = state.NewMap[wire.ID, catalog.Resource](4, 1, "catalog/resources",
		"catalogue entries by id")
	products = state.NewMap[versionKey, product.Product](7, 1, "product/versions",
		"versions of data products")
	counters = state.NewMap[counterKey, trace.Sum](8, 4, "trace/counters",
		"uses added up")
	sales = state.NewMap[saleKey, market.Sale](9, 8, "market/sales",
		"confirmed money")
)

var mirrored = []state.Collection{parties.Descriptor(), resources.Descriptor(),
	products.Descriptor(), counters.Descriptor(), sales.Descriptor()}

const (
	period = "2026Q1"
	seller = "gz-operator"
)

// law is the regime of the story, in its first version.
var law = regime.Ref{Jurisdiction: "520000", Version: 1}

// Records that only papers of the story make.
var (
	agreement = wire.ID{Party: "gz-bureau", Local: "ag"}
	trade     = wire.ID{Party: seller, Local: "t"}
)

func ownerOf(i int) string { return fmt.Sprintf("inst-%04d", i) }

// resource numbers go round the institutions, so that neighbours have different owners.
func (q quarter) resource(i int) wire.ID {
	return wire.ID{Party: ownerOf(i % q.Owners), Local: fmt.Sprintf("r-%07d", i)}
}

func productOf(i int) wire.ID { return wire.ID{Party: seller, Local: fmt.Sprintf("p-%06d", i)} }

// mix spreads a number over 64 bits: the quarter is the same on every node (splitmix64).
func mix(n int) uint64 {
	z := uint64(n)*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func pick(n, of int) int { return int(mix(n) % uint64(of)) }

// write puts row i of the quarter into the genesis state s.
func (q quarter) write(s state.Store, i int) {
	if i < q.Owners {
		parties.Set(s, ownerOf(i), party.Party{ID: ownerOf(i), Name: ownerOf(i),
			Nature: party.Institution, Jurisdiction: law.Jurisdiction})
		return
	}
	if i -= q.Owners; i < q.resources() {
		resources.Set(s, q.resource(i), catalog.Resource{ID: q.resource(i), Version: 1, Weight: 1,
			Jurisdiction: law.Jurisdiction, Regime: law, Origin: catalog.Own, Seq: uint64(1000 + i)})
		return
	}
	if i -= q.resources(); i < q.Products {
		products.Set(s, versionKey{productOf(i), 1}, product.Product{ID: productOf(i), Version: 1,
			Seq: uint64(1000 + q.resources() + i), Regime: law, Jurisdiction: law.Jurisdiction,
			Stage: product.Primary, Maker: seller, Agreement: agreement, Inputs: q.inputs(i)})
		return
	}
	if i -= q.Products; i < q.Products*q.Signatures {
		q.writeCounter(s, i)
		return
	}
	q.writeSale(s, i-q.Products*q.Signatures)
}

func (q quarter) inputs(i int) (out []product.Input) {
	for k := range q.Inputs {
		id := q.resource((pick(i, q.resources()) + k*(1+i%7)) % q.resources())
		out = append(out, product.Input{Object: id, Kind: settlement.Resource, Version: 1, Public: true})
	}
	return out
}

// writeCounter adds up the uses of one product that needed one set: inputs from the k-th on.
func (q quarter) writeCounter(s state.Store, i int) {
	k := i % q.Signatures
	v := trace.Sum{Product: productOf(i / q.Signatures), Version: 1, Use: settlement.Commercial,
		Units: 1 + mix(i)%100_000}
	var members []byte
	for m := k; m < k+1+pick(i+1, q.Inputs-k); m++ {
		v.Members = append(v.Members, uint16(m))
		members = binary.BigEndian.AppendUint16(members, uint16(m))
	}
	at := counterKey{period, v.Product, 1, v.Use, sha256.Sum256(members)}
	counters.Set(s, at, v)
}

// writeSale is the row of one confirmed receipt.
func (q quarter) writeSale(s state.Store, i int) {
	receipt := wire.ID{Party: seller, Local: fmt.Sprintf("q-%08d", i)}
	v := market.Sale{Receipt: receipt, Trade: trade, Product: productOf(pick(i, q.Products)),
		Version: 1, Use: settlement.Commercial, Channel: "exchange", Clearing: seller,
		Part: market.Part{Period: period, Days: 1, Units: 1,
			Amount: wire.Fen(1 + mix(i)%5_000_000)}}
	sales.Set(s, saleKey{period, v.Product, 1, receipt}, v)
}
