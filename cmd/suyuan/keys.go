package main

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
)

// keyDoc is the public side of a key file.
type keyDoc struct {
	Account     tx.Account       `json:"account"`
	Key         uint16           `json:"key"`
	Public      crypto.PublicKey `json:"public"`
	Fingerprint string           `json:"fingerprint"`
	File        string           `json:"file"`
}

// keyOptions are the flags of the keys commands.
type keyOptions struct {
	account     string
	number      uint16
	alg         string
	light       bool
	password    string // file
	newPassword string // file
	from        string
	out         string
	chain       string
	yes         bool
}

func keysCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Args: cobra.NoArgs,
		Short: c.say("账号密钥：加密文件", "keys of accounts, in encrypted files"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.keysAdd(), c.keysList(), c.keysShow(), c.keysImport(), c.keysExport(),
		c.keysChangePassword(), c.keysDelete(), c.keysProve())
	return cmd
}

func (c *cli) keyFlags(cmd *cobra.Command, o *keyOptions) *cobra.Command {
	f := cmd.Flags()
	f.StringVar(&o.account, "account", "", c.say("账号，如 gz-bureau/1", "account such as gz-bureau/1"))
	f.Uint16Var(&o.number, "key", party.FirstKey, c.say("账号内的密钥序号",
		"number of the key in its account"))
	return cmd
}

func (c *cli) passwordFlag(cmd *cobra.Command, o *keyOptions) {
	cmd.Flags().StringVar(&o.password, "password-file", "",
		c.say("口令文件，权限 0600；不给则在终端询问",
			"file with the password, mode 0600; asked on the terminal otherwise"))
}

// path finds the key file that the flags name.
func (c *cli) keyPath(o keyOptions) (tx.Account, string, error) {
	a, err := tx.ParseAccount(o.account)
	if err != nil {
		return a, "", failf(exitUsage, "账号 %[1]q 不形如 gz-bureau/1", "%[2]v", o.account, err)
	}
	return a, filepath.Join(c.home, localnet.Keystore, localnet.KeyFile(a, o.number)), nil
}

func (c *cli) keysAdd() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "add", Args: cobra.NoArgs,
		Short: c.say("生成一把新密钥", "make a new key"),
		RunE: func(*cobra.Command, []string) error {
			var alg crypto.Alg
			if err := alg.UnmarshalText([]byte(o.alg)); err != nil || alg == 0 {
				return failf(exitUsage, "算法 %q 不是 secp256k1 或 sm2",
					"algorithm %q is neither secp256k1 nor sm2", o.alg)
			}
			k, err := crypto.Generate(alg)
			if err != nil {
				return err
			}
			return c.storeKey(o, k)
		}}, &o)
	c.passwordFlag(cmd, &o)
	cmd.Flags().StringVar(&o.alg, "alg", "sm2", c.say("secp256k1 或 sm2", "secp256k1 or sm2"))
	c.lightFlag(cmd, &o)
	return cmd
}

func (c *cli) lightFlag(cmd *cobra.Command, o *keyOptions) {
	cmd.Flags().BoolVar(&o.light, "light", false,
		c.say("低成本加密，仅用于试验", "cheap encryption, for trials only"))
}

// storeKey seals a key into its file, which must not exist.
func (c *cli) storeKey(o keyOptions, k crypto.PrivateKey) error {
	a, path, err := c.keyPath(o)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return failf(exitConflict, "密钥文件 %s 已存在", "key file %s exists already", path)
	}
	password, err := c.newPassword(o.password, c.say("新口令", "new password"))
	if err != nil {
		return err
	}
	defer clear(password)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unwritable(filepath.Dir(path), err)
	}
	if err := crypto.WriteKeyFile(path, k, password, o.light); err != nil {
		return keyError(err)
	}
	return c.printDoc(describeKey(a, o.number, k.Public(), path))
}

func describeKey(a tx.Account, n uint16, p crypto.PublicKey, path string) keyDoc {
	return keyDoc{Account: a, Key: n, Public: p, Fingerprint: p.Fingerprint(), File: path}
}

// readKeyDoc reads the public side of a key file without its password.
func readKeyDoc(a tx.Account, n uint16, path string) (keyDoc, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return keyDoc{}, failf(exitNotFound, "没有密钥文件 %[1]s", "there is no key file %[1]s", path)
	}
	if err != nil {
		return keyDoc{}, unreadable(path, err)
	}
	p, err := crypto.KeyFilePublic(b)
	if err != nil {
		return keyDoc{}, failf(exitConfig, "%[1]s 不是密钥文件", "%[1]s is no key file: %[2]v", path, err)
	}
	return describeKey(a, n, p, path), nil
}

func (c *cli) keysList() *cobra.Command {
	return &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("列出密钥文件", "list the key files"),
		RunE: func(*cobra.Command, []string) error {
			docs, err := c.listKeys()
			if err != nil {
				return err
			}
			return c.printDoc(docs)
		}}
}

func (c *cli) listKeys() ([]keyDoc, error) {
	dir := filepath.Join(c.home, localnet.Keystore)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, unreadable(dir, err)
	}
	docs := []keyDoc{}
	for _, e := range entries {
		a, n, ok := localnet.ParseKeyFile(e.Name())
		if !ok {
			continue
		}
		doc, err := readKeyDoc(a, n, filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	slices.SortFunc(docs, func(x, y keyDoc) int {
		if d := strings.Compare(x.Account.Party, y.Account.Party); d != 0 {
			return d
		}
		if d := int(x.Account.Number) - int(y.Account.Number); d != 0 {
			return d
		}
		return int(x.Key) - int(y.Key)
	})
	return docs, nil
}

func (c *cli) keysShow() *cobra.Command {
	var o keyOptions
	return c.keyFlags(&cobra.Command{Use: "show", Args: cobra.NoArgs,
		Short: c.say("显示一把密钥的公开部分", "show the public side of a key"),
		RunE: func(*cobra.Command, []string) error {
			a, path, err := c.keyPath(o)
			if err != nil {
				return err
			}
			doc, err := readKeyDoc(a, o.number, path)
			if err != nil {
				return err
			}
			return c.printDoc(doc)
		}}, &o)
}

func (c *cli) keysImport() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "import FILE", Args: cobra.ExactArgs(1),
		Short: c.say("导入密钥文件（Web3 第 3 版），或十六进制私钥文件（须给 --alg）",
			"import a key file (Web3 version 3), or a file with a secret in hex (with --alg)"),
		RunE: func(_ *cobra.Command, args []string) error {
			k, err := c.readForeign(o, args[0])
			if err != nil {
				return err
			}
			o.password = o.newPassword
			return c.storeKey(o, k)
		}}, &o)
	c.passwordFlag(cmd, &o)
	f := cmd.Flags()
	f.StringVar(&o.newPassword, "new-password-file", "", c.say("新口令文件",
		"file with the new password"))
	f.StringVar(&o.alg, "alg", "", c.say("十六进制私钥的算法", "algorithm of a secret in hex"))
	c.lightFlag(cmd, &o)
	return cmd
}

// readForeign opens a key file of any program, or a private file with a secret in hex.
func (c *cli) readForeign(o keyOptions, path string) (crypto.PrivateKey, error) {
	if o.alg == "" {
		password, err := c.password(o.password, c.say("原口令", "its password"))
		if err != nil {
			return nil, err
		}
		defer clear(password)
		k, err := crypto.ReadKeyFile(path, password)
		return k, keyError(err)
	}
	var alg crypto.Alg
	if err := alg.UnmarshalText([]byte(o.alg)); err != nil {
		return nil, failf(exitUsage, "算法 %q 不是 secp256k1 或 sm2",
			"algorithm %q is neither secp256k1 nor sm2", o.alg)
	}
	b, err := readSecretFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(b)
	secret, err := hex.DecodeString(strings.TrimPrefix(string(b), "0x"))
	if err != nil {
		return nil, failf(exitUsage, "%[1]s 不是十六进制", "%[1]s is not hex", path)
	}
	defer clear(secret)
	k, err := crypto.FromBytes(alg, secret)
	return k, keyError(err)
}

func (c *cli) keysExport() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "export", Args: cobra.NoArgs,
		Short: c.say("以新口令另存密钥文件", "save a key under a new password in another file"),
		RunE: func(*cobra.Command, []string) error {
			if o.out == "" {
				return fail(exitUsage, "请用 --out 给出新文件", "name the new file with --out")
			}
			a, k, _, err := c.openKey(o)
			if err != nil {
				return err
			}
			password, err := c.newPassword(o.newPassword, c.say("导出文件的口令",
				"password of the exported file"))
			if err != nil {
				return err
			}
			defer clear(password)
			if err := crypto.WriteKeyFile(o.out, k, password, o.light); err != nil {
				return keyError(err)
			}
			return c.printDoc(describeKey(a, o.number, k.Public(), o.out))
		}}, &o)
	c.passwordFlag(cmd, &o)
	f := cmd.Flags()
	f.StringVar(&o.out, "out", "", c.say("新文件", "the new file"))
	f.StringVar(&o.newPassword, "new-password-file", "", c.say("新口令文件",
		"file with the new password"))
	c.lightFlag(cmd, &o)
	return cmd
}

// openKey opens the key file that the flags name.
func (c *cli) openKey(o keyOptions) (tx.Account, crypto.PrivateKey, string, error) {
	a, path, err := c.keyPath(o)
	if err != nil {
		return a, nil, "", err
	}
	if _, err := readKeyDoc(a, o.number, path); err != nil {
		return a, nil, "", err
	}
	password, err := c.password(o.password, c.say(a.String()+" 的口令", "password of "+a.String()))
	if err != nil {
		return a, nil, "", err
	}
	defer clear(password)
	k, err := crypto.ReadKeyFile(path, password)
	return a, k, path, keyError(err)
}

func (c *cli) keysChangePassword() *cobra.Command {
	var o keyOptions
	cmd := c.keyFlags(&cobra.Command{Use: "change-password", Args: cobra.NoArgs,
		Short: c.say("更换密钥文件的口令", "change the password of a key file"),
		RunE: func(*cobra.Command, []string) error {
			a, k, path, err := c.openKey(o)
			if err != nil {
				return err
			}
			password, err := c.newPassword(o.newPassword, c.say("新口令", "new password"))
			if err != nil {
				return err
			}
			defer clear(password)
			if err := replaceKeyFile(path, k, password, o.light); err != nil {
				return keyError(err)
			}
			return c.printDoc(describeKey(a, o.number, k.Public(), path))
		}}, &o)
	c.passwordFlag(cmd, &o)
	cmd.Flags().StringVar(&o.newPassword, "new-password-file", "",
		c.say("新口令文件", "file with the new password"))
	c.lightFlag(cmd, &o)
	return cmd
}

// replaceKeyFile writes the new file whole before it takes the old one's place: a power cut leaves
// one of the two.
func replaceKeyFile(path string, k crypto.PrivateKey, password []byte, light bool) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := crypto.WriteKeyFile(fresh, k, password, light); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
