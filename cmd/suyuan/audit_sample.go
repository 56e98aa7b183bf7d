package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// auditSample draws and checks a random sample of raw uses (rulings E17).
func (c *cli) auditSample() *cobra.Command {
	cmd := &cobra.Command{Use: "sample", Args: cobra.NoArgs,
		Short: c.say("随机抽查：提交承诺、公布随机数、查看样本、核验应答、记录结论",
			"a random sample: commit, reveal, see the draws, check the answer, record the outcome"),
		Long: c.say("先承诺随机数；其后连续八个区块与随机数共同确定样本，任何一方都不能挑选。"+
			"抽中的是使用量单位：一条记录计多少，被抽中的机会就有多少。",
			"First the nonce is committed to; it and the 8 blocks that follow fix the sample, so that "+
				"nobody chooses it. Units of use are drawn: a use that counts more is drawn more often."),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(c.sampleCommit(), c.sampleReveal(), c.sampleShow(), c.sampleCheck(),
		c.sampleRecord())
	return cmd
}

// filing adds the flags of a command that files one paper.
func (c *cli) filing(cmd *cobra.Command, o *txFlags) {
	cmd.Flags().StringVar(&o.from, "from", "", c.say("签署账号，作者在先，以逗号分隔",
		"signing accounts, the author first, separated by commas"))
	o.expires = "24h"
	c.signFlags(cmd, &o.keys, &o.password)
	c.sendFlags(cmd, &o.send)
}

// file signs one paper, sends it and prints what became of it.
func (c *cli) file(cmd *cobra.Command, kind string, msg rule.Msg, o txFlags) error {
	if err := o.send.check(); err != nil {
		return err
	}
	signers, err := parseSigners(o.from)
	if err != nil {
		return err
	}
	if err := checkBody(msg); err != nil {
		return err
	}
	if _, ok := app.Standard().Kind(kind); !ok {
		return failf(exitUsage, "没有交易种类 %s", "no kind %s", kind)
	}
	body, err := wire.Encode(msg)
	if err != nil {
		return failf(exitUsage, "正文有误：%v", "%v", err)
	}
	l := c.ledger(cmd)
	d := draft{kind: kind, body: body, signers: signers, flags: o, automatic: true}
	p, err := c.draft(cmd, l, d)
	if err != nil {
		return err
	}
	if o.keys == "" {
		o.keys = c.enrolled(cmd.Context(), l, signers)
	}
	ring, err := c.openRing(signers, o.keys, o.password)
	if err != nil {
		return err
	}
	return c.signAndSend(cmd, l, d, p, ring)
}

// nonceFile keeps the nonce of a sample until it is revealed.
func (c *cli) nonceFile(id wire.ID) string {
	return filepath.Join(c.home, "samples", id.Party+"-"+id.Local+".nonce")
}

func recordID(text string) (wire.ID, error) {
	id, err := wire.ParseID(text)
	if err != nil {
		return id, failf(exitUsage, "%q 不是编号，如 gz-audit/k-1", "%q is no id such as gz-audit/k-1",
			text)
	}
	return id, nil
}

func (c *cli) sampleCommit() *cobra.Command {
	var o txFlags
	var product, first, last string
	m := &trace.ChallengeCommit{}
	cmd := &cobra.Command{Use: "commit ID", Args: cobra.ExactArgs(1),
		Short: c.say("生成随机数，存于本机，并提交其承诺",
			"make a nonce, keep it on this machine, and commit to it"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if m.ID, err = recordID(args[0]); err != nil {
				return err
			}
			name, version, _ := strings.Cut(product, "@")
			if m.Product, err = recordID(name); err != nil {
				return err
			}
			m.Version = 1
			if n, err := strconv.ParseUint(version, 10, 32); version != "" && err != nil {
				return failf(exitUsage, "版本 %q 不是数", "version %q is no number", version)
			} else if version != "" {
				m.Version = uint32(n)
			}
			if m.First, err = wire.ParseDate(first); err != nil {
				return failf(exitUsage, "--first %q 不是日期", "--first %q is no date", first)
			}
			if m.Last, err = wire.ParseDate(last); err != nil {
				return failf(exitUsage, "--last %q 不是日期", "--last %q is no date", last)
			}
			nonce, err := c.keepNonce(m.ID)
			if err != nil {
				return err
			}
			m.Commitment = trace.Commitment(nonce)
			return c.file(cmd, "challenge.commit", m, o)
		}}
	f := cmd.Flags()
	f.StringVar(&product, "product", "", c.say("产品，如 gz-operator/index@1",
		"product, such as gz-operator/index@1"))
	f.StringVar(&m.Reporter, "reporter", "", c.say("被抽查的报送方", "who recorded the uses"))
	f.StringVar(&first, "first", "", c.say("首日", "first day"))
	f.StringVar(&last, "last", "", c.say("末日，至多连续 92 日", "last day, at most 92 days on"))
	f.Uint32Var(&m.Confidence, "confidence", 95, c.say("置信度，百分数，50 至 99",
		"confidence in percent, 50 to 99"))
	f.Uint32Var(&m.Tolerated, "tolerated", 100, c.say("容许的差错比例，万分数",
		"tolerated rate of bad units, in 10,000"))
	c.filing(cmd, &o)
	return cmd
}

// keepNonce makes the nonce of a sample, or reads the one that an earlier try has made.
func (c *cli) keepNonce(id wire.ID) (nonce wire.Hash, err error) {
	if nonce, err = c.readNonce(id); err == nil {
		return nonce, nil
	}
	var f *failure
	if !errors.As(err, &f) || f.exit != exitNotFound {
		return nonce, err
	}
	if _, err := rand.Read(nonce[:]); err != nil {
		return nonce, err
	}
	file := c.nonceFile(id)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nonce, unwritable(file, err)
	}
	if err := replaceFile(file, []byte(nonce.String()+"\n")); err != nil {
		return nonce, unwritable(file, err)
	}
	return nonce, nil
}

func (c *cli) readNonce(id wire.ID) (nonce wire.Hash, err error) {
	file := c.nonceFile(id)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nonce, failf(exitNotFound, "本机没有 %s 的随机数", "this machine has no nonce of %s", id)
	}
	if err != nil {
		return nonce, unreadable(file, err)
	}
	if nonce.UnmarshalText([]byte(strings.TrimSpace(string(text)))) != nil || nonce.IsZero() {
		return nonce, failf(exitConfig, "%s 不是随机数文件", "%s holds no nonce", file)
	}
	return nonce, nil
}

func (c *cli) sampleReveal() *cobra.Command {
	var o txFlags
	cmd := &cobra.Command{Use: "reveal ID", Args: cobra.ExactArgs(1),
		Short: c.say("区块已定样本后公布随机数，应答期限由此起算",
			"show the nonce once the blocks are there; the time to answer begins"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := recordID(args[0])
			if err != nil {
				return err
			}
			nonce, err := c.readNonce(id)
			if err != nil {
				return err
			}
			return c.file(cmd, "challenge.reveal", &trace.ChallengeReveal{ID: id, Nonce: nonce}, o)
		}}
	c.filing(cmd, &o)
	return cmd
}

// challenge reads a challenge.
func (c *cli) challenge(cmd *cobra.Command, id wire.ID) (v trace.ChallengeView, height uint64,
	err error) {
	a, err := c.ledger(cmd).query(background(cmd.Context()), "challenge",
		map[string]string{"id": id.String()}, 0)
	if err == nil {
		err = json.Unmarshal(a.Answer, &v)
	}
	return v, a.Height, err
}
