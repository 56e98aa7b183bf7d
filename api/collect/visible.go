package collect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ErrForbidden says that an event names what its sender may not.
var ErrForbidden = errors.New("the token may not name it（该令牌无权报送）")

// forbidden says which dataset or job it is, and why.
type forbidden struct{ path, zh, en string }

func (f *forbidden) Error() string { return f.en + "（" + f.zh + "）" }

func (f *forbidden) Is(target error) bool { return target == ErrForbidden }

// rights are what a sender's datasets are checked against: the rules of the map, and the rights of
// use that it names as the ledger has them. What the ledger has not answered yet forbids nothing:
// it is asked again when the record is filed.
type rights struct {
	m      openlineage.Map
	grants map[wire.ID]access.Grant
	asked  time.Time
}

// rightsAge is how long an answer of the ledger about rights of use is taken for true.
const rightsAge = time.Minute

// learn reads the map and, where the ledger answers, the rights of use of its jobs.
func (c *Collector) learn(m openlineage.Map) {
	old := c.rights.Load()
	r := &rights{m: m, grants: map[wire.ID]access.Grant{}}
	for _, rule := range m.Jobs {
		id, err := wire.ParseID(rule.Grant)
		if err != nil || c.ledger == nil {
			continue
		}
		if old != nil && time.Since(old.asked) < rightsAge {
			if g, ok := old.grants[id]; ok {
				r.grants[id], r.asked = g, old.asked
				continue
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), failPause)
		g, ok, err := c.ledger.Grant(ctx, id)
		cancel()
		if err != nil {
			break // asked again at the next look
		}
		if ok {
			r.grants[id] = g
		}
	}
	if r.asked.IsZero() {
		r.asked = time.Now()
	}
	c.rights.Store(r)
}

// readMap reads the map file; none yet is an empty map.
func readMap(file string) (openlineage.Map, error) {
	m := openlineage.Map{Format: openlineage.MapFormat}
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	return openlineage.ParseMap(text)
}

// mayReport checks every dataset and the job of an event against the sender: the namespaces of its
// token first, then what the map says each of them is. What no rule names is parked later, not
// forbidden. The datasets that a lineage facet names are inputs like those listed.
func (s Source) mayReport(e openlineage.Event, r *rights) error {
	if e.Dataset != nil {
		return s.mayNames("/dataset", *e.Dataset)
	}
	if err := s.mayName("/job", e.Job); err != nil {
		return err
	}
	for at, datasets := range [][]openlineage.Dataset{e.Inputs, e.Outputs} {
		for i, d := range datasets {
			path := fmt.Sprintf("%s/%d", []string{"/inputs", "/outputs"}[at], i)
			if d.Implied {
				path = "/job/facets/lineage"
			}
			if at == 0 {
				d.Columns, d.Whole, d.Feeds = nil, nil, nil // how an input was made is not this run's
			}
			if err := s.mayNames(path, d); err != nil {
				return err
			}
			if r == nil {
				continue
			}
			if err := r.may(s.Member, path, e.Job, d, at == 1); err != nil {
				return err
			}
			if err := r.mayRead(s.Member, path, e, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayNames checks all names that a dataset brings along.
func (s Source) mayNames(path string, d openlineage.Dataset) error {
	for _, n := range slices.Concat(d.Names(), d.Sources()) {
		if err := s.mayName(path, n); err != nil {
			return err
		}
	}
	return nil
}

// mayRead checks what the lineage facets of an output read beside the inputs listed.
func (r *rights) mayRead(member, path string, e openlineage.Event, d openlineage.Dataset) error {
	for _, n := range d.Sources() {
		if slices.ContainsFunc(e.Inputs, func(in openlineage.Dataset) bool { return in.Name == n }) {
			continue
		}
		if err := r.may(member, path, e.Job, openlineage.Dataset{Name: n}, false); err != nil {
			return err
		}
	}
	return nil
}

func (s Source) mayName(path string, n openlineage.Name) error {
	if len(s.Namespaces) == 0 || slices.ContainsFunc(s.Namespaces,
		func(p string) bool { return fits(p, []byte(n.Namespace)) }) {
		return nil
	}
	return &forbidden{path, fmt.Sprintf("%s 不在该令牌（%s）可报送的命名空间内", n, s.Member),
		fmt.Sprintf("%s lies in no namespace that this token of %s may name", n, s.Member)}
}

// may checks one dataset against what the map and the ledger say it is.
func (r *rights) may(member, path string, job openlineage.Name, d openlineage.Dataset,
	output bool) error {
	rule, known := r.m.Job(job)
	if known && rule.Maker != "" {
		member = rule.Maker // a platform that several members share: the record is left to that one
	}
	if output {
		slot, ok := r.m.Output(d.Names())
		if ok && slot.ID.Party != member {
			return &forbidden{path, fmt.Sprintf("数据集 %s 是 %s 的产品 %s，不是 %s 的", d.Name, slot.ID.Party,
				slot.ID, member), fmt.Sprintf("dataset %s is product %s of %s, not of %s", d.Name, slot.ID,
				slot.ID.Party, member)}
		}
		return nil
	}
	slot, ok := r.m.Input(d.Names())
	if !ok || slot.ID.Party == member || !known {
		return nil
	}
	id, _ := wire.ParseID(rule.Grant)
	g, asked := r.grants[id]
	if !asked || g.Holder == member && slices.ContainsFunc(g.Items, func(it access.Item) bool {
		return it.Object == slot.ID && it.Kind == slot.Kind
	}) {
		return nil
	}
	return &forbidden{path, fmt.Sprintf("数据集 %s 是 %s 的 %s，权限 %s 没有把它给 %s", d.Name, slot.ID.Party,
		slot.ID, id, member), fmt.Sprintf("dataset %s is %s of %s, which grant %s does not give to %s",
		d.Name, slot.ID, slot.ID.Party, id, member)}
}
