package report

import (
	"bytes"
	"io"
	"os"
)

// spoolMemory is how much of a file being made is held in memory, the rest lies in a file without a
// name.
const spoolMemory = 4 << 20

// spool takes a file until it is whole, so that one that cannot be finished is never sent by half.
type spool struct {
	held bytes.Buffer
	file *os.File
	size int64
}

// Write appends.
func (s *spool) Write(b []byte) (n int, err error) {
	defer func() { s.size += int64(n) }()
	if s.file != nil {
		return s.file.Write(b)
	}
	if s.held.Len()+len(b) <= spoolMemory {
		return s.held.Write(b)
	}
	f, err := os.CreateTemp("", "suyuan-report-")
	if err != nil {
		return 0, err
	}
	s.file = f
	if err := os.Remove(f.Name()); err != nil {
		return 0, err
	}
	if _, err := s.held.WriteTo(f); err != nil {
		return 0, err
	}
	s.held = bytes.Buffer{}
	return f.Write(b)
}

// sendTo copies all of it.
func (s *spool) sendTo(w io.Writer) error {
	if s.file == nil {
		_, err := s.held.WriteTo(w)
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.file)
	return err
}

func (s *spool) close() {
	if s.file != nil {
		_ = s.file.Close() // it has no name any more
	}
}
