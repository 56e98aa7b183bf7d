package collect

import (
	"context"
	"fmt"
	"time"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Where is where a ledger is.
type Where struct {
	Chain   string
	Genesis wire.Hash
	Law     wire.Time
}

// Outcome is what became of a paper in a block.
type Outcome struct {
	Height  uint64
	Refusal *rule.Told // nil when it was done
}

// Ledger is what a collector needs of a node.
type Ledger interface {
	Where(ctx context.Context) (Where, error)
	// Highest is the highest nonce that the account has used in the lane.
	Highest(ctx context.Context, a tx.Account, lane uint16) (uint64, error)
	// Send hands over a paper; the answer is why it is not admitted, nil when it is or was.
	Send(ctx context.Context, raw []byte) (*rule.Told, error)
	// Outcome is nil while the paper is in no block.
	Outcome(ctx context.Context, id wire.Hash) (*Outcome, error)
	// Batch is a batch on the ledger.
	Batch(ctx context.Context, id wire.ID) (trace.Batch, bool, error)
	// Ends are the instants at which what a product version rests on begins or ends: agreements,
	// rights of use, suspensions, the publication.
	Ends(ctx context.Context, product wire.ID, version uint32) ([]wire.Time, error)
	// Consents are when consents are active, by their numbers; one that was never given is not there.
	Consents(ctx context.Context, handles []uint64) (map[uint64]access.ConsentSpan, error)
	// Grant is a right of use on the ledger.
	Grant(ctx context.Context, id wire.ID) (access.Grant, bool, error)
}

// Signer signs a paper with the machine account's key and gives its bytes.
type Signer func(p tx.Paper) ([]byte, error)

// How papers are filed.
const (
	inFlight    = 64 // papers under way; the ledger's window of nonces is 1,024
	paperLife   = 12 * 3600
	sendAgain   = 5 * time.Second
	pollPause   = 300 * time.Millisecond
	futurePause = 10 * time.Second
	failPause   = 2 * time.Second
)

// submitLoop takes jobs to the ledger. A node that does not answer is asked again.
func (c *Collector) submitLoop() {
	defer c.loops.Done()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-c.stopped; cancel() }()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-c.submitting:
		case <-pause.C:
		case <-c.stopped:
			return
		}
		next := time.Second
		busy, err := c.submit(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			c.fail(err)
			next = failPause
		case busy:
			next = pollPause
		}
		pause.Reset(next)
	}
}

// submit moves each of the oldest jobs as far as it goes now.
func (c *Collector) submit(ctx context.Context) (busy bool, err error) {
	jobs, err := c.store.pending(inFlight)
	if err != nil || len(jobs) == 0 {
		return false, err
	}
	at, err := c.ledger.Where(ctx)
	if err != nil {
		return true, err
	}
	pending := map[wire.ID]bool{}
	for _, j := range jobs {
		wait := time.Now().Before(c.notBefore[j.Seq]) || j.waits(pending)
		pending[j.ID] = true
		if wait {
			continue
		}
		if err := c.advance(ctx, at, j); err != nil {
			return true, fmt.Errorf("%s: %w", j.ID, err)
		}
	}
	return true, nil
}

// advance signs, sends or settles one job.
func (c *Collector) advance(ctx context.Context, at Where, j *Job) error {
	if j.State == Sealed {
		if err := c.sign(ctx, at, j); err != nil {
			return err
		}
	} else {
		settled, err := c.settle(ctx, j)
		if settled || err != nil {
			return err
		}
		if at.Law > j.Expires {
			// No block takes the old paper any more, so that a new one cannot be a second.
			return c.again(j)
		}
	}
	if time.Since(c.sentAt[j.Seq]) < sendAgain {
		return nil
	}
	c.step("send.before")
	no, err := c.ledger.Send(ctx, j.Paper)
	if err != nil {
		return err
	}
	c.step("send.after")
	c.sentAt[j.Seq] = time.Now()
	if no == nil {
		return nil
	}
	switch no.Code {
	case "tx.replayed", "tx.nonce":
		// The paper may have entered a block since it was asked for; otherwise its nonce is another's.
		if settled, err := c.settle(ctx, j); settled || err != nil {
			return err
		}
		if err := c.skipNonces(ctx); err != nil {
			return err
		}
		return c.again(j)
	case "tx.expired":
		return c.again(j)
	case "mempool.pending", "mempool.share", "node.closing":
		return nil
	}
	return c.refuse(ctx, j, no, 0)
}

// again takes a job back to before its paper was signed.
func (c *Collector) again(j *Job) error {
	j.State, j.Paper, j.PaperID, j.Nonce, j.Expires = Sealed, nil, wire.Hash{}, 0, 0
	delete(c.sentAt, j.Seq)
	return c.store.write(j.pairs()...)
}

// skipNonces goes on after the highest nonce that the ledger knows.
func (c *Collector) skipNonces(ctx context.Context) error {
	n, err := c.ledger.Highest(ctx, c.account, c.lane)
	c.nonce = max(c.nonce, n+1)
	return err
}

// sign makes the paper and keeps it before anybody sees it.
func (c *Collector) sign(ctx context.Context, at Where, j *Job) error {
	if c.nonce == 0 {
		n, err := c.store.getNumber([]byte{keyNonce})
		if err != nil {
			return err
		}
		c.nonce = n
		if err := c.skipNonces(ctx); err != nil {
			c.nonce = 0
			return err
		}
	}
	p := tx.Paper{Chain: at.Chain, Genesis: at.Genesis, Author: c.account,
		CoSigners: []tx.Account{}, Lane: c.lane, Nonce: c.nonce, Expires: at.Law + paperLife,
		Kind: j.Kind, Body: j.Body}
	raw, err := c.signer(p)
	if err != nil {
		return err
	}
	if j.PaperID, err = p.ID(); err != nil {
		return err
	}
	j.State, j.Paper, j.Nonce, j.Expires = Signed, raw, p.Nonce, p.Expires
	c.step("sign.before")
	pairs := append(j.pairs(), pair{[]byte{keyNonce}, number(c.nonce + 1)})
	if err := c.store.write(pairs...); err != nil {
		return err
	}
	c.step("sign.after")
	c.nonce++
	return nil
}

// settle asks what became of the paper; settled is false while it is in no block.
func (c *Collector) settle(ctx context.Context, j *Job) (settled bool, err error) {
	o, err := c.ledger.Outcome(ctx, j.PaperID)
	if err != nil || o == nil {
		return false, err
	}
	switch {
	case o.Refusal == nil:
		return true, c.finish(j, o.Height)
	case o.Refusal.Code == trace.ErrExists.Name && j.Kind == KindTrace:
		return true, c.compare(ctx, j, o)
	case o.Refusal.Code == access.ErrTwice.Name || o.Refusal.Code == access.ErrDuplicate.Name &&
		j.Kind == KindProcessing:
		return true, c.finish(j, o.Height)
	case o.Refusal.Code == trace.ErrFuture.Name:
		// The ledger's clock is behind: the batch is good in a while, under a new nonce.
		c.notBefore[j.Seq] = time.Now().Add(futurePause)
		return true, c.again(j)
	}
	return true, c.refuse(ctx, j, o.Refusal, o.Height)
}

// compare decides about a batch whose id the ledger has: the same content is this batch itself,
// filed before; another one is a conflict that a person must see.
func (c *Collector) compare(ctx context.Context, j *Job, o *Outcome) error {
	b, ok, err := c.ledger.Batch(ctx, j.ID)
	if err != nil {
		return err
	}
	if ok && b.Root == j.Record.Root && b.Log == j.Record.Log && b.Count == j.Record.Count {
		return c.finish(j, o.Height)
	}
	return c.refuse(ctx, j, o.Refusal, o.Height)
}

func (c *Collector) finish(j *Job, height uint64) error {
	j.State, j.Height, j.Refusal, j.Paper = Final, height, nil, nil
	return c.end(j)
}

func (c *Collector) refuse(ctx context.Context, j *Job, no *rule.Told, height uint64) error {
	if divided, err := c.divide(ctx, j, no); divided || err != nil {
		return err
	}
	j.State, j.Height, j.Refusal = Refused, height, no
	c.fail(fmt.Errorf("%s is refused: %s: %s（%s）", j.ID, no.Code, no.En, no.Zh))
	return c.end(j)
}

func (c *Collector) end(j *Job) error {
	delete(c.sentAt, j.Seq)
	delete(c.notBefore, j.Seq)
	name, add := j.State, uint64(1)
	total, err := c.store.getNumber(keyOf(keyTotals, []byte(name)))
	if err != nil {
		return err
	}
	uses, err := c.store.getNumber(keyOf(keyTotals, []byte(name+" uses")))
	if err != nil {
		return err
	}
	c.step("final.before")
	err = c.store.write(append(j.pairs(),
		pair{keyOf(keyTotals, []byte(name)), number(total + add)},
		pair{keyOf(keyTotals, []byte(name+" uses")), number(uses + j.Uses)})...)
	if err == nil {
		c.step("final.after")
	}
	return err
}

// Retry takes a refused job to the ledger once more, after its cause was removed.
func (c *Collector) Retry(id wire.ID) error {
	j, ok, err := c.store.jobNamed(id)
	switch {
	case err != nil:
		return err
	case !ok:
		return ErrNoJob
	case j.State != Refused:
		return fmt.Errorf("%s is %s, not refused（未被拒绝）", id, j.State)
	}
	j.State, j.Refusal, j.Paper, j.PaperID, j.Nonce, j.Expires = Sealed, nil, nil, wire.Hash{}, 0, 0
	if err := c.store.write(j.pairs()...); err != nil {
		return err
	}
	c.wake(c.submitting)
	return nil
}
