package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	defaultDepth = 20
	maxDepth     = 100
	maxNodes     = 2000
)

// Lineage is a part of the graph around one node. Edges point in the direction data went. Truncated
// says that depth or size cut it off.
type Lineage struct {
	Root      string        `json:"root"`
	Direction string        `json:"direction"`
	Depth     int           `json:"depth"`
	Truncated bool          `json:"truncated"`
	Nodes     []LineageNode `json:"nodes"`
	Edges     []Edge        `json:"edges"`
	Columns   []ColumnEdge  `json:"columns"`
}

// LineageNode is a resource, a processing record or a product version. Key is
// kind:party/local@version (without @version for processing records).
type LineageNode struct {
	Key           string       `json:"key"`
	Kind          string       `json:"kind"`
	Name          string       `json:"name"`
	Party         string       `json:"party"`
	Level         int          `json:"level"` // steps from the root
	Status        string       `json:"status,omitempty"`
	Stage         string       `json:"stage,omitempty"`
	RegistryNo    string       `json:"registry_no,omitempty"`
	From          wire.Time    `json:"from"` // created, published or started
	To            wire.Time    `json:"to"`   // withdrawn or ended; none while it lasts
	Authorization *Entitlement `json:"authorization,omitempty"`
	Laws          []Law        `json:"laws,omitempty"`   // regimes of a product, when several
	Digest        string       `json:"digest,omitempty"` // of the run's events, off chain
	Flags         []string     `json:"flags,omitempty"`
	Attested      bool         `json:"attested"`
	Acts          []SignedAct  `json:"acts"`
}

// Entitlement is what entitled the maker, with dates: whether it held over the node's own time.
type Entitlement struct {
	Agreement    wire.ID   `json:"agreement"`
	Impl         string    `json:"impl"`
	Operator     string    `json:"operator"`
	FirstDay     wire.Date `json:"first_day"`
	LastDay      wire.Date `json:"last_day"`
	DevAgreement wire.ID   `json:"dev_agreement"`
	Grant        wire.ID   `json:"grant"`
	Application  wire.ID   `json:"application"`
	Scenario     string    `json:"scenario,omitempty"`
	Purpose      string    `json:"purpose,omitempty"`
	From         wire.Time `json:"from"`
	To           wire.Time `json:"to"`
	InForce      bool      `json:"in_force"`
	Cause        string    `json:"cause,omitempty"`
}

// SignedAct is one act of a node's life: what, who decided, and the paper that proves it.
type SignedAct struct {
	What string `json:"what"`
	Who  string `json:"who"`
	access.Act
}

// Edge says that To was made of From.
type Edge struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Fields []string `json:"fields,omitempty"`
}

// ColumnEdge says that a column of To depends on a field of From. An empty ToField is every column.
type ColumnEdge struct {
	From      string `json:"from"`
	FromField string `json:"from_field"`
	To        string `json:"to"`
	ToField   string `json:"to_field"`
	Type      string `json:"type"`
	Subtype   string `json:"subtype"`
	Masking   bool   `json:"masking"`
}

func serveLineage(q rule.Ask) (any, error) {
	id, version, err := askNode(q)
	if err != nil {
		return nil, err
	}
	depth, err := askNumber(q, "depth", defaultDepth, maxDepth)
	if err != nil {
		return nil, err
	}
	at := place{kind: access.KindProduct, id: id, version: version}
	switch kind := q.Args["kind"]; kind {
	case access.KindResource:
		at.kind = kind
	case "", access.KindProduct:
	default:
		return nil, rule.Malformed("kind", "须为 product 或 resource", "must be product or resource")
	}
	if !newest(q.Store, &at) {
		return nil, rule.ErrNotFound
	}
	down := q.Args["direction"] == "down"
	if !down && q.Args["direction"] != "" && q.Args["direction"] != "up" {
		return nil, rule.Malformed("direction", "须为 up 或 down", "must be up or down")
	}
	return Walk(q.Store, q.Time, at.kind, at.id, at.version, down, depth), nil
}

// newest fills in the newest version and tells whether the node exists.
func newest(r state.Reader, at *place) bool {
	if at.kind == access.KindResource {
		res, ok := catalog.Get(r, at.id)
		if at.version == 0 {
			at.version = res.Version
		}
		return ok && at.version <= res.Version
	}
	p, ok := Latest(r, at.id)
	if at.version != 0 {
		p, ok = Get(r, at.id, at.version)
	}
	at.version = p.Version
	return ok
}
