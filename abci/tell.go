package abci

import (
	"io/fs"
	"os"
)

// Tell is told how far long work on a home is: so many of so many, 0 where nobody knows how many.
// It is called at every step, which may be often.
type Tell func(done, total uint64)

// tellOf is one of the tells that a caller gave, or one that tells nobody.
func tellOf(given []Tell, i int) Tell {
	if i < len(given) {
		return given[i]
	}
	return func(uint64, uint64) {}
}

// copyDir copies a folder and tells the bytes.
func copyDir(to, from string, tell Tell) error {
	c := &counted{FS: os.DirFS(from), tell: tell}
	err := fs.WalkDir(c.FS, ".", func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			c.total += uint64(info.Size())
		}
		return err
	})
	if err != nil {
		return err
	}
	return os.CopyFS(to, c)
}

// counted is a folder of which every byte that is read is counted.
type counted struct {
	fs.FS
	tell        Tell
	done, total uint64
}

// Open implements fs.FS; folders are opened as they are.
func (c *counted) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if _, folder := f.(fs.ReadDirFile); folder {
		if info, err := f.Stat(); err != nil || info.IsDir() {
			return f, err
		}
	}
	return countedFile{f, c}, nil
}

type countedFile struct {
	fs.File
	c *counted
}

// Read implements fs.File.
func (f countedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	f.c.done += uint64(n)
	f.c.tell(f.c.done, f.c.total)
	return n, err
}
