package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PackFormat names the format of packs, and ManifestFile the file that lists the others.
const (
	PackFormat   = "suyuan-pack/1"
	ManifestFile = "MANIFEST.json"
)

// MaxPack is the largest pack that is read.
const MaxPack = 1 << 30

// File is one file of a pack.
type File struct {
	Name string // with / between folders
	Data []byte
}

// Manifest says what a pack is and lists its files.
type Manifest struct {
	Format string            `json:"format"`
	Kind   string            `json:"kind"` // audit or evidence
	About  map[string]string `json:"about"`
	Files  []Listed          `json:"files"`
}

// Listed is a file of a pack with its digests.
type Listed struct {
	Name   string    `json:"name"`
	Size   int       `json:"size"`
	SHA256 wire.Hash `json:"sha256"`
	SM3    wire.Hash `json:"sm3"`
}

// Pack writes files as a ZIP in its one form: the manifest first, then the files by name, stored
// without compression or times. The same files are the same bytes, whoever packs them.
func Pack(kind string, about map[string]string, files []File) ([]byte, error) {
	m := Manifest{Format: PackFormat, Kind: kind, About: about, Files: []Listed{}}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for i, f := range files {
		if f.Name == ManifestFile || path.IsAbs(f.Name) || path.Clean(f.Name) != f.Name ||
			strings.HasPrefix(f.Name, "..") || i > 0 && files[i-1].Name == f.Name {
			return nil, fmt.Errorf("no file of a pack may be called %q, or two the same", f.Name)
		}
		m.Files = append(m.Files, Listed{f.Name, len(f.Data), crypto.SHA256(f.Data),
			crypto.SM3(f.Data)})
	}
	var list bytes.Buffer
	e := json.NewEncoder(&list)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range append([]File{{ManifestFile, list.Bytes()}}, files...) {
		w, err := z.CreateRaw(&zip.FileHeader{Name: f.Name, Method: zip.Store,
			Flags: 0x800, CRC32: crc32.ChecksumIEEE(f.Data), CompressedSize64: uint64(len(f.Data)),
			UncompressedSize64: uint64(len(f.Data))})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// Unpack reads a pack whose every byte is what its files give: each file has the digests of the
// manifest, no file is missing or left over, and packing them again gives the pack.
func Unpack(b []byte) (m Manifest, files []File, err error) {
	if len(b) > MaxPack {
		return m, nil, fmt.Errorf("the pack has %d bytes, above %d", len(b), MaxPack)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return m, nil, err
	}
	for _, f := range z.File {
		if f.UncompressedSize64 > uint64(len(b)) || f.Method != zip.Store {
			return m, nil, fmt.Errorf("%s is not stored plainly", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return m, nil, err
		}
		data, err := io.ReadAll(io.LimitReader(r, int64(len(b))+1))
		if err != nil {
			return m, nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		files = append(files, File{f.Name, data})
	}
	if len(files) == 0 || files[0].Name != ManifestFile {
		return m, nil, fmt.Errorf("%s does not come first", ManifestFile)
	}
	if err := wire.FromJSON(files[0].Data, &m); err != nil {
		return m, nil, fmt.Errorf("%s: %w", ManifestFile, err)
	}
	if m.Format != PackFormat {
		return m, nil, fmt.Errorf("the format is %q, this program knows %s", m.Format, PackFormat)
	}
	files = files[1:]
	if err := m.lists(files); err != nil {
		return m, nil, err
	}
	again, err := Pack(m.Kind, m.About, files)
	if err == nil && !bytes.Equal(again, b) {
		err = fmt.Errorf("the bytes around the files are not those of a pack")
	}
	return m, files, err
}

// lists compares files with the manifest.
func (m Manifest) lists(files []File) error {
	for i, f := range files {
		if i >= len(m.Files) || m.Files[i].Name != f.Name {
			return fmt.Errorf("%s is not where the manifest has it", f.Name)
		}
		l := m.Files[i]
		if l.Size != len(f.Data) || l.SHA256 != crypto.SHA256(f.Data) || l.SM3 != crypto.SM3(f.Data) {
			return fmt.Errorf("%s has not the digests of the manifest", f.Name)
		}
	}
	if len(files) != len(m.Files) {
		return fmt.Errorf("%s is missing", m.Files[len(files)].Name)
	}
	return nil
}

// IsPack reports whether bytes begin as a pack does.
func IsPack(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) && len(b) > 30+len(ManifestFile) &&
		string(b[30:30+len(ManifestFile)]) == ManifestFile
}
