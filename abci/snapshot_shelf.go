package abci

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	// SnapshotFormat names the only form of snapshots; SnapshotNumber is what CometBFT calls it.
	SnapshotFormat = "suyuan-snapshot/1"
	SnapshotNumber = 1
	// SnapshotDir is where a home keeps its snapshots: a folder for each height.
	SnapshotDir = "data/snapshots"

	manifestFile = "manifest.json"
	namedFile    = "NAMED" // taken by name: kept until it is deleted by name
	wantedPrefix = "wanted-"
	makingSuffix = ".making" // files and folders on the way to their place
	goneSuffix   = ".gone"   // folders on the way off the shelf
	manifestMost = 3 << 20   // CometBFT's message holds four
)

// Manifest says what a snapshot holds. Every node that takes the snapshot of a height writes the
// same one, so that chunks may come from any of them.
type Manifest struct {
	Format  string    `json:"format"`
	Chain   string    `json:"chain"`
	Genesis wire.Hash `json:"genesis"`
	Height  uint64    `json:"height"`
	AppHash wire.Hash `json:"app_hash"` // after that height
	Rules   uint64    `json:"rules"`    // in force from the next height on
	Header  wire.Time `json:"header_time"`
	Law     wire.Time `json:"law_time"`
	Leaves  uint64    `json:"leaves"`
	Chunks  []Piece   `json:"chunks"`
}

var errHalted = errors.New("the node stops")

// Piece is a chunk as it is before compression, so that its hash is the same however it travels.
type Piece struct {
	Sum   wire.Hash `json:"sha256"`
	Bytes uint32    `json:"bytes"`
}

// Hash names a snapshot.
func (m Manifest) Hash() wire.Hash { return sha256.Sum256(mustJSON(m)) }

// Bytes is the size of the snapshot before compression.
func (m Manifest) Bytes() (n uint64) {
	for _, c := range m.Chunks {
		n += uint64(c.Bytes)
	}
	return n
}

// readManifest reads one in the single form that mustJSON gives it.
func readManifest(b []byte) (m Manifest, err error) {
	if len(b) > manifestMost {
		return m, errors.New("the manifest is too long")
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, err
	}
	if !bytes.Equal(mustJSON(m), b) {
		return m, errors.New("the manifest is not in its canonical form")
	}
	if m.Format != SnapshotFormat {
		return m, fmt.Errorf("the format %q is not %s", m.Format, SnapshotFormat)
	}
	for _, c := range m.Chunks {
		if c.Bytes == 0 || c.Bytes > state.ChunkBytes {
			return m, errors.New("a chunk has no size or is too large")
		}
	}
	return m, nil
}

// Shelf is a folder of snapshots.
type Shelf struct{ Dir string }

// ShelfOf is the shelf of a home.
func ShelfOf(home string) Shelf { return Shelf{Dir: filepath.Join(home, SnapshotDir)} }

func (s Shelf) folder(height uint64) string {
	return filepath.Join(s.Dir, strconv.FormatUint(height, 10))
}

func (s Shelf) chunkFile(height uint64, i int) string {
	return filepath.Join(s.folder(height), fmt.Sprintf("chunk-%06d.gz", i))
}

// List gives the snapshots on the shelf, lowest height first. Folders without a readable manifest
// are none.
func (s Shelf) List() ([]Manifest, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var out []Manifest
	for _, e := range entries {
		height, bad := strconv.ParseUint(e.Name(), 10, 64)
		if m, ok, _ := s.Get(height); bad == nil && ok {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Manifest) int { return int(int64(a.Height) - int64(b.Height)) })
	return out, err
}

// Get reads the manifest of a height.
func (s Shelf) Get(height uint64) (m Manifest, ok bool, err error) {
	b, err := os.ReadFile(filepath.Join(s.folder(height), manifestFile))
	if errors.Is(err, os.ErrNotExist) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	if m, err = readManifest(b); err == nil && m.Height != height {
		err = fmt.Errorf("the manifest of height %d speaks of height %d", height, m.Height)
	}
	return m, err == nil, err
}

// Packed reads a chunk as it travels.
func (s Shelf) Packed(height uint64, i int) ([]byte, error) {
	return os.ReadFile(s.chunkFile(height, i))
}

// Named says whether a snapshot was asked for by name.
func (s Shelf) Named(height uint64) bool {
	_, err := os.Stat(filepath.Join(s.folder(height), namedFile))
	return err == nil
}

// Placed is when the snapshot of a height came to be, the zero time when it is not there.
func (s Shelf) Placed(height uint64) (at time.Time) {
	if info, err := os.Stat(filepath.Join(s.folder(height), manifestFile)); err == nil {
		at = info.ModTime()
	}
	return at
}

// Delete removes the snapshot of a height.
func (s Shelf) Delete(height uint64) error {
	gone := s.folder(height) + goneSuffix
	err := os.RemoveAll(gone) // what a kill left of an earlier one
	if err == nil {
		err = os.Rename(s.folder(height), gone)
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(gone)
}

// Take writes the snapshot of a kept height of which everything but the chunks is given. It appears
// on the shelf when it is whole. Between two chunks it asks whether to give up.
func (s Shelf) Take(db *state.DB, m Manifest, named bool, halted func() bool) (Manifest, error) {
	making := s.folder(m.Height) + makingSuffix
	err := errors.Join(os.RemoveAll(making), os.MkdirAll(making, 0o700))
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(making)
	m.Format, m.Chunks = SnapshotFormat, []Piece{}
	e, err := db.Export(m.Height, 0, func(chunk []byte) error {
		file := filepath.Join(making, filepath.Base(s.chunkFile(0, len(m.Chunks))))
		m.Chunks = append(m.Chunks, Piece{sha256.Sum256(chunk), uint32(len(chunk))})
		if halted() {
			return errHalted
		}
		packed, err := pack(chunk)
		if err != nil {
			return err
		}
		return writeSynced(file, packed)
	})
	if err != nil {
		return m, err
	}
	if m.AppHash != e.Root {
		return m, fmt.Errorf("height %d exports root %x, its app hash is %s", m.Height, e.Root, m.AppHash)
	}
	m.Leaves = e.Leaves
	return m, s.place(making, m, named)
}

// place puts a snapshot on the shelf. Everything of it is on the disk by then: what is there after
// a loss of power is whole, and no peer is given a torn chunk. One that was asked for by name stays
// so when the schedule takes the same height.
func (s Shelf) place(making string, m Manifest, named bool) error {
	if named || s.Named(m.Height) {
		if err := writeSynced(filepath.Join(making, namedFile), nil); err != nil {
			return err
		}
	}
	b := mustJSON(m)
	if len(b) > manifestMost {
		return fmt.Errorf("%d chunks are more than a manifest can name", len(m.Chunks))
	}
	err := writeSynced(filepath.Join(making, manifestFile), b)
	if err == nil {
		err = errors.Join(syncFolder(making), os.RemoveAll(s.folder(m.Height)))
	}
	if err == nil {
		err = os.Rename(making, s.folder(m.Height))
	}
	return errors.Join(err, syncFolder(s.Dir))
}

// leftAfter is how long nothing came to a folder that is still being made when it is taken for one
// that a kill left behind.
const leftAfter = time.Hour

// sweep removes what kills have left of snapshots that were being made or deleted.
func (s Shelf) sweep() error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		info, err := e.Info()
		half := strings.HasSuffix(e.Name(), makingSuffix) || strings.HasSuffix(e.Name(), goneSuffix)
		if half && err == nil && time.Since(info.ModTime()) > leftAfter {
			errs = append(errs, os.RemoveAll(filepath.Join(s.Dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}

// Want asks the node that runs on this home for a snapshot: of height 0 as soon as it can.
func (s Shelf) Want(height uint64) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.Dir, wantedPrefix+strconv.FormatUint(height, 10)), nil, 0o600)
}

// wanted are the heights asked for.
func (s Shelf) wanted() (out []uint64) {
	entries, _ := os.ReadDir(s.Dir)
	for _, e := range entries {
		if name, ok := strings.CutPrefix(e.Name(), wantedPrefix); ok {
			if height, err := strconv.ParseUint(name, 10, 64); err == nil {
				out = append(out, height)
			}
		}
	}
	return out
}

func (s Shelf) answered(height uint64) error {
	return os.Remove(filepath.Join(s.Dir, wantedPrefix+strconv.FormatUint(height, 10)))
}

// Waits says whether a request has not been answered yet.
func (s Shelf) Waits(height uint64) bool { return slices.Contains(s.wanted(), height) }

func pack(chunk []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(chunk)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// unpack reads a chunk and holds it against its place in the manifest; it never unpacks more than
// that says.
func (p Piece) unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	chunk, err := io.ReadAll(io.LimitReader(r, int64(p.Bytes)+1))
	if err != nil {
		return nil, err
	}
	if len(chunk) != int(p.Bytes) || sha256.Sum256(chunk) != p.Sum {
		return nil, errors.New("the chunk is not the one that the manifest names")
	}
	return chunk, nil
}
