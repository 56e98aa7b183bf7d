package main

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/crypto/signer"
	"github.com/suyuan-ledger/suyuan/tx"
)

func signerCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "signer", Args: cobra.NoArgs,
		Short: c.say("外部签名器：密钥由另一进程保管", "an external signer: keys are held by another process")}
	cmd.AddCommand(c.signerServe())
	return cmd
}

func (c *cli) signerServe() *cobra.Command {
	var socket, accounts, password string
	cmd := &cobra.Command{Use: "serve --socket PATH --account PARTY/1[,PARTY/2]", Args: cobra.NoArgs,
		Short: c.say("以本目录密钥文件提供签名，直到收到 SIGTERM 或 SIGINT",
			"sign with the home's key files until SIGTERM or SIGINT"),
		RunE: func(*cobra.Command, []string) error { return c.serveKeys(socket, accounts, password) }}
	cmd.Flags().StringVar(&socket, "socket", "", c.say("套接字路径，所在目录权限须为 0700",
		"path of the socket, in a folder of mode 0700"))
	cmd.Flags().StringVar(&accounts, "account", "", c.say("提供哪些账号的密钥，以逗号分隔",
		"accounts whose keys are served, separated by commas"))
	cmd.Flags().StringVar(&password, "password-file", "", c.say("口令文件，权限 0600；不给则在终端询问",
		"file with the password, mode 0600; asked on the terminal otherwise"))
	return cmd
}

// keyName is what the protocol calls a key.
func keyName(a tx.Account, number uint16) string {
	return a.String() + "#" + strconv.Itoa(int(number))
}

// parseKeyName reads a key's name; ok is false for a name that no account has.
func parseKeyName(s string) (a tx.Account, number uint16, ok bool) {
	account, n, _ := strings.Cut(s, "#")
	a, err := tx.ParseAccount(account)
	u, bad := strconv.ParseUint(n, 10, 16)
	return a, uint16(u), err == nil && bad == nil && u > 0
}

func (c *cli) serveKeys(socket, accounts, password string) error {
	if socket == "" {
		return fail(exitUsage, "请用 --socket 给出套接字路径", "name the socket with --socket")
	}
	keys := map[string]crypto.PrivateKey{}
	docs, err := c.listKeys()
	if err != nil {
		return err
	}
	wanted := strings.Split(accounts, ",")
	for _, d := range docs {
		for _, w := range wanted {
			if strings.TrimSpace(w) != d.Account.String() {
				continue
			}
			_, k, _, err := c.openKey(keyOptions{account: w, number: d.Key, password: password})
			if err != nil {
				return err
			}
			keys[keyName(d.Account, d.Key)] = k
		}
	}
	if len(keys) == 0 {
		return fail(exitForbidden, "密钥目录中没有所列账号的密钥",
			"the keystore has no key of the accounts named with --account")
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	defer signal.Stop(signals)
	s, err := signer.Listen(socket, keys)
	if err != nil {
		return failf(exitConflict, "不能提供签名：%v", "%v", err)
	}
	s.Signed = func(key, domain string, err error) {
		if err != nil {
			c.note("%[1]s 未签署：%[2]v", "%[1]s: not signed: %[2]v", key, err)
			return
		}
		c.note("%[1]s 已签署 %[2]s", "%[1]s: signed %[2]s", key, domain)
	}
	c.note("签名器已启动，%[2]d 把密钥，unix:%[1]s", "the signer serves %[2]d keys at unix:%[1]s",
		socket, len(keys))
	ended := make(chan error, 1)
	go func() { ended <- s.Serve() }()
	select {
	case <-signals:
		return errors.Join(s.Close(), <-ended)
	case err := <-ended:
		return err
	}
}

// heldKeys are the keys of the external signer, or those of the keystore where none is named.
func (c *cli) heldKeys() ([]keyDoc, error) {
	if c.signer == "" {
		return c.listKeys()
	}
	_, held, err := c.remoteKeys()
	var docs []keyDoc
	for _, h := range held {
		if a, n, ok := parseKeyName(h.Key); ok {
			docs = append(docs, keyDoc{Account: a, Key: n, Public: h.Public})
		}
	}
	return docs, err
}

func (c *cli) remoteKeys() (*signer.Client, []signer.Held, error) {
	client, err := signer.Dial(c.signerAddress())
	if err != nil {
		return nil, nil, failf(exitUsage, "--signer %[1]q 不形如 unix:路径", "%[2]v", c.signer, err)
	}
	held, err := client.Keys()
	if err != nil {
		return nil, nil, failf(exitUnreachable, "签名器没有回答：%v", "%v", err)
	}
	return client, held, nil
}

// signerAddress takes a path inside the home where it is relative.
func (c *cli) signerAddress() string {
	path, ok := strings.CutPrefix(c.signer, "unix:")
	if !ok || path == "" || filepath.IsAbs(path) {
		return c.signer
	}
	return "unix:" + filepath.Join(c.home, path)
}

// remoteRing takes one key of each account at the external signer: the one of that number, or the
// highest.
func (c *cli) remoteRing(accounts []tx.Account, numbers []string) (*ring, error) {
	client, held, err := c.remoteKeys()
	if err != nil {
		return nil, err
	}
	r := &ring{accounts: accounts}
	for i, account := range accounts {
		var best signer.Held
		var newest uint16
		for _, h := range held {
			a, n, ok := parseKeyName(h.Key)
			wanted := numbers[min(i, len(numbers)-1)]
			if ok && a == account && n > newest && (wanted == "" || wanted == strconv.Itoa(int(n))) {
				best, newest = h, n
			}
		}
		if newest == 0 {
			return nil, failf(exitForbidden, "签名器没有 %s 的密钥", "the signer has no such key of %s", account)
		}
		r.keys, r.numbers = append(r.keys, client.Key(best)), append(r.numbers, newest)
	}
	return r, nil
}
