package access

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// How a regime lets developers at raw data (profile key raw.access_procedure).
const (
	procedureRefuse   = "refuse"
	procedureOperator = "operator" // its safety assessment is enough
)

// rawContract reads the agreement a request rests on and refuses where raw data is closed to
// developers altogether (HB 五(五)4; GD, HE by default).
func rawContract(c *rule.Ctx, id wire.ID) (contract, error) {
	k, err := needContract(c, id)
	if err != nil {
		return k, err
	}
	if k.profile.Text("raw.access_procedure") == procedureRefuse {
		return k, k.profile.Refuse(ErrRawRefused, "")
	}
	if k.dev.ID.IsZero() {
		return k, ErrUnknownDev.At("agreement", "id", id)
	}
	return k, nil
}

// needRaw reads a request in a state.
func needRaw(c *rule.Ctx, agreement, id wire.ID) (RawAccess, contract, error) {
	k, err := rawContract(c, agreement)
	if err != nil {
		return RawAccess{}, k, err
	}
	v, ok := raws.Get(c.Store, id)
	if !ok || v.Agreement != agreement {
		return v, k, ErrRawUnknown.At("id", "id", id)
	}
	return v, k, k.running(c)
}

// authority is the role that reviews the operator's assessment: the body that the authorization's
// mode puts in charge (GZ §19¶2: the bureau, or the industry authority).
func (k contract) authority() string {
	if roles := k.profile.List("roles.impl." + k.base.Mode); len(roles) > 0 {
		return roles[0]
	}
	return "impl"
}

// reviewed refuses unless the assessment was reviewed where the regime wants that.
func (v RawAccess) reviewed(k contract) error {
	alone := k.profile.Text("raw.access_procedure") == procedureOperator
	switch {
	case v.Status == RawReviewed, v.Status == RawAssessed && alone:
		return nil
	case v.Status == RawAssessed:
		return k.profile.Refuse(ErrRawUnreviewed, "id", "id", v.ID, "who", k.authority(), "who_zh",
			party.RoleZh(k.authority()))
	}
	return k.profile.Refuse(ErrRawStatus, "id", "id", v.ID, "status", v.Status)
}

func (v RawAccess) put(c *rule.Ctx) {
	raws.Set(c.Store, v.ID, v)
	c.Emit(RawMoved{ID: v.ID, Status: v.Status})
}

// checkRaw is the stateless part of every step: the request and its agreement.
func checkRaw(id, agreement wire.ID) error {
	switch {
	case !id.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !agreement.Valid():
		return rule.Malformed("agreement", "须填写开发利用协议编号",
			"must name the development-use agreement")
	}
	return nil
}
