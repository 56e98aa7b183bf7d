package abci

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// SizesFile is where a home keeps how large its data were, newest last.
const SizesFile = "data/sizes.json"

const (
	sizesMost = 64             // records that stay
	sizesGap  = 6 * time.Hour  // between two of them
	growthMin = 24 * time.Hour // the shortest time that growth is told from
)

// Sized is how large the data of a home were.
type Sized struct {
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// ReadSizes reads what was recorded; nothing where there is no record that can be read.
func ReadSizes(home string) (out []Sized) {
	b, err := os.ReadFile(filepath.Join(home, SizesFile))
	if err != nil || json.Unmarshal(b, &out) != nil {
		return nil
	}
	return out
}

// RecordSize adds the size of a home's data to the record, if the last one is old enough.
func RecordSize(home string, now time.Time) error {
	list := ReadSizes(home)
	if n := len(list); n > 0 && now.Sub(list[n-1].At) < sizesGap {
		return nil
	}
	size, err := occupied(filepath.Join(home, "data"))
	if err != nil {
		return err
	}
	list = append(list, Sized{now.UTC().Truncate(time.Second), size})
	b, err := json.Marshal(list[max(0, len(list)-sizesMost):])
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(home, SizesFile), append(b, '\n'))
}

// occupied is what the files below a folder take of the disk. Files that go meanwhile are none.
func occupied(dir string) (sum int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && !e.Type().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := info.Sys().(*syscall.Stat_t); ok {
			sum += s.Blocks * 512
		}
		return nil
	})
	return sum, err
}

// Growth is how many bytes a day data grew by from the oldest record to the newest; false where
// they are less than a day apart. Data that shrank grew by nothing.
func Growth(list []Sized) (perDay int64, ok bool) {
	if len(list) < 2 {
		return 0, false
	}
	first, last := list[0], list[len(list)-1]
	over := last.At.Sub(first.At)
	if over < growthMin {
		return 0, false
	}
	hours := max(int64(over/time.Hour), 1)
	return max(last.Bytes-first.Bytes, 0) * 24 / hours, true
}
