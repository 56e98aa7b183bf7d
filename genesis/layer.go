package genesis

import (
	"io/fs"
	"path"
	"strings"
)

// FilesWith is Files with more regimes: each text stands as regimes/<name>.yaml, before a shipped
// one of that name.
func FilesWith(regimes map[string][]byte) fs.FS { return layered{Files(), regimes} }

type layered struct {
	fs.FS
	own map[string][]byte
}

// ReadFile makes it a fs.ReadFileFS.
func (l layered) ReadFile(name string) ([]byte, error) {
	dir, file := path.Split(name)
	if text, ok := l.own[strings.TrimSuffix(file, ".yaml")]; ok && dir == "regimes/" {
		return text, nil
	}
	return fs.ReadFile(l.FS, name)
}
