package abci

import (
	"errors"

	"github.com/cometbft/cometbft/libs/log"
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
	if _, err := n.openStore(home, own, g); err != nil {
		return err
	}
	_, _, err = readKeys(config)
	return err
}
