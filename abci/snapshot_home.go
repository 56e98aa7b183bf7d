package abci

import (
	"errors"
	"path/filepath"

	"github.com/suyuan-ledger/suyuan/state"
)

// TakeSnapshot takes the snapshot of a kept height, 0 for the latest, of a home that does not run.
// A home that runs is ErrInUse: its node takes the snapshot when the shelf is asked for it. Chunks
// are told.
func TakeSnapshot(home string, height uint64, tell ...Tell) (m Manifest, err error) {
	db, a, done, err := openStill(home)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, done()) }()
	if height == 0 {
		height = db.Version()
	}
	if m, err = a.describe(height); err == nil {
		err = a.quiet(m)
	}
	if err == nil {
		m, err = ShelfOf(home).Take(db, m, true, toTheEnd(tell))
	}
	var gone state.PrunedError
	if errors.As(err, &gone) {
		return m, say("高度 %[1]d 的状态不在：%[2]v", "height %[1]d: %[2]v", height, gone)
	}
	return m, err
}

// toTheEnd lets a snapshot be taken as a whole, and tells its chunks.
func toTheEnd(tell []Tell) (halted func() bool) {
	n, told := uint64(0), tellOf(tell, 0)
	return func() bool {
		n++
		told(n, 0)
		return false
	}
}

// openStill opens the store of a home that does not run.
func openStill(home string) (*state.DB, *Application, func() error, error) {
	config, own, err := ReadConfig(home)
	if err != nil {
		return nil, nil, nil, say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return nil, nil, nil, err
	}
	held, err := lock(home)
	if err != nil {
		return nil, nil, nil, err
	}
	db, err := state.Open(state.Options{Dir: filepath.Join(home, StoreDir), Sync: true,
		CacheNodes: own.CacheNodes, KeepEvery: own.Keep.Every})
	if err != nil {
		return nil, nil, nil, errors.Join(say("账本数据库打不开：%v", "%v", err), held.Close())
	}
	done := func() error { return errors.Join(db.Close(), held.Close()) }
	if err := db.Stamp(g.Doc.ChainID, g.Digest); err != nil {
		return nil, nil, nil, errors.Join(say("账本数据库不属于本账本：%v", "%v", err), done())
	}
	return db, &Application{db: db, o: Options{Chain: g.Doc.ChainID, Genesis: g.Digest,
		Pass: settlePass{}}}, done, nil
}

// Compacted is what an offline compaction did.
type Compacted struct {
	Height   uint64 `json:"height"`
	Earliest uint64 `json:"earliest_height"`
	Pruned   int    `json:"pruned_heights"`
	Before   int64  `json:"bytes_before"`
	After    int64  `json:"bytes_after"`
}

// Compact prunes a home that does not run as far as its configuration asks for, or, with states
// above 0, to so many heights, and rewrites the store's files without what is gone.
func Compact(home string, states uint64, tell func(height uint64)) (c Compacted, err error) {
	db, _, done, err := openStill(home)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, done()) }()
	_, own, _ := ReadConfig(home)
	if states == 0 {
		states = own.Keep.States
	}
	c.Height = db.Version()
	if c.Before, err = db.Size(); err != nil {
		return c, err
	}
	for states > 0 && c.Height > states && db.Earliest() < c.Height-states {
		n, err := db.Prune(c.Height-states, 500)
		c.Pruned += n
		if err != nil || n == 0 {
			return c, err
		}
		tell(db.Earliest())
	}
	if err := db.Compact(); err != nil {
		return c, err
	}
	c.Earliest = db.Earliest()
	c.After, err = db.Size()
	return c, err
}
