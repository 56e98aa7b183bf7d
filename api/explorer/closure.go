package explorer

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/wire"
)

// closure is a page of a lineage answer.
type closure struct {
	Total struct {
		Nodes, Edges, Levels, Resources, Processing, Products, Beyond int
	}
	Nodes []lineageNode
	Steps []lineageStep
	After string
}

type lineageNode struct {
	Key, Kind, Name, Party, Status, Stage string
	Level                                 int
	From, To, Recorded                    wire.Time
	Attested                              bool
	Flags                                 []string
	Authorization                         *entitlement
	Acts                                  []doc
}

type entitlement struct {
	Agreement, Grant, Cause string
	DevAgreement            string `json:"dev_agreement"`
	From, To                wire.Time
	InForce                 bool `json:"in_force"`
}

type lineageStep struct {
	From, To, Cause, Grant, Agreement, Tx string
	InForce                               bool `json:"in_force"`
}

// closureOf asks for a part of the graph. Nil: this node keeps no index.
func (v *view) closureOf(node, direction, depth, after string, limit int) (*closure, error) {
	raw, err := v.src.Query(v.ctx, "lineage_closure", pairs([]string{"node", node, "direction",
		direction, "depth", depth, "after", after, "limit", strconv.Itoa(limit)}))
	var no *source.Refused
	if errors.As(err, &no) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var c closure
	return &c, json.Unmarshal(raw, &c)
}
