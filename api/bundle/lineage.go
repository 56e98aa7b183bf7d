package bundle

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LineageFormat names the format of lineage files: everything that a node was made of, or every
// job and product version that was made of it, with what proves that no edge was left out (rulings
// E9).
const LineageFormat = "suyuan-lineage/1"

// Lineage is a lineage file. Everything before Proof is for people and follows from Proof, Root,
// Direction and Depth.
type Lineage struct {
	Format       string        `json:"format"`
	ProofVersion uint32        `json:"proof_version"`
	Mark         string        `json:"mark"` // TestMark, or ""
	Ledger       Ledger        `json:"ledger"`
	Root         string        `json:"root"`
	Direction    string        `json:"direction"` // up or down
	Depth        uint32        `json:"depth"`     // in edges; 0: to the end
	Nodes        []LineageNode `json:"nodes"`     // breadth first
	Edges        []LineageEdge `json:"edges"`
	Proof        LineageProof  `json:"proof"`
}

// LineageNode is a node with what its record says; a node whose record the answer does not need has
// its key alone.
type LineageNode struct {
	Key      string    `json:"key"`
	Level    uint32    `json:"level"`
	Name     string    `json:"name"`
	Maker    string    `json:"maker"`
	Under    wire.ID   `json:"under"` // the grant of a job, the agreement of a product
	Recorded wire.Time `json:"recorded"`
}

// LineageEdge says that To was made of From. Fields are those that a job read, as its record says,
// upwards; logs do not repeat them.
type LineageEdge struct {
	From     string    `json:"from"`
	To       string    `json:"to"`
	Fields   []string  `json:"fields"`
	Recorded wire.Time `json:"recorded"`
}

// LineageProof is what is checked. Records are those of the walk in its order: upwards the record
// of each product version and job, downwards the head of each node's log, or its absence, with all
// entries of the log.
type LineageProof struct {
	Header     wire.Bytes      `json:"header"`
	Commit     wire.Bytes      `json:"commit"`
	Validators []Validator     `json:"validators"`
	Changes    []Change        `json:"changes,omitzero"`
	Ledger     []Record        `json:"ledger"` // ledger, clock
	Records    []LineageRecord `json:"records"`
}

// LineageRecord is one leaf of state with its ICS-23 proof, and the entries of its log.
type LineageRecord struct {
	Key     wire.Bytes   `json:"key"`
	Value   wire.Bytes   `json:"value"`
	Proof   wire.Bytes   `json:"proof"`
	Entries []wire.Bytes `json:"entries"`
}

// LineageProved is what a verified lineage file proves.
type LineageProved struct {
	Lineage
	Signers []Signer
	Anchor  string
	Bytes   int
}

func (l Lineage) encode() ([]byte, error) { return written(l) }

func decodeLineage(b []byte) (l Lineage, fault *Fault) {
	if fault := readAs(b, LineageFormat, &l); fault != nil {
		return l, fault
	}
	_, ok := product.ParsePlace(l.Root)
	if l.Direction != "up" && l.Direction != "down" || !ok {
		return l, faultf("file.format", "证明版本 %[1]d、方向 %[2]q 或节点 %[3]q 不能识别",
			"proof version %[1]d, direction %[2]q or node %[3]q is not known", l.ProofVersion,
			l.Direction, l.Root)
	}
	return l, checkVersion(l.ProofVersion, l.Proof.Changes)
}

// VerifyLineage checks a lineage file from the signatures down: every record against the app hash,
// every log against its root, the walk from the root with nothing left out and nothing idle, and at
// last every byte.
func VerifyLineage(b []byte, trust Trust) (r *LineageProved, err error) {
	defer broken(&r, &err)
	l, fault := decodeLineage(b)
	if fault != nil {
		return nil, fault
	}
	if r, fault = l.open(trust); fault != nil {
		return nil, fault
	}
	if err := unchanged(b, r.Lineage.encode); err != nil {
		return nil, err
	}
	r.Bytes = len(b)
	return r, nil
}
