package abci

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A node does not start while others can read its keys or change its settings, and says what to do.
func TestModes(t *testing.T) {
	home, _ := newHome(t, "note-1", true)
	for file, v := range map[string]struct {
		bad  os.FileMode
		says string
	}{
		"config/priv_validator_key.json": {0o640, "chmod 0600 "},
		"config/node_key.json":           {0o604, "chmod 0600 "},
		ConfigFile:                       {0o664, "chmod go-w "},
		AppFile:                          {0o646, "chmod go-w "},
		GenesisFile:                      {0o666, "chmod go-w "},
		SignedFile:                       {0o620, "chmod go-w "},
		"config":                         {0o777, "chmod go-w "},
	} {
		path := filepath.Join(home, file)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, v.bad); err != nil {
			t.Fatal(err)
		}
		n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), LogTo: io.Discard})
		if !isSentence(err, v.says+path) {
			t.Errorf("%s with mode %04o: %v", file, v.bad, err)
			if err == nil {
				_ = n.Stop()
			}
		}
		if err := os.Chmod(path, info.Mode().Perm()); err != nil {
			t.Fatal(err)
		}
	}
	n := nodeOf(t, home)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
}
