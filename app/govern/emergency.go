package govern

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EmergencyPlan revives a halted ledger: from a height on, under a rules version (rulings E10). It
// names the state it follows, so that it fits one ledger at one height only.
type EmergencyPlan struct {
	Chain    string        `json:"chain" max:"50"`
	Genesis  wire.Hash     `json:"genesis"`  // digest of the genesis document
	Height   uint64        `json:"height"`   // first block under it: the one after the last state
	AppHash  wire.Hash     `json:"app_hash"` // state after the block before
	Rules    uint64        `json:"rules"`
	Manifest crypto.Digest `json:"manifest"` // of the book of those rules
	Reason   string        `json:"reason" max:"2000"`
}

// Approval is the signature of an institution's root key on a plan.
type Approval struct {
	Party     string `json:"party" max:"32"`
	Key       uint16 `json:"key"` // number of the key in the root account
	Signature tx.RS  `json:"signature"`
}

// Emergency is a plan with its signatures, in order of institution.
type Emergency struct {
	Plan      EmergencyPlan `json:"plan"`
	Approvals []Approval    `json:"approvals" max:"200"`
}

const emergencyDomain = "suyuan/emergency/1"

// Preimage is what root keys sign: "suyuan/emergency/1" || RLP of the plan.
func (p EmergencyPlan) Preimage() []byte {
	return append([]byte(emergencyDomain), wire.MustEncode(p)...)
}

// Approve adds an institution's signature, or replaces it.
func (e *Emergency) Approve(id string, number uint16, k crypto.PrivateKey) error {
	rs, err := k.Sign(e.Plan.Preimage())
	if err != nil {
		return err
	}
	e.Approvals = slices.DeleteFunc(e.Approvals, func(a Approval) bool { return a.Party == id })
	e.Approvals = append(e.Approvals, Approval{id, number, tx.RS(rs)})
	slices.SortFunc(e.Approvals, func(a, b Approval) int {
		return slices.Compare([]byte(a.Party),
			[]byte(b.Party))
	})
	return nil
}

// Standing is how far the signatures of a plan reach.
type Standing struct {
	Members  int      `json:"members"`
	Approved []string `json:"approved"`
	Missing  []string `json:"missing"`
	Wrong    []string `json:"wrong"` // not a member, no such root key, or not its signature
}

// Enough reports whether at least two thirds of the institutions signed.
func (s Standing) Enough() bool {
	return s.Members > 0 && len(s.Wrong) == 0 && 3*len(s.Approved) >= 2*s.Members
}

// Stands counts the signatures of a plan by the members and root keys of a state.
func (e Emergency) Stands(r state.Reader) (s Standing) {
	all := everyMember(r)
	s.Members = len(all)
	preimage, last := e.Plan.Preimage(), ""
	for _, a := range e.Approvals {
		k, ok := party.AccountKey(r, tx.Account{Party: a.Party}, a.Key)
		if !ok || k.To != 0 || !slices.Contains(all, a.Party) || a.Party <= last ||
			!k.Public.Verify(preimage, a.Signature) {
			s.Wrong = append(s.Wrong, a.Party)
			continue
		}
		last = a.Party
		s.Approved = append(s.Approved, a.Party)
	}
	for _, id := range all {
		if !slices.Contains(s.Approved, id) {
			s.Missing = append(s.Missing, id)
		}
	}
	return s
}

// Revived returns the plan that a height began under, if there is one on record.
func Revived(r state.Reader, height uint64) (Emergency, bool) {
	return emergencies.Get(r, planAt{height})
}

// revive records the plan under which the block runs. The node has held it against the state
// before; every node has it, or its app hash differs. It panics on bytes that are no plan: they
// were decoded before the block began.
func revive(c *rule.Ctx) {
	if len(c.Block.Emergency) == 0 {
		return
	}
	var e Emergency
	if err := wire.Decode(c.Block.Emergency, &e); err != nil {
		panic(err)
	}
	emergencies.Set(c.Store, planAt{e.Plan.Height}, e)
	plans.Set(c.Store, planAt{e.Plan.Height}, Plan{Rules: e.Plan.Rules, Manifest: e.Plan.Manifest,
		Decided: c.Time})
	c.Emit(LedgerRevived{Rules: e.Plan.Rules, Height: e.Plan.Height,
		Approvals: uint32(len(e.Approvals))})
}

func askEmergencies(q rule.Ask) (any, error) {
	out := []Emergency{}
	emergencies.Each(q.Store, func(_ planAt, e Emergency) bool {
		out = append(out, e)
		return len(out) < rule.MaxPage
	})
	return out, nil
}
