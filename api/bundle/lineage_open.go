package bundle

import (
	"bytes"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type productKey struct {
	ID      wire.ID
	Version uint32
}

// The places of lineage in state, part of the format as those of records.go; a test holds them
// equal to the chapters'.
var (
	versions = state.NewMap[productKey, product.Product](7, 1, "product/versions",
		"product versions")
	downstream = state.NewLog[access.Node](6, 10, 11, "access/downstream", "what was made of a node")
	jobs       = state.NewMap[wire.ID, access.Processing](6, 5, "access/processings",
		"processing records")
)

// recordOf is the key of the record that says what lies next to a node, nil where nothing can:
// resources and imported data are made of nothing. Downwards every node has a log, or none.
func recordOf(at product.Place, down bool) []byte {
	switch {
	case down:
		return downstream.HeadKey(access.Node{Kind: at.Kind, Object: at.ID, Version: at.Version})
	case at.Kind == access.KindProduct:
		return versions.Key(productKey{at.ID, at.Version})
	case at.Kind == product.KindProcessing:
		return jobs.Key(at.ID)
	}
	return nil
}

// open checks a lineage file's proof and writes anew what follows from it.
func (l Lineage) open(trust Trust) (*LineageProved, *Fault) {
	p := Proof{Header: l.Proof.Header, Commit: l.Proof.Commit, Validators: l.Proof.Validators,
		Changes: l.Proof.Changes}
	c := &content{facts: new(facts)}
	var fault *Fault
	if c.seal, fault = p.openSeal(); fault != nil {
		return nil, fault
	}
	if c.anchor, fault = trust.anchor(c.seal); fault != nil {
		return nil, fault
	}
	if fault = l.openLedger(c); fault != nil {
		return nil, fault
	}
	if fault = c.checkLedger(trust); fault != nil {
		return nil, fault
	}
	out := Lineage{Format: LineageFormat, ProofVersion: versionOf(l.Proof.Changes),
		Ledger: c.ledger(), Root: l.Root, Direction: l.Direction,
		Depth: l.Depth, Nodes: []LineageNode{}, Edges: []LineageEdge{},
		Proof: l.Proof.plain()}
	if out.Ledger.Test {
		out.Mark = TestMark
	}
	w := lineageWalk{out: &out, root: c.seal.app, records: l.Proof.Records, seen: map[string]bool{}}
	if fault = w.walk(); fault != nil {
		return nil, fault
	}
	return &LineageProved{Lineage: out, Signers: c.seal.signers, Anchor: c.anchor}, nil
}

// plain writes lists of nothing as such.
func (p LineageProof) plain() LineageProof {
	p.Records = append([]LineageRecord{}, p.Records...)
	for i := range p.Records {
		if p.Records[i].Entries == nil {
			p.Records[i].Entries = []wire.Bytes{}
		}
	}
	return p
}

// openLedger reads the ledger's own record and its clock.
func (l Lineage) openLedger(c *content) *Fault {
	keys := [][]byte{ledgers.Key(), clock.Key()}
	names := []string{"ledger", "clock"}
	reads := []func([]byte) bool{reads(ledgers.DecodeValue, &c.facts.ledger, false),
		c.facts.readClock}
	if len(l.Proof.Ledger) != len(keys) {
		return faultf("records.count", "文件有 %[1]d 条账本记录，应为 %[2]d 条",
			"the file has %[1]d records of the ledger, not %[2]d", len(l.Proof.Ledger), len(keys))
	}
	for i, r := range l.Proof.Ledger {
		if r.Name != names[i] || !bytes.Equal(r.Key, keys[i]) {
			return faultf("records.order", "第 %[1]d 条账本记录应为 %[2]s", "record %[1]d must be %[2]s", i+1,
				names[i])
		}
		if err := state.VerifyProof(c.seal.app, r.Key, present(r.Value), r.Proof); err != nil {
			return faultf("records."+r.Name, "状态记录 %[1]s 与应用哈希不符",
				"state record %[1]s does not lead to the app hash: %[2]v", r.Name, err)
		}
		if !reads[i](r.Value) {
			return faultf("records.value", "状态记录 %[1]s 的内容不能识别",
				"the value of state record %[1]s is not known to this program", r.Name)
		}
	}
	return nil
}

// present is nil for a value of no bytes, which stands for absence.
func present(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// lineageWalk walks from the root by proved records alone, taking them in the order of the walk.
type lineageWalk struct {
	out     *Lineage
	root    wire.Hash
	records []LineageRecord
	seen    map[string]bool
	todo    []product.Place
}

func (w *lineageWalk) walk() *Fault {
	at, _ := product.ParsePlace(w.out.Root)
	w.meet(at, 0)
	for i := 0; i < len(w.todo); i++ {
		n := &w.out.Nodes[i]
		key := recordOf(w.todo[i], w.out.Direction == "down")
		if key == nil || w.out.Depth != 0 && n.Level >= w.out.Depth {
			continue
		}
		if len(w.records) == 0 {
			return faultf("lineage.missing", "缺少节点 %[1]s 的状态记录",
				"the state record of node %[1]s is missing", n.Key)
		}
		r := w.records[0]
		w.records = w.records[1:]
		if !bytes.Equal(r.Key, key) {
			return faultf("lineage.order", "节点 %[1]s 的状态记录不在其位",
				"the state record in the place of node %[1]s is of something else", n.Key)
		}
		if err := state.VerifyProof(w.root, r.Key, present(r.Value), r.Proof); err != nil {
			return faultf("lineage.record", "节点 %[1]s 的状态记录与应用哈希不符",
				"the state record of node %[1]s does not lead to the app hash: %[2]v", n.Key, err)
		}
		next := w.up
		if w.out.Direction == "down" {
			next = w.down
		}
		if fault := next(i, r); fault != nil {
			return fault
		}
	}
	if len(w.records) > 0 {
		return faultf("lineage.idle", "文件有 %[1]d 条多余的状态记录",
			"the file has %[1]d state records that the answer does not need", len(w.records))
	}
	return nil
}

// meet adds a node that was not met before.
func (w *lineageWalk) meet(at product.Place, level uint32) {
	key := at.Key()
	if w.seen[key] {
		return
	}
	w.seen[key] = true
	w.todo = append(w.todo, at)
	w.out.Nodes = append(w.out.Nodes, LineageNode{Key: key, Level: level})
}

// up reads what node i was directly made of.
func (w *lineageWalk) up(i int, r LineageRecord) *Fault {
	at, n := w.todo[i], w.out.Nodes[i]
	bad := faultf("lineage.value", "节点 %[1]s 的状态记录不能识别",
		"the state record of node %[1]s is not known to this program", n.Key)
	if len(r.Value) == 0 || len(r.Entries) > 0 {
		return bad
	}
	var d product.Descent
	var rec access.Processing
	if at.Kind == access.KindProduct {
		p, err := versions.DecodeValue(r.Value)
		if err != nil {
			return bad
		}
		d, n.Name, n.Maker, n.Under = product.MadeBy(p), p.Name, p.Maker, p.Agreement
	} else {
		var err error
		if rec, err = jobs.DecodeValue(r.Value); err != nil {
			return bad
		}
		d, n.Name, n.Maker, n.Under = product.ReadBy(rec), rec.Output, rec.Maker, rec.Grant
	}
	n.Recorded = d.At
	w.out.Nodes[i] = n
	for k, in := range d.Inputs {
		e := LineageEdge{From: in.Key(), To: n.Key, Fields: []string{}, Recorded: d.At}
		if k < len(rec.Inputs) {
			e.Fields = append(e.Fields, rec.Inputs[k].Fields...)
		}
		w.out.Edges = append(w.out.Edges, e)
		w.meet(in, n.Level+1)
	}
	return nil
}

// down reads the whole log of what was made of node i.
func (w *lineageWalk) down(i int, r LineageRecord) *Fault {
	n := w.out.Nodes[i]
	head := state.LogHead{Root: state.LogRoot(nil)}
	if len(r.Value) > 0 {
		var err error
		if head, err = downstream.DecodeHead(r.Value); err != nil {
			return faultf("lineage.value", "节点 %[1]s 的状态记录不能识别",
				"the state record of node %[1]s is not known to this program", n.Key)
		}
	}
	entries := make([][]byte, len(r.Entries))
	for k, e := range r.Entries {
		entries[k] = e
	}
	if uint64(len(entries)) != head.Count || state.LogRoot(entries) != head.Root {
		return faultf("lineage.log", "节点 %[1]s 的去向记录不全或被改动：账本上有 %[2]d 条",
			"the log of node %[1]s is not whole: the ledger has %[2]d entries", n.Key, head.Count)
	}
	for _, b := range entries {
		var u access.Onward
		if err := wire.Decode(b, &u); err != nil {
			return faultf("lineage.log", "节点 %[1]s 的去向记录不能识别",
				"an entry of the log of node %[1]s is not known to this program", n.Key)
		}
		to := product.Place{Kind: u.Kind, ID: u.Object, Version: u.Version}
		if _, ok := product.ParsePlace(to.Key()); !ok {
			return faultf("lineage.log", "节点 %[1]s 的去向记录不能识别",
				"an entry of the log of node %[1]s is not known to this program", n.Key)
		}
		w.out.Edges = append(w.out.Edges, LineageEdge{From: n.Key, To: to.Key(), Fields: []string{},
			Recorded: u.At})
		w.meet(to, n.Level+1)
	}
	return nil
}
