package abci

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EmergencyFile is the signed plan that a node of a halted ledger goes on under, relative to the
// home.
const EmergencyFile = "config/emergency.json"

// ReadEmergency reads a plan with its signatures; nil without an error when there is no file.
func ReadEmergency(file string) (*govern.Emergency, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var e govern.Emergency
	if err == nil {
		err = wire.FromJSON(b, &e)
	}
	if err != nil {
		return nil, say("应急方案 %[1]s 无法读取：%[2]v", "the emergency plan %[1]s cannot be read: %[2]v", file,
			err)
	}
	return &e, nil
}

// plansOf are the plans that a home's node goes by: that of EmergencyFile, or none.
func plansOf(home string) ([]govern.Emergency, error) {
	e, err := ReadEmergency(filepath.Join(home, EmergencyFile))
	if e == nil || err != nil {
		return nil, err
	}
	return []govern.Emergency{*e}, nil
}

// overrule puts an emergency plan in force for the block after h, if that block is its first and
// nothing is recorded yet.
func (a *Application) overrule(h *head) error {
	if a.o.rehearse != 0 {
		h.rules = a.o.rehearse
		return nil
	}
	for _, e := range a.o.Emergencies {
		if err := a.overruleBy(h, e); err != nil {
			return err
		}
	}
	return nil
}

func (a *Application) overruleBy(h *head, e govern.Emergency) error {
	if h.height+1 < e.Plan.Height {
		return nil
	}
	if was, ok := govern.Revived(h.store, e.Plan.Height); ok {
		if was.Plan != e.Plan {
			return say("高度 %[1]d 已按另一份应急方案恢复", "height %[1]d began under another emergency plan",
				e.Plan.Height)
		}
		return nil
	}
	if err := FitsEmergency(e, a.o.Chain, a.o.Genesis, h.height, h.hash, h.store); err != nil {
		return err
	}
	h.rules, h.emergency = e.Plan.Rules, wire.MustEncode(e)
	return nil
}

// FitsEmergency refuses a plan that is not for the block after a state, or that too few signed.
func FitsEmergency(e govern.Emergency, chain string, genesis wire.Hash, height uint64,
	root wire.Hash, r state.Reader) error {
	p := e.Plan
	switch {
	case p.Chain != chain || p.Genesis != genesis:
		return say("应急方案属于账本 %[1]s", "the emergency plan is of ledger %[1]s, or of another genesis "+
			"document", p.Chain)
	case p.Height <= height:
		return say("应急方案从高度 %[1]d 起，而本账本已在高度 %[2]d：未按方案越过该高度的节点须先退回，"+
			"suyuan rollback --to %[3]d --yes",
			"the emergency plan begins at height %[1]d and the ledger is at %[2]d: a node that passed that "+
				"height without the plan goes back first, suyuan rollback --to %[3]d --yes", p.Height, height,
			p.Height-1)
	case p.Height != height+1 || p.AppHash != root:
		return say("应急方案从高度 %[1]d 起、接在应用哈希 %[2]s 之后，而本账本在高度 %[3]d",
			"the emergency plan begins at height %[1]d after app hash %[2]s, the ledger is at %[3]d",
			p.Height, p.AppHash, height)
	}
	if s := e.Stands(r); !s.Enough() {
		return notEnough(s)
	}
	return nil
}

// notEnough tells how far the signatures of a plan reach.
func notEnough(s govern.Standing) error {
	const zh = "应急方案须三分之二机构的根密钥签署，现有 %[1]d/%[2]d"
	const en = "an emergency plan takes the root keys of two thirds of the institutions; %[1]d of " +
		"%[2]d signed"
	if len(s.Wrong) == 0 {
		return say(zh, en, len(s.Approved), s.Members)
	}
	return say(zh+"；签名有误，须重签或剔除：%[3]s", en+"; signatures that are wrong, to be made again or "+
		"taken out: %[3]s", len(s.Approved), s.Members, strings.Join(s.Wrong, " "))
}

// goesOn refuses a snapshot after which rules hold that a program does not know. An emergency plan
// that begins right there has the last word: the planned rules are those that nobody could run.
func (m Manifest) goesOn(plans []govern.Emergency, knows uint64) error {
	rules := m.Rules
	for _, e := range plans {
		p := e.Plan
		if p.Chain == m.Chain && p.Genesis == m.Genesis && p.Height == m.Height+1 &&
			p.AppHash == m.AppHash {
			rules = p.Rules
		}
	}
	if rules <= knows {
		return nil
	}
	return say("高度 %[1]d 起执行规则版本 %[2]d，本程序只到版本 %[3]d：请换用支持该版本的程序；账本若自该高度按应急方案恢复，"+
		"先以 suyuan emergency fetch 取得方案，再以 suyuan join --emergency 加入（目录已建则 suyuan emergency apply）",
		"from height %[1]d on rules version %[2]d holds and this program knows %[3]d at most: install a "+
			"program that knows it; where the ledger went on from there under an emergency plan, get it "+
			"with suyuan emergency fetch and join with --emergency (a home that is made already: suyuan "+
			"emergency apply)", m.Height+1, rules, knows)
}

// Halted is where a home that does not run stands, as an emergency plan needs it.
type Halted struct {
	Chain   string
	Genesis wire.Hash
	Height  uint64
	AppHash wire.Hash
	Rules   uint64 // of the block after
}

// WithHalted opens the state of a home that does not run.
func WithHalted(home string, fn func(h Halted, r state.Reader) error) (err error) {
	db, a, done, err := openStill(home)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	v := db.View()
	return fn(Halted{Chain: a.o.Chain, Genesis: a.o.Genesis, Height: db.Version(), AppHash: db.Root(),
		Rules: govern.RulesAt(v, db.Version()+1)}, v)
}

// PlaceEmergency puts a plan where the home's node reads it at its next start.
func PlaceEmergency(home string, e govern.Emergency) error {
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(home, EmergencyFile), append(b, '\n'))
}
