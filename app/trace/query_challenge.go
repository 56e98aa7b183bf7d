package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeView is a challenge with its stage and the day its next step is due.
type ChallengeView struct {
	Challenge
	Node  string    `json:"node"`
	Stage string    `json:"stage"`
	Due   wire.Date `json:"due"` // of the next step; 0 for none
}

func (v Challenge) view(q rule.Ask) ChallengeView {
	out := ChallengeView{Challenge: v, Node: product.Node(v.Product, v.Version),
		Stage: v.Stage(q.Store, q.Time)}
	if s, ok := regime.Deadline(q.Store, v.due(), q.Time); ok {
		out.Due = s.Due
	}
	return out
}

func challengeOf(q rule.Ask) (Challenge, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return Challenge{}, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	v, ok := challenges.Get(q.Store, id)
	if !ok {
		return v, rule.ErrNotFound
	}
	return v, nil
}

func askChallenge(q rule.Ask) (any, error) {
	v, err := challengeOf(q)
	if err != nil {
		return nil, err
	}
	return v.view(q), nil
}

func askChallenges(q rule.Ask) (any, error) {
	by := q.Args["reporter"]
	if by == "" {
		return rule.PageOf(q, challenges, "by", func(v Challenge) ChallengeView { return v.view(q) })
	}
	return rule.PageIn(q, challengesOf, []any{by},
		func(id wire.ID) reporterKey { return reporterKey{by, id} },
		func(k reporterKey) wire.ID { return k.ID },
		func(id wire.ID) (ChallengeView, bool) {
			v, _ := challenges.Get(q.Store, id)
			return v.view(q), true
		})
}

func askSample(q rule.Ask) (any, error) {
	v, err := challengeOf(q)
	if err != nil {
		return nil, err
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	if v.Revealed == 0 {
		return nil, ErrStage.At("id", "id", v.ID, "status", v.Stage(q.Store, q.Time))
	}
	from := uint64(0)
	if q.Args["after"] != "" {
		if from, err = numberOf(q, "after"); err != nil {
			return nil, err
		}
		from = min(from, MaxSample) + 1
	}
	out := rule.Page[Located]{Items: v.Locate(q.Store, uint32(from), uint32(limit))}
	if n := len(out.Items); n > 0 && out.Items[n-1].Draw+1 < v.Sample {
		out.Next = strconv.FormatUint(uint64(out.Items[n-1].Draw), 10)
	}
	return out, nil
}
