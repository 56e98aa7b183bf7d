package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/wire"
)

// tokenDoc is a token as it is shown; the secret only when it is made.
type tokenDoc struct {
	api.Token
	Secret string `json:"secret,omitempty"`
}

func tokenCommand(c *cli) *cobra.Command {
	cmd := &cobra.Command{Use: "token", Args: cobra.NoArgs,
		Short: c.say("HTTP 接口的访问令牌", "tokens for the HTTP service"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.tokenAdd(), c.tokenList(), c.tokenRevoke())
	return cmd
}

func (c *cli) tokenAdd() *cobra.Command {
	var scopes []string
	var note, certificate string
	var days int
	cmd := &cobra.Command{Use: "add MEMBER", Args: cobra.ExactArgs(1),
		Short: c.say("为一家机构发放令牌；令牌只显示一次，节点只存其摘要",
			"give an institution a token; it is shown once, the node keeps its hash"),
		RunE: func(_ *cobra.Command, args []string) error {
			if !wire.IsName(args[0]) {
				return failf(exitUsage, "机构编号 %[1]q 不合格式", "%[1]q is not a party's id", args[0])
			}
			for _, s := range scopes {
				if !slices.Contains(api.Scopes, s) {
					return failf(exitUsage, "范围 %[1]s 不在 %[2]s 之内", "scope %[1]s is none of %[2]s", s,
						strings.Join(api.Scopes, " "))
				}
			}
			t, secret := api.NewToken(args[0], scopes, time.Now())
			t.Note = note
			if days > 0 {
				t.Expires = t.Created.AddDate(0, 0, days)
			}
			if certificate != "" {
				sum, err := certificateHash(certificate)
				if err != nil {
					return err
				}
				t.Hash, t.Certificate, secret = "", sum, ""
			}
			err := c.changeTokens(func(f *api.TokenFile) error {
				f.Tokens = append(f.Tokens, t)
				return nil
			})
			if err != nil {
				return err
			}
			return c.printDoc(tokenDoc{t, secret})
		}}
	f := cmd.Flags()
	f.StringSliceVar(&scopes, "scope", []string{api.ScopeRead}, c.say(
		"范围：read 查询，export 全部行，stream 事件流，relay 转交文书",
		"scopes: read, export (all rows), stream, relay (papers)"))
	f.StringVar(&note, "note", "", c.say("备注", "a note"))
	f.IntVar(&days, "days", 0, c.say("有效天数，缺省不限", "days it is valid, without end by default"))
	f.StringVar(&certificate, "certificate", "", c.say("以此客户端证书（PEM）代替令牌",
		"this client certificate (PEM) stands in place of a token"))
	return cmd
}

func certificateHash(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", unreadable(file, err)
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != "CERTIFICATE" {
		return "", failf(exitUsage, "%s 不是 PEM 证书", "%s is not a certificate in PEM", file)
	}
	sum := sha256.Sum256(block.Bytes)
	return hex.EncodeToString(sum[:]), nil
}

func (c *cli) tokenList() *cobra.Command {
	return &cobra.Command{Use: "list", Args: cobra.NoArgs,
		Short: c.say("已发放的令牌", "the tokens given out"),
		RunE: func(*cobra.Command, []string) error {
			f, _, err := c.tokens()
			if err != nil {
				return err
			}
			t := table{head: []string{c.say("编号", "id"), c.say("机构", "member"), c.say("范围", "scopes"),
				c.say("到期", "expires"), c.say("备注", "note")}}
			for _, k := range f.Tokens {
				expires := ""
				if !k.Expires.IsZero() {
					expires = k.Expires.Format(time.DateOnly)
				}
				t.rows = append(t.rows, []string{k.ID, k.Member, strings.Join(k.Scopes, " "), expires,
					k.Note})
			}
			return c.printTable(f, t)
		}}
}

func (c *cli) tokenRevoke() *cobra.Command {
	return &cobra.Command{Use: "revoke ID", Args: cobra.ExactArgs(1),
		Short: c.say("收回令牌，两秒内生效", "take a token back; it ends within two seconds"),
		RunE: func(_ *cobra.Command, args []string) error {
			var gone api.Token
			err := c.changeTokens(func(f *api.TokenFile) error {
				i := slices.IndexFunc(f.Tokens, func(t api.Token) bool { return t.ID == args[0] })
				if i < 0 {
					return failf(exitNotFound, "没有令牌 %s", "there is no token %s", args[0])
				}
				gone = f.Tokens[i]
				f.Tokens = slices.Delete(f.Tokens, i, i+1)
				return nil
			})
			if err != nil {
				return err
			}
			return c.printDoc(tokenDoc{Token: gone})
		}}
}

// tokens reads the token file of the home.
func (c *cli) tokens() (f api.TokenFile, file string, err error) {
	_, own, err := abci.ReadConfig(c.home)
	if err != nil {
		return f, "", failf(exitConfig, "%[1]s 不是节点目录：%[2]v", "%[1]s is no home: %[2]v", c.home, err)
	}
	if file = own.API.Tokens; !filepath.IsAbs(file) {
		file = filepath.Join(c.home, file)
	}
	b, err := readTokenFile(file)()
	if err == nil {
		f, err = api.ReadTokens(b)
	}
	if err != nil {
		return f, file, failf(exitConfig, "令牌文件有误：%v", "the token file is wrong: %v", err)
	}
	return f, file, nil
}

// readTokenFile reads a token file; one that is not there holds no tokens.
func readTokenFile(file string) func() ([]byte, error) {
	return func() ([]byte, error) {
		b, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return b, err
	}
}

func (c *cli) changeTokens(change func(*api.TokenFile) error) error {
	f, file, err := c.tokens()
	if err != nil {
		return err
	}
	if err := change(&f); err != nil {
		return err
	}
	b, err := encode(f)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", b, 0o600); err != nil {
		return unwritable(file, err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		return unwritable(file, err)
	}
	c.logged("tokens", file)
	return nil
}
