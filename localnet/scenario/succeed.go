package scenario

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// succeed ends the ledger and goes on with another one from its last state.
func (r *run) succeed() error {
	c, ok := r.ledger.(*chain)
	if !ok {
		return errors.New("only a chain in this process is succeeded by another")
	}
	if err := c.succeed(r.o.SucceedAs); err != nil {
		return fmt.Errorf("succeed at height %d: %w", c.height, err)
	}
	r.chain = r.o.SucceedAs
	return nil
}

// decision is the document that this process makes up for the members' decision.
func decision() rule.Evidence {
	return rule.Evidence{Title: "Resolution to go on as a new ledger",
		Digest: crypto.DigestOf(crypto.DigestSHA256, []byte("resolution"))}
}

func (c *chain) succeed(id string) error {
	past := *c
	view := c.db.View()
	at := abci.Manifest{Height: uint64(c.height), AppHash: view.Root(), Header: wire.At(c.header),
		Rules: govern.RulesAt(view, uint64(c.height)+1)}
	d, err := abci.Successor(machine(), view, at, sha256.Sum256([]byte("last header")),
		abci.Plan{Format: abci.PlanFormat, Chain: id, Time: wire.At(c.header) + 1,
			Decision: decision(), AcknowledgeConcentration: "a chain in one process"})
	if err != nil {
		return err
	}
	if c.genesis, err = abci.NewFounding(d); err != nil {
		return err
	}
	c.dir, c.temp, c.past = filepath.Join(c.dir, "next"), false, &past
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	to, err := state.Open(state.Options{Dir: filepath.Join(c.dir, "ledger")})
	if err != nil {
		return err
	}
	err = errors.Join(abci.CarryOver(past.db, to, c.genesis), to.Close())
	if err != nil {
		return err
	}
	c.header = c.genesis.Doc.GenesisTime
	if err := c.start(); err != nil {
		return err
	}
	return c.block(c.header.Truncate(time.Second))
}
