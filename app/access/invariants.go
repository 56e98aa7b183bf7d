package access

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "access.grant_inside_application", Check: grantsInside},
	{Name: "access.data_inside_scenario", Check: dataInside},
	{Name: "access.processing_inside_grant", Check: processingsInside},
}

// grantsInside: scope(grant) ⊆ scope(application), purpose included (law/matrix 1.5, 1).
func grantsInside(r state.Reader) (err error) {
	grants.Each(r, func(_ wire.ID, g Grant) bool {
		if g.Application.IsZero() {
			return true
		}
		app, _ := applications.Get(r, g.Application)
		if app.Status != Approved || app.Step != StepData || app.Purpose != g.Purpose ||
			app.Applicant != g.Holder {
			err = fmt.Errorf("grant %s does not rest on its application %s", g.ID, app.ID)
		}
		for _, it := range g.Items {
			o, _ := find(app.Approved, it.Object, it.Kind)
			if missing, ok := o.covers(it.Object, it.Kind, it.Fields); !ok {
				err = fmt.Errorf("grant %s opens %s, which was not approved", g.ID, missing)
			}
		}
		return err == nil
	})
	return err
}

// dataInside: data is asked for inside the approved scenario, where the regime reviews that first.
func dataInside(r state.Reader) (err error) {
	applications.Each(r, func(_ wire.ID, a Application) bool {
		if a.Plan.IsZero() {
			return true
		}
		plan, _ := applications.Get(r, a.Plan)
		if plan.Status != Approved || plan.Step != StepScenario || plan.Applicant != a.Applicant {
			err = fmt.Errorf("application %s does not rest on its scenario %s", a.ID, plan.ID)
		}
		for _, it := range a.Items {
			o, _ := find(plan.Approved, it.Object, it.Kind)
			if missing, ok := o.covers(it.Object, it.Kind, it.Fields); !ok {
				err = fmt.Errorf("application %s asks for %s outside its scenario", a.ID, missing)
			}
		}
		return err == nil
	})
	return err
}

// processingsInside: every job lies inside its grant, in time and field by field (1.5, 1 and 2).
func processingsInside(r state.Reader) (err error) {
	processings.Each(r, func(_ wire.ID, p Processing) bool {
		g, _ := grants.Get(r, p.Grant)
		if p.Maker != g.Holder || p.Started < g.From || p.Ended > g.To {
			err = fmt.Errorf("record %s lies outside grant %s", p.ID, g.ID)
		}
		for _, in := range p.Inputs {
			if in.Kind == KindDataset || in.Kind == KindImport {
				continue
			}
			it, _ := find(g.Items, in.Object, in.Kind)
			if missing, ok := it.covers(in.Object, in.Kind, in.Fields); !ok {
				err = fmt.Errorf("record %s reads %s, which was not granted", p.ID, missing)
			}
		}
		return err == nil
	})
	return err
}
