package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/tx"
)

func (c *cli) txSign(m *app.Machine) *cobra.Command {
	var from, keys, password, out string
	var force bool
	cmd := &cobra.Command{Use: "sign FILE --from ACCOUNT", Args: cobra.ExactArgs(1),
		Short: c.say("在文书文件上加签", "add a signature to a paper file"),
		RunE: func(_ *cobra.Command, args []string) error {
			signers, err := parseSigners(from)
			if err != nil {
				return err
			}
			f, err := c.readPaper(m, args[0])
			if err != nil {
				return err
			}
			for _, a := range signers {
				if !slices.Contains(f.Paper.Signers(), a) {
					return failf(exitUsage, "%[1]s 不在签署人 %[2]v 之列", "%[1]s is not among the signers %[2]v",
						a, f.Paper.Signers())
				}
			}
			if err := c.ownLedger(f.Paper, force); err != nil {
				return err
			}
			if out != "" && out != args[0] {
				if err := c.mayWrite(out, force); err != nil {
					return err
				}
			}
			r, err := c.openRing(signers, keys, password)
			if err != nil {
				return err
			}
			if err := r.sign(f); err != nil {
				return err
			}
			if out == "" {
				out = args[0]
			}
			return c.writePaper(f, out)
		}}
	cmd.Flags().StringVar(&from, "from", "", c.say("签署账号，以逗号分隔",
		"signing accounts, separated by commas"))
	cmd.Flags().StringVar(&out, "out", "", c.say("写到另一文件，- 为标准输出",
		"another file, - for standard output"))
	cmd.Flags().BoolVar(&force, "force", false, c.say("签署其他账本的文书，或覆盖已有文件",
		"sign a paper of another ledger, or write over a file that is there"))
	c.signFlags(cmd, &keys, &password)
	return cmd
}

// ownLedger refuses a paper of another ledger than the home's, where the home knows one: the
// signature would bind its signer somewhere it did not mean.
func (c *cli) ownLedger(p tx.Paper, force bool) error {
	file := filepath.Join(c.home, abci.GenesisFile)
	if _, err := os.Stat(file); force || err != nil {
		return nil
	}
	g, err := abci.ReadGenesis(file)
	if err != nil {
		return err
	}
	if p.Chain == g.Doc.ChainID && p.Genesis == g.Digest {
		return nil
	}
	return failf(exitConfig, "文书属于账本 %[1]s（创世 %[2]s），本目录的是 %[3]s（创世 %[4]s）；确要签署请加 --force",
		"the paper is of ledger %[1]s (genesis %[2]s), the home's is %[3]s (genesis %[4]s); "+
			"add --force to sign it all the same", p.Chain, p.Genesis, g.Doc.ChainID, g.Digest)
}

func (c *cli) txBroadcast(m *app.Machine) *cobra.Command {
	var s sendFlags
	cmd := &cobra.Command{Use: "broadcast FILE", Args: cobra.ExactArgs(1),
		Short: c.say("提交签齐的文书文件", "send a paper file that everyone signed"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(); err != nil {
				return err
			}
			f, err := c.readPaper(m, args[0])
			if err != nil {
				return err
			}
			if missing := f.missing(); len(missing) > 0 {
				return failf(exitUsage, "尚待签署：%v", "still to sign: %v", missing)
			}
			raw, err := f.signed()
			if err != nil {
				return err
			}
			return c.send(cmd.Context(), c.ledger(cmd), f.Paper, raw, s)
		}}
	c.sendFlags(cmd, &s)
	return cmd
}

func (c *cli) txDecode(m *app.Machine) *cobra.Command {
	return &cobra.Command{Use: "decode FILE|HEX", Args: cobra.ExactArgs(1),
		Short: c.say("解读文书文件或十六进制交易", "read a paper file or a transaction in hex"),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := c.readPaper(m, args[0])
			if err != nil {
				return err
			}
			return c.printDoc(struct {
				*paperFile
				Missing []string `json:"missing"`
			}{f, accountTexts(f.missing())})
		}}
}

// readPaper reads a paper file, hex in a file, or hex given as the argument itself.
func (c *cli) readPaper(m *app.Machine, arg string) (*paperFile, error) {
	b := []byte(arg)
	if _, err := hex.DecodeString(arg); err != nil || arg == "" {
		if b, err = c.readArgument(arg); err != nil {
			return nil, err
		}
	}
	f, err := decodePaper(m, b)
	if err != nil {
		return nil, failf(exitUsage, "不是可读的文书：%v", "%v", err)
	}
	return f, nil
}

func readPlainFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.IsDir() {
		return nil, unreadable(path, syscall.EISDIR)
	}
	if !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return nil, failf(exitUsage, "%[1]s 不是文书文件", "%[1]s is no paper file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return b, nil
}

// replaceFile writes a file whole before it takes an earlier one's place.
func replaceFile(path string, b []byte) error {
	fresh := fmt.Sprintf("%s.new-%d", path, os.Getpid())
	if err := os.WriteFile(fresh, b, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

func accountTexts(list []tx.Account) []string {
	out := []string{}
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}
