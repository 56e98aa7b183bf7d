package follow

import (
	"fmt"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// statements are the records of one relation or element of PROV-JSON by their identifiers.
type statements map[string]map[string]any

// prov is a PROV-JSON document (W3C member submission of 24 April 2013): resources, imports,
// product versions and datasets of jobs are entities, jobs are activities, institutions are
// agents.
type prov struct {
	chain string
	doc   map[string]statements
	count int
}

func provJSON(chain string, c Closure) ([]byte, error) {
	p := &prov{chain: chain, doc: map[string]statements{}}
	for _, n := range c.Nodes {
		p.node(n)
	}
	for _, s := range c.Steps {
		p.step(s)
	}
	out := map[string]any{"prefix": p.prefixes()}
	for name, records := range p.doc {
		out[name] = records
	}
	return indented(out)
}

// prefixes name every kind of node of this chain.
func (p *prov) prefixes() map[string]string {
	out := map[string]string{"xsd": "http://www.w3.org/2001/XMLSchema#",
		"suyuan": "urn:suyuan:terms:"}
	for _, kind := range []string{access.KindResource, access.KindImport, product.KindProcessing,
		access.KindProduct, access.KindDataset, "party", "agreement"} {
		out[kind] = "urn:suyuan:" + p.chain + ":" + kind + ":"
	}
	return out
}

func (p *prov) put(relation, id string, attributes map[string]any) {
	if p.doc[relation] == nil {
		p.doc[relation] = statements{}
	}
	if id == "" {
		p.count++
		id = fmt.Sprintf("_:r%06d", p.count)
	}
	p.doc[relation][id] = attributes
}

// entityOf is the entity that a node is as something made: of a job, the dataset it made.
func entityOf(key string) string {
	if id, ok := strings.CutPrefix(key, product.KindProcessing+":"); ok {
		return access.KindDataset + ":" + id
	}
	return key
}

// stamp adds a time that is known.
func stamp(attributes map[string]any, name string, t wire.Time) {
	if t != 0 {
		attributes[name] = t.String()
	}
}

func (p *prov) node(n Node) {
	agent := "party:" + n.Party
	p.put("agent", agent, map[string]any{"prov:type": map[string]string{"$": "prov:Organization",
		"type": "xsd:QName"}})
	entity := map[string]any{"prov:type": map[string]string{"$": "suyuan:" + n.Kind,
		"type": "xsd:QName"}}
	if n.Name != "" {
		entity["prov:label"] = n.Name
	}
	if n.RegistryNo != "" {
		entity["suyuan:registry_no"] = n.RegistryNo
	}
	if n.Recorded != 0 {
		entity["suyuan:recorded"] = map[string]string{"$": n.Recorded.String(), "type": "xsd:dateTime"}
	}
	if n.Kind != product.KindProcessing {
		p.put("entity", n.Key, entity)
		p.put("wasAttributedTo", "", map[string]any{"prov:entity": n.Key, "prov:agent": agent})
		return
	}
	job := map[string]any{"prov:label": n.Name}
	stamp(job, "prov:startTime", n.From)
	stamp(job, "prov:endTime", n.To)
	p.put("activity", n.Key, job)
	associated := map[string]any{"prov:activity": n.Key, "prov:agent": agent}
	if e := n.Authorization; e != nil && !e.Agreement.IsZero() {
		plan := "agreement:" + e.Agreement.String()
		p.put("entity", plan, map[string]any{"prov:type": map[string]string{"$": "prov:Plan",
			"type": "xsd:QName"}})
		associated["prov:plan"] = plan
		associated["suyuan:grant"] = e.Grant.String()
		associated["suyuan:in_force"] = fmt.Sprint(e.InForce)
	}
	p.put("wasAssociatedWith", "", associated)
	entity["prov:type"] = map[string]string{"$": "suyuan:dataset", "type": "xsd:QName"}
	p.put("entity", entityOf(n.Key), entity)
	made := map[string]any{"prov:entity": entityOf(n.Key), "prov:activity": n.Key}
	stamp(made, "prov:time", n.To)
	p.put("wasGeneratedBy", "", made)
}

func (p *prov) step(s Step) {
	from := entityOf(s.From)
	derived := map[string]any{"prov:generatedEntity": entityOf(s.To), "prov:usedEntity": from}
	if strings.HasPrefix(s.To, product.KindProcessing+":") {
		used := map[string]any{"prov:activity": s.To, "prov:entity": from}
		stamp(used, "prov:time", s.ClaimedFrom)
		if len(s.Fields) > 0 {
			used["suyuan:fields"] = strings.Join(s.Fields, " ")
		}
		p.put("used", "", used)
		derived["prov:activity"] = s.To
	}
	p.put("wasDerivedFrom", "", derived)
}
