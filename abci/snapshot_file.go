package abci

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	"github.com/cometbft/cometbft/types"

	"github.com/suyuan-ledger/suyuan/state"
)

// A snapshot file is a tar archive: manifest.json, light.json, then the chunks in order. It holds
// everything that a node needs to begin after the snapshot's height, but the genesis document.
const lightFile = "light.json"

// fileMost bounds a part of a snapshot file: a chunk that does not compress, or many validators.
const fileMost = 2 * state.ChunkBytes

// WriteSnapshot writes the snapshot of a height to a file, beside what consensus says of it.
func (s Shelf) WriteSnapshot(w io.Writer, m Manifest, light Light) error {
	if err := light.follows(m); err != nil {
		return err
	}
	return s.writeParcel(w, m, lightFile, light)
}

// writeParcel writes a manifest, what consensus says and the chunks.
func (s Shelf) writeParcel(w io.Writer, m Manifest, name string, of any) error {
	consensus, err := cmtjson.Marshal(of)
	if err != nil {
		return err
	}
	t := tar.NewWriter(w)
	put := func(name string, b []byte) error {
		h := &tar.Header{Name: name, Mode: 0o600, Size: int64(len(b)), ModTime: time.Unix(0, 0),
			Format: tar.FormatUSTAR}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		_, err := t.Write(b)
		return err
	}
	err = errors.Join(put(manifestFile, mustJSON(m)), put(name, consensus))
	for i := 0; i < len(m.Chunks) && err == nil; i++ {
		var packed []byte
		if packed, err = s.Packed(m.Height, i); err == nil {
			if _, err = m.Chunks[i].unpack(packed); err == nil {
				err = put(filepath.Base(s.chunkFile(m.Height, i)), packed)
			}
		}
	}
	return errors.Join(err, t.Close())
}

// parcel reads a snapshot file from its beginning.
type parcel struct {
	tar   *tar.Reader
	m     Manifest
	light Light
	tell  Tell // of the chunks
}

func openParcel(r io.Reader, tell ...Tell) (*parcel, error) {
	p := &parcel{tar: tar.NewReader(r), tell: tellOf(tell, 0)}
	if err := p.begin(lightFile, &p.light); err != nil {
		return nil, err
	}
	return p, guarded(func() error { return p.light.follows(p.m) })
}

// begin reads the manifest and what consensus says.
func (p *parcel) begin(name string, of any) error {
	b, err := p.part(manifestFile)
	if err != nil {
		return err
	}
	if p.m, err = readManifest(b); err != nil {
		return err
	}
	if b, err = p.part(name); err != nil {
		return err
	}
	return guarded(func() error { return cmtjson.Unmarshal(b, of) })
}

func (p *parcel) part(name string) ([]byte, error) {
	h, err := p.tar.Next()
	if err != nil {
		return nil, fmt.Errorf("%s is missing: %w", name, err)
	}
	if h.Name != name || h.Size > fileMost {
		return nil, fmt.Errorf("%s of %d bytes stands where %s should", h.Name, h.Size, name)
	}
	b := make([]byte, h.Size)
	_, err = io.ReadFull(p.tar, b)
	return b, err
}

func wrongFile(file string, err error) error {
	return say("快照文件 %[1]s 有误：%[2]v", "the snapshot file %[1]s is wrong: %[2]v", file, err)
}

// Shelve puts the snapshot of a file on the shelf, every chunk checked and told.
func (s Shelf) Shelve(file string, tell ...Tell) (Manifest, error) {
	f, err := os.Open(file)
	if err != nil {
		return Manifest{}, err
	}
	defer f.Close()
	p, err := openParcel(f, tell...)
	if err != nil {
		return Manifest{}, wrongFile(file, err)
	}
	making := s.folder(p.m.Height) + makingSuffix
	if err := errors.Join(os.RemoveAll(making), os.MkdirAll(making, 0o700)); err != nil {
		return p.m, err
	}
	defer os.RemoveAll(making)
	err = p.each(func(i int, packed, _ []byte) error {
		return writeSynced(filepath.Join(making, filepath.Base(s.chunkFile(0, i))), packed)
	})
	if err != nil {
		return p.m, wrongFile(file, err)
	}
	return p.m, s.place(making, p.m, true)
}

// each reads the chunks in order, checked against the manifest.
func (p *parcel) each(fn func(i int, packed, chunk []byte) error) error {
	for i, piece := range p.m.Chunks {
		name := filepath.Base(Shelf{}.chunkFile(0, i))
		packed, err := p.part(name)
		if err != nil {
			return err
		}
		chunk, err := piece.unpack(packed)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := fn(i, packed, chunk); err != nil {
			return err
		}
		p.tell(uint64(i+1), uint64(len(p.m.Chunks)))
	}
	return nil
}

// Begun is where a home begins that was made of a snapshot file.
type Begun struct {
	Height  uint64 `json:"height"`
	AppHash string `json:"app_hash"`
	Header  string `json:"header"`     // hash of the header of the next height
	Trusted string `json:"trusted_by"` // anchor or genesis
	Leaves  uint64 `json:"leaves"`
}

// BeginAt fills a home that has no data yet from a snapshot file: our store, and CometBFT's. Every
// chunk, the root and the signatures under the headers are checked first; what fails leaves no
// data. It tells the chunks.
func BeginAt(home, file string, a Anchor, tell ...Tell) (b Begun, err error) {
	config, own, err := ReadConfig(home)
	if err != nil {
		return b, say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	g, err := ReadGenesis(config.GenesisFile())
	if err != nil {
		return b, err
	}
	held, err := lock(home)
	if err != nil {
		return b, err
	}
	defer held.Close()
	f, err := os.Open(file)
	if err != nil {
		return b, err
	}
	defer f.Close()
	wrong := func(err error) error {
		return say("快照文件 %[1]s 不能使用：%[2]v", "the snapshot file %[1]s cannot be used: %[2]v", file, err)
	}
	p, err := openParcel(f, tell...)
	if err != nil {
		return b, wrong(err)
	}
	if p.m.Chain != g.Doc.ChainID || p.m.Genesis != g.Digest {
		return b, wrong(errElsewhere)
	}
	plans, err := plansOf(home)
	if err == nil {
		err = p.m.goesOn(plans, Rules)
	}
	if err != nil {
		return b, wrong(err)
	}
	err = guarded(func() (err error) { b.Trusted, err = p.light.trusted(g, a); return err })
	if err != nil {
		return b, wrong(err)
	}
	b.Height, b.AppHash = p.m.Height, p.m.AppHash.String()
	b.Header, b.Leaves = p.light.Blocks[1].Hash().String(), p.m.Leaves
	if err := p.restore(home, own, g); err != nil {
		return b, errors.Join(wrong(err), os.RemoveAll(filepath.Join(home, StoreDir)))
	}
	return b, p.bootstrap(config, g.Doc)
}

func (p *parcel) restore(home string, own App, g *Founding) (err error) {
	db, err := state.Open(state.Options{Dir: filepath.Join(home, StoreDir), Sync: own.Sync,
		CacheNodes: own.CacheNodes, KeepEvery: own.Keep.Every})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Stamp(g.Doc.ChainID, g.Digest); err != nil {
		return err
	}
	if err := p.fill(db); err != nil {
		return err
	}
	return mayGoOn(home, db, g) // the plan's signatures are held against the state that it follows
}

// fill restores the state into an empty store, and finds the root of the manifest.
func (p *parcel) fill(db *state.DB) error {
	r, err := db.Restore(p.m.Height, p.m.AppHash)
	if err != nil {
		return err
	}
	if err := p.each(func(_ int, _, chunk []byte) error { return r.Add(chunk) }); err != nil {
		return errors.Join(err, r.Abort())
	}
	return r.Finish(p.m.side()...)
}

// bootstrap writes CometBFT's state and the signatures under the last block.
func (p *parcel) bootstrap(config *cmtcfg.Config, doc *types.GenesisDoc) error {
	return guarded(func() error {
		states, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "state", Config: config})
		if err != nil {
			return err
		}
		defer states.Close()
		blocks, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: "blockstore", Config: config})
		if err != nil {
			return err
		}
		defer blocks.Close()
		last := height64(p.m.Height)
		if err := store.NewBlockStore(blocks).SaveSeenCommit(last, p.light.Blocks[0].Commit); err != nil {
			return err
		}
		s := sm.NewStore(states, sm.StoreOptions{})
		return errors.Join(s.Bootstrap(p.light.state(doc)), s.SetOfflineStateSyncHeight(last))
	})
}
