package oversight

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

func (w *walking) eachProduct(fn func(product.Product)) {
	for _, p := range w.all {
		w.show("product/versions", p.ID.Party, p.ID.Local, number(p.Version))
		fn(p)
	}
}

// product: the versions that were sold, and the jobs that made them.
func (w *walking) product() {
	var nodes []string
	w.eachProduct(func(p product.Product) {
		nodes = append(nodes, p.Node())
		w.act("product.create "+p.Node(), p.Created)
		w.act("product.publish "+p.Node(), p.Publication)
	})
	w.jobs(func(rec access.Processing) {
		w.show("access/processings", rec.ID.Party, rec.ID.Local)
		w.act("processing.record "+rec.ID.String(), rec.Recorded)
	})
	list := strings.Join(nodes, "、")
	w.says(len(nodes) > 0, "产品 "+list+" 及其加工记录", "products "+list+" and the jobs that made them")
}

// jobs visits the processing records that the versions consist of, each once.
func (w *walking) jobs(fn func(access.Processing)) {
	var seen []wire.ID
	for _, p := range w.all {
		for _, id := range p.Processing {
			rec, ok := access.GetProcessing(w.store(), id)
			if !ok || slices.Contains(seen, id) {
				continue
			}
			if seen = append(seen, id); len(seen) > maxShown {
				w.hop.More = true
				return
			}
			fn(rec)
		}
	}
}

// review: each point of the compliance review, answered without a risk that nobody consented to.
func (w *walking) review() {
	points, risks := []string{}, 0
	holds := len(w.all) > 0
	w.eachProduct(func(p product.Product) {
		for _, s := range p.Panel {
			w.act("product.review "+p.Node()+" ("+s.Role+": "+s.Decision+")", s.Act)
		}
		of := p
		if p.ReviewOf != 0 && p.ReviewOf != p.Version {
			of, _ = product.Get(w.store(), p.ID, p.ReviewOf)
			w.show("product/versions", p.ID.Party, p.ID.Local, number(p.ReviewOf))
		}
		asked := regime.At(w.store(), p.Regime).List("review.points")
		for _, point := range asked {
			answered := slices.ContainsFunc(of.Answers,
				func(a product.Answer) bool { return a.Point == point })
			holds = holds && (answered || len(p.Panel) == 0)
		}
		for _, a := range of.Answers {
			if !slices.Contains(points, a.Point) {
				points = append(points, a.Point)
			}
			if a.Risk && !a.Consented {
				risks++
			}
		}
		holds = holds && p.Reviewed != 0
	})
	n, list := strconv.Itoa(len(points)), strings.Join(points, "、")
	w.says(holds && risks == 0, "合规审核 "+n+" 点："+list+"；未消除的风险 "+strconv.Itoa(risks)+" 项",
		n+" points reviewed: "+list+"; risks that stand: "+strconv.Itoa(risks))
}

// registration: the version's entry at the registry, and those of the resources behind it.
func (w *walking) registration() {
	holds, numbers := len(w.all) > 0, []string{}
	w.eachProduct(func(p product.Product) {
		for _, v := range p.Registrations {
			numbers = append(numbers, v.Number)
			w.act("product.register "+v.Number, v.Act)
		}
	})
	for _, id := range w.resources() {
		v, ok := catalog.Get(w.store(), id)
		w.show("catalog/resources", id.Party, id.Local)
		if holds = holds && ok; v.RegistryNo != "" {
			numbers = append(numbers, v.RegistryNo)
			w.signed("resource.register "+id.String(), v.Registrar, v.RegisteredBy, v.Registered, v.Attested)
		}
	}
	list := strings.Join(numbers, "、")
	w.says(holds, "登记编号 "+list, "registry numbers "+list)
}

// resources are the public data behind the versions, each once.
func (w *walking) resources() (out []wire.ID) {
	for _, p := range w.all {
		for _, id := range p.Resources {
			if !slices.Contains(out, id) && len(out) < maxShown {
				out = append(out, id)
			}
		}
	}
	return out
}

// grants are those that the jobs used, each once.
func (w *walking) grants() (out []access.Grant) {
	w.jobs(func(rec access.Processing) {
		g, ok := access.GetGrant(w.store(), rec.Grant)
		if ok && !slices.ContainsFunc(out, func(o access.Grant) bool { return o.ID == g.ID }) {
			out = append(out, g)
		}
	})
	return out
}

// grant: the permissions that the jobs used, usable over the jobs' own windows.
func (w *walking) grant() {
	holds, ids := true, []wire.ID{}
	for _, g := range w.grants() {
		ids = append(ids, g.ID)
		w.show("access/grants", g.ID.Party, g.ID.Local)
		w.act("grant.open "+g.ID.String(), g.Opened)
		w.act("grant.revoke "+g.ID.String(), g.Revocation)
	}
	why := ""
	w.jobs(func(rec access.Processing) {
		if cause, ok := access.RecordUsable(w.store(), rec); !ok {
			holds, why = false, " "+rec.ID.String()+": "+cause
		}
	})
	w.says(holds && len(ids) > 0, "使用权限 "+named(ids)+"，加工时均可用"+why,
		"grants "+named(ids)+", usable when the jobs ran"+why)
	if !holds {
		w.says(false, "加工时使用权限不可用："+why, "a grant was not usable when a job ran:"+why)
	}
}

// application: what the grants rest on, and who reviewed it.
func (w *walking) application() {
	holds, ids := true, []wire.ID{}
	for _, g := range w.grants() {
		if g.Application.IsZero() {
			continue
		}
		a, ok := access.GetApplication(w.store(), g.Application)
		ids = append(ids, a.ID)
		w.show("access/applications", g.Application.Party, g.Application.Local)
		w.act("application.submit "+a.ID.String(), a.Submitted)
		for _, s := range a.Panel {
			w.act("application.review "+a.ID.String()+" ("+s.Role+": "+s.Decision+")", s.Act)
		}
		holds = holds && ok && a.Status == access.Approved
	}
	if len(ids) == 0 {
		w.says(true, "使用权限以协议为依据，无须申请", "the grants rest on the agreement; no application")
		return
	}
	w.says(holds, "应用场景申请 "+named(ids)+" 经审核通过", "applications "+named(ids)+" were approved")
}
