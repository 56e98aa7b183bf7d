package abci

import (
	"errors"
	"os"
	"path/filepath"

	cmtjson "github.com/cometbft/cometbft/libs/json"
	"github.com/cometbft/cometbft/privval"
)

// Restored is what a restore does, or did.
type Restored struct {
	Home   string `json:"home"`
	Copy   string `json:"copy,omitempty"` // folder that data are taken from; none: data stay
	Signed int64  `json:"signed_before"`  // what the sign state says now; 0 for nothing
	Signs  int64  `json:"signs_above"`    // height up to which the validator's key signs nothing
	Done   bool   `json:"done"`
}

const (
	beforeRestore = "data.before-restore"
	duringRestore = "data.restoring"
	lastStep      = 3 // CometBFT's number of a precommit, the last thing signed in a round
)

// Restore puts a cold copy of a home's data in place and drops the validator's sign state, which a
// copy or a loss makes untrue (rulings E14): the key signs nothing up to a height that the others
// decided without it. With do false it says what it would do. The home must not run; what a start
// would refuse is taken out again, and the home is as it was. It tells the bytes that are copied.
func Restore(home, from string, above int64, do bool, tell ...Tell) (r Restored, err error) {
	r = Restored{Home: home, Copy: from, Signs: above}
	config, _, err := ReadConfig(home)
	if err != nil {
		return r, say("配置无法读取：%v", "the configuration cannot be read: %v", err)
	}
	var last privval.FilePVLastSignState
	if err := readCometJSON(config.PrivValidatorStateFile(), &last); err == nil {
		r.Signed = last.Height
	}
	r.Signs = max(above, r.Signed)
	if from != "" {
		if r.Copy, err = dataOf(from); err != nil {
			return r, err
		}
	}
	held, err := lock(home)
	if err != nil {
		return r, err
	}
	if !do {
		return r, held.Close()
	}
	file := config.PrivValidatorStateFile()
	was, lost := os.ReadFile(file)
	err = signsNothing(file, r.Signs)
	if err == nil && r.Copy != "" {
		err = putData(home, r.Copy, tellOf(tell, 0))
	}
	if err = errors.Join(err, held.Close()); err != nil {
		return r, say("未能恢复：%v", "it could not be restored: %v", err)
	}
	if err = checkRestored(home, r.Copy != ""); err == nil {
		r.Done = true
		return r, nil
	}
	if lost == nil {
		return r, errors.Join(err, replaceFile(file, was))
	}
	return r, errors.Join(err, os.Remove(file))
}

// dataOf finds the data in a copy of them or of a whole home.
func dataOf(from string) (string, error) {
	for _, dir := range []string{from, filepath.Join(from, "data")} {
		if _, err := os.Stat(filepath.Join(dir, "blockstore.db")); err == nil {
			return filepath.Abs(dir)
		}
	}
	return "", say("%[1]s 不是节点数据的副本", "%[1]s is no copy of a node's data", from)
}

// signsNothing writes the sign state of a key that signed everything up to a height.
func signsNothing(file string, height int64) error {
	b, err := cmtjson.MarshalIndent(privval.FilePVLastSignState{Height: height, Round: 1<<31 - 1,
		Step: lastStep}, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(file, append(b, '\n'))
}

// putData copies data beside the home's own, then changes their places.
func putData(home, from string, tell Tell) error {
	data, part := filepath.Join(home, "data"), filepath.Join(home, duringRestore)
	old := filepath.Join(home, beforeRestore)
	if err := errors.Join(os.RemoveAll(part), os.RemoveAll(old)); err != nil {
		return err
	}
	if err := copyDir(part, from, tell); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := private0700(part); err != nil {
		return err
	}
	if err := os.Rename(data, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Rename(part, data)
}

// private0700 takes a copied folder's rights from others, as a start wants them.
func private0700(dir string) error {
	return filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	})
}

// checkRestored reads the home as a start would, and takes back data that it would refuse.
func checkRestored(home string, replaced bool) error {
	err := CheckHome(home)
	if !replaced {
		return err
	}
	data, old := filepath.Join(home, "data"), filepath.Join(home, beforeRestore)
	if err == nil {
		return os.RemoveAll(old)
	}
	back := os.RemoveAll(data)
	if renamed := os.Rename(old, data); !errors.Is(renamed, os.ErrNotExist) {
		back = errors.Join(back, renamed)
	}
	return errors.Join(err, back)
}
