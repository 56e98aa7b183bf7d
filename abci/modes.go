package abci

import (
	"os"
	"path/filepath"
	"strings"

	cmtcfg "github.com/cometbft/cometbft/config"
)

// Modes are what others than a file's owner may not do with it.
const (
	secretMode  = 0o077 // read or change
	settledMode = 0o022 // change
)

// CheckModes is what Start asks of a home's files: a *Sentence with the command that mends it.
func CheckModes(home string) error {
	c, _, err := ReadConfig(home)
	if err != nil {
		return err
	}
	return private(c, home)
}

// private refuses a home whose secrets others can read, or whose settings and data others can
// change: with the first they sign as this node, with the second they decide how it runs.
func private(c *cmtcfg.Config, home string) error {
	secret := []string{c.NodeKeyFile(), c.PrivValidatorKeyFile(), filepath.Join(home, "config/*.key"),
		filepath.Join(home, "config/*.password"), filepath.Join(home, "config/tokens.json")}
	if open := openTo(secretMode, secret); len(open) > 0 {
		list := strings.Join(open, " ")
		return say("密钥文件可被他人读写，先执行 chmod 0600 %[1]s",
			"others can read or change files with secrets: chmod 0600 %[1]s", list)
	}
	settled := []string{filepath.Join(home, "config"), filepath.Join(home, ConfigFile),
		filepath.Join(home, AppFile), c.GenesisFile(), c.PrivValidatorStateFile(), c.DBDir(),
		filepath.Join(home, StoreDir)}
	if open := openTo(settledMode, settled); len(open) > 0 {
		list := strings.Join(open, " ")
		return say("配置或数据可被他人改动，先执行 chmod go-w %[1]s",
			"others can change the settings or data: chmod go-w %[1]s", list)
	}
	return nil
}

// openTo returns the files of the patterns whose modes have any of the bits.
func openTo(bits os.FileMode, patterns []string) (out []string) {
	for _, pattern := range patterns {
		files, _ := filepath.Glob(pattern) // the patterns are well formed
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && info.Mode().Perm()&bits != 0 {
				out = append(out, file)
			}
		}
	}
	return out
}
