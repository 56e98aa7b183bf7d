package abci

import (
	"cmp"
	"errors"

	"github.com/cometbft/cometbft/libs/log"

	"github.com/suyuan-ledger/suyuan/state"
)

// CheckHome reads everything that a start reads, as a start would, and starts nothing: what keeps a
// node from starting is found before it is stopped for a restart. The home must be at rest; an
// error that is ErrInUse says that it is not.
func CheckHome(home string) error {
	n := &Node{log: log.NewNopLogger(), failed: make(chan error, 1)}
	return errors.Join(n.check(home), n.Stop())
}

func (n *Node) check(home string) error {
	config, own, err := ReadConfig(home)
	if err != nil {
		return say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	n.config = config
	n.keepTime(nil)
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return err
	}
	held, err := lock(home)
	if err != nil {
		return err
	}
	n.stops = append(n.stops, held.Close)
	db, err := n.openStore(home, own, g)
	if err != nil {
		return err
	}
	if err := mayGoOn(home, db, g); err != nil {
		return err
	}
	_, _, err = ownKeys(config)
	return err
}

// mayGoOn refuses where this program does not know the rules of the next block, by vote or by the
// home's emergency plan.
func mayGoOn(home string, db *state.DB, g *Founding) error {
	plans, err := plansOf(home)
	if err != nil {
		return err
	}
	a := &Application{o: Options{Chain: g.Doc.ChainID, Genesis: g.Digest, Rules: Rules,
		Emergencies: plans}}
	h := newHead(head{height: db.Version(), store: db.View(), hash: db.Root()})
	return cmp.Or(a.overrule(h), a.known(h))
}
