package report

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"

	"github.com/xuri/excelize/v2"
)

// sortedZip writes the files of an archive in the order of their names, whatever the order in which
// they come: excelize gives streamed sheets in the order of a map. It keeps them compressed, large
// ones outside of memory.
type sortedZip struct {
	w     io.Writer
	files []*packed
}

type packed struct {
	name string
	data spool
	pack *flate.Writer
	sum  uint32
	size uint64
}

func newSortedZip(w io.Writer) excelize.ZipWriter { return &sortedZip{w: w} }

// Create begins a file, which ends when the next one begins.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	p := &packed{name: name}
	pack, err := flate.NewWriter(&p.data, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	p.pack = pack
	z.files = append(z.files, p)
	return p, nil
}

// AddFS is nothing that excelize asks for here.
func (z *sortedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Write adds to a file.
func (p *packed) Write(b []byte) (int, error) {
	p.sum = crc32.Update(p.sum, crc32.IEEETable, b)
	p.size += uint64(len(b))
	return p.pack.Write(b)
}

// Close writes the archive.
func (z *sortedZip) Close() error {
	defer func() {
		for _, p := range z.files {
			p.data.close()
		}
	}()
	slices.SortFunc(z.files, func(a, b *packed) int { return cmp.Compare(a.name, b.name) })
	out := zip.NewWriter(z.w)
	for _, p := range z.files {
		if err := p.pack.Close(); err != nil {
			return err
		}
		w, err := out.CreateRaw(&zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.sum,
			UncompressedSize64: p.size, CompressedSize64: uint64(p.data.size)})
		if err != nil {
			return err
		}
		if err := p.data.sendTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
