package state

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const pageBytes = 4096

var zeroPage [pageBytes]byte

// sheet is a file by its pages; those of zeros only are left out.
type sheet struct {
	size  int64
	pages map[int64][]byte
}

// image is what the files of a store hold at one instant, by name.
type image map[string]sheet

// takeImage reads a directory that a store is writing to. The caller keeps the log files still;
// tables and the manifest may move meanwhile, and are then read again.
func takeImage(t *testing.T, dir string) image {
	t.Helper()
	for range 100 {
		before := stable(t, dir)
		out := image{}
		var err error
		for name := range before {
			if out[name], err = readSheet(filepath.Join(dir, name)); err != nil {
				break
			}
		}
		if after := stable(t, dir); err == nil && maps.Equal(before, after) {
			return out
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	t.Fatal("the files never stood still")
	return nil
}

// stable is the names of a directory, with the manifest's content.
func stable(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		out[e.Name()] = ""
	}
	b, _ := os.ReadFile(filepath.Join(dir, "MANIFEST"))
	out["MANIFEST"] = string(b)
	return out
}

func readSheet(file string) (sheet, error) {
	f, err := os.Open(file)
	if err != nil {
		return sheet{}, err
	}
	defer f.Close()
	s := sheet{pages: map[int64][]byte{}}
	buf := make([]byte, 1<<20)
	for {
		n, err := io.ReadFull(f, buf)
		for at := 0; at < n; at += pageBytes {
			page := buf[at:min(at+pageBytes, n)]
			if !bytes.Equal(page, zeroPage[:len(page)]) {
				s.pages[(s.size+int64(at))/pageBytes] = bytes.Clone(page)
			}
		}
		s.size += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return s, nil
		}
		if err != nil {
			return sheet{}, err
		}
	}
}

func (m image) write(t *testing.T, dir string) {
	t.Helper()
	for name, s := range m {
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			err = f.Truncate(s.size)
		}
		for at, page := range s.pages {
			if err == nil {
				_, err = f.WriteAt(page, at*pageBytes)
			}
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// torn is what a loss of power between two syncs may leave: of each log any pages that were written
// since; the manifest with or without what was added to it, and then the tables that it names,
// because Badger syncs those before it names them. A file removed since may be back.
func torn(r *rand.Rand, synced, written image) image {
	out := image{}
	late := r.IntN(2) == 0
	for name, s := range written {
		old, had := synced[name]
		switch ext := filepath.Ext(name); {
		case name == "MANIFEST" && !late:
			out[name] = tornTail(r, old, s)
		case ext == ".sst" && !had && !late:
			if r.IntN(2) == 0 {
				out[name] = mixed(r, sheet{}, s)
			}
		case ext == ".mem" || ext == ".vlog" || name == "DISCARD":
			if had || r.IntN(3) > 0 {
				out[name] = mixed(r, old, s)
			}
		default:
			out[name] = s
		}
	}
	for name, s := range synced {
		if _, still := written[name]; !still && (!late || r.IntN(2) == 0) {
			out[name] = s
		}
	}
	return out
}

// mixed takes each page from either, and now and then all of one. A new file has its size at least,
// or nothing.
func mixed(r *rand.Rand, old, now sheet) sheet {
	if old.pages == nil && r.IntN(4) == 0 {
		return sheet{}
	}
	keep := []int{0, 30, 50, 70, 100}[r.IntN(5)]
	out := sheet{size: now.size, pages: map[int64][]byte{}}
	at := slices.Sorted(maps.Keys(now.pages))
	for p := range old.pages {
		if _, both := now.pages[p]; !both {
			at = append(at, p)
		}
	}
	for _, p := range at {
		from := old.pages
		if r.IntN(100) < keep {
			from = now.pages
		}
		if page, ok := from[p]; ok {
			out.pages[p] = page
		}
	}
	return out
}

// tornTail is an append-only file as it was, and perhaps the first bytes of what followed.
func tornTail(r *rand.Rand, old, now sheet) sheet {
	was, is := old.bytes(), now.bytes()
	if !bytes.HasPrefix(is, was) || len(is) < len(was)+8 {
		return old
	}
	return sheetOf(is[:len(was)+r.IntN(8)])
}

func (s sheet) bytes() []byte {
	out := make([]byte, s.size)
	for at, page := range s.pages {
		copy(out[at*pageBytes:], page)
	}
	return out
}

func sheetOf(b []byte) sheet {
	s := sheet{size: int64(len(b)), pages: map[int64][]byte{}}
	for at := 0; at < len(b); at += pageBytes {
		s.pages[int64(at/pageBytes)] = b[at:min(at+pageBytes, len(b))]
	}
	return s
}

func (m image) String() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if ext := filepath.Ext(name); ext != "" {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}
