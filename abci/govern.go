package abci

import (
	"math"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// newHead adds the rules version of the block that follows.
func newHead(h head) *head {
	h.rules = govern.RulesAt(h.store, h.height+1)
	return &h
}

// known refuses to go on when the block after h follows rules that this binary does not know
// (rulings E10).
func (a *Application) known(h *head) error {
	if h.rules <= a.o.Rules {
		return nil
	}
	return say("高度 %[1]d 起执行规则版本 %[2]d，本程序只到版本 %[3]d：请换用支持该版本的程序后再启动，"+
		"或执行成员的应急方案",
		"from height %[1]d on rules version %[2]d holds and this program knows %[3]d at most: "+
			"start a program that knows it, or apply the members' emergency plan", h.height+1, h.rules,
		a.o.Rules)
}

// foretellEvery is how many heights lie between two warnings of one upgrade.
const foretellEvery = 100

// foretell warns of an upgrade to come that this program does not know: when it is decided, at
// every start and every hundred heights until then.
func (a *Application) foretell(h *head) {
	from, plan, ok := govern.Planned(h.store, h.height+1)
	if !ok || plan.Rules <= a.o.Rules || a.foretold == from && h.height%foretellEvery != 0 {
		return
	}
	a.foretold = from
	a.o.Log.Error("an upgrade is planned that this program does not know: install the new program "+
		"before that height 已议定升级而本程序不支持，请在该高度之前换用新程序", "height", from, "rules", plan.Rules,
		"blocks", from-h.height)
}

// validatorUpdates tells CometBFT what members' votes decided in the block of height; it holds two
// blocks later.
func validatorUpdates(r state.Reader, height uint64) (out []abci.ValidatorUpdate) {
	for _, v := range govern.ChangesAt(r, height) {
		out = append(out, abci.Ed25519ValidatorUpdate(v.Key[:], int64(min(v.Power, math.MaxInt64))))
	}
	return out
}

// misbehaved are the proofs of a decided block against validators.
func misbehaved(in []abci.Misbehavior) (out []rule.Misbehaved) {
	what := map[abci.MisbehaviorType]string{
		abci.MisbehaviorType_DUPLICATE_VOTE:      govern.DuplicateVote,
		abci.MisbehaviorType_LIGHT_CLIENT_ATTACK: govern.LightClientAttack}
	for _, m := range in {
		one := rule.Misbehaved{What: what[m.Type], Height: uint64(m.Height)}
		copy(one.Address[:], m.Validator.Address)
		out = append(out, one)
	}
	return out
}

// appVersion tells CometBFT the rules version of the next block's header.
func appVersion(rules uint64) *cmtproto.ConsensusParams {
	return &cmtproto.ConsensusParams{Version: &cmtproto.VersionParams{App: rules}}
}
