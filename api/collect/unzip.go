package collect

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxUnzipped bounds what a compressed log may unfold to.
const maxUnzipped = 64 << 30

// plain opens a log for reading at any place. One compressed with gzip is unfolded into a file
// beside the store first, which nobody else sees and which is gone when it is closed; source is the
// file behind the name.
func (c *Collector) plain(name string) (f *os.File, source os.FileInfo, err error) {
	f, err = os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	if source, err = f.Stat(); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	magic := make([]byte, 2)
	if _, err := f.ReadAt(magic, 0); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return f, source, nil
	}
	defer f.Close()
	out, err := os.CreateTemp(c.dir, "unfolded-*")
	if err != nil {
		return nil, nil, err
	}
	if err = os.Remove(out.Name()); err == nil {
		err = unfoldLog(out, f)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", name, err), out.Close())
	}
	return out, source, nil
}

func unfoldLog(out *os.File, in io.Reader) error {
	z, err := gzip.NewReader(bufio.NewReaderSize(in, 64<<10))
	if err != nil {
		return err
	}
	n, err := io.Copy(out, io.LimitReader(z, maxUnzipped))
	if err == nil && n == maxUnzipped {
		err = errLarge
	}
	return err
}
