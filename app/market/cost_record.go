package market

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CostRecord claims a cost of an agreement, net of subsidies: of one product version, or, without
// one, common to the products that share it. It counts once the implementing body has confirmed it.
type CostRecord struct {
	ID        wire.ID `json:"id" need:"yes"`
	Agreement wire.ID `json:"agreement" need:"yes"` // whose rule recovers it
	Product   wire.ID `json:"product"`
	Version   uint32  `json:"version"`
	Class     string  `json:"class" max:"32" need:"yes"`
	Investor  string  `json:"investor" max:"32" need:"yes"`
	// who commissioned the processing, where the regime charges it to the commissioner
	Commissioner string        `json:"commissioner" max:"32"`
	Amount       wire.Fen      `json:"amount" need:"yes"`
	Voucher      crypto.Digest `json:"voucher" need:"yes"`
	Date         wire.Date     `json:"date" need:"yes"`
	Evidence     rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *CostRecord) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
	case m.Product.IsZero() != (m.Version == 0), !m.Product.IsZero() && !m.Product.Valid():
		return rule.Malformed("product", "编号与版本须同时填写", "id and version go together")
	case m.Class == "" || strings.Contains(m.Class, "/"):
		return rule.Malformed("class", "不能为空，不含斜线", "must not be empty or hold a slash")
	case m.Amount <= 0 || m.Amount > maxFen:
		return rule.Malformed("amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	case m.Voucher.Check() != nil:
		return rule.Malformed("voucher", "须写明凭证摘要", "a digest of the voucher is required")
	case !m.Date.Valid():
		return rule.Malformed("date", "须为日期", "must be a day")
	}
	return nil
}

// Apply writes the cost, to be confirmed.
func (m *CostRecord) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if costs.Has(c.Store, m.ID) || investments.Has(c.Store, m.ID) {
		return ErrCostExists.At("id", "id", m.ID)
	}
	k, ok := trace.ContractNamed(c.Store, m.Agreement)
	if !ok {
		return ErrUnknownAgreement.At("agreement", "agreement", m.Agreement)
	}
	if _, ok := party.Get(c.Store, m.Investor); !ok {
		return ErrInvestor.At("investor", "investor", m.Investor)
	}
	if by := c.Author(); by != k.Operator && by != k.Developer && by != m.Investor {
		return ErrCostRecorder.At("", "party", by, "agreement", m.Agreement)
	}
	profile := regime.At(c.Store, k.Regime)
	if err := m.checkCommissioner(profile); err != nil {
		return err
	}
	if err := m.checkRule(c, k); err != nil {
		return err
	}
	if err := authorization.RequireTreasury(c.Store, profile, "investor", m.Investor); err != nil {
		return err
	}
	v := Cost{ID: m.ID, Agreement: m.Agreement, Product: m.Product,
		Version: m.Version, Class: m.Class, Investor: m.Investor, Amount: m.Amount,
		Commissioner: m.Commissioner,
		Voucher:      m.Voucher, Date: m.Date, Evidence: m.Evidence, Status: Recorded, By: c.Signers,
		Recorded: c.Time}
	if err := checkVoucher(c.Store, "voucher", m.Voucher, m.ID, false); err != nil {
		return err
	}
	costs.Set(c.Store, m.ID, v)
	vouchers.Set(c.Store, keyOf(m.Voucher), recordOf{m.ID})
	c.Emit(CostRecorded{m.ID, m.Class, m.Amount})
	return nil
}

// checkRule holds the cost to the agreement: its term, its products and the classes it recovers.
func (m *CostRecord) checkRule(c *rule.Ctx, k trace.Contract) error {
	if m.Date > c.Time.Date() {
		return ErrCostDate.At("date", "date", m.Date)
	}
	if which, cause, ok := k.RunsOn(m.Date, m.Date); !ok {
		return ErrNotRunning.At("date", "agreement", which, "from", m.Date, "to", m.Date,
			"cause", cause)
	}
	if !m.Product.IsZero() {
		if p, ok := product.Get(c.Store, m.Product, m.Version); !ok || p.Agreement != m.Agreement {
			return ErrCostProduct.At("product", "product", product.Node(m.Product, m.Version),
				"agreement", m.Agreement)
		}
	}
	if !commissionedIn(k, m.Commissioner) {
		return nil // it enters no pool of the agreement
	}
	return recoversOn(c.Store, k, m.Date, m.Class)
}

// recoversOn refuses a class that the rule of a day does not recover.
func recoversOn(r state.Reader, k trace.Contract, day wire.Date, class string) error {
	terms, err := settlement.ParseAgreement(k.RuleOn(r, day))
	if err != nil || !recovers(terms, class) {
		return ErrClass.At("class", "agreement", k.ID, "class", class)
	}
	return nil
}

func recovers(a settlement.Agreement, class string) bool {
	return slices.ContainsFunc(a.Tiers, func(t settlement.Tier) bool {
		return t.Recover != nil && slices.Contains(t.Recover.Costs, class)
	})
}
