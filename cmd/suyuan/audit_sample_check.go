package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The most findings that the ledger takes for one challenge.
const maxFindings = 64

// sampleDoc is a sample as the auditor sees it.
type sampleDoc struct {
	trace.ChallengeView
	Blocks string          `json:"blocks"` // checked, or why the node could not show them
	Draws  []trace.Located `json:"draws"`
}

func (c *cli) sampleShow() *cobra.Command {
	return &cobra.Command{Use: "show ID", Args: cobra.ExactArgs(1),
		Short: c.say("样本：每个抽中单位所在的批次和位置，由种子重算核对",
			"the sample: batch and place of each drawn unit, worked out again from the seed"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := recordID(args[0])
			if err != nil {
				return err
			}
			v, drawn, err := c.sample(cmd, id)
			if err != nil {
				return err
			}
			doc := sampleDoc{ChallengeView: v, Draws: drawn.Draws}
			if doc.Blocks, err = c.checkBeacon(cmd, v.Challenge); err != nil {
				return err
			}
			t := table{head: []string{c.say("序号", "draw"), c.say("日期", "day"), c.say("批次", "batch"),
				c.say("批次内单位", "unit of the batch")}}
			for _, d := range doc.Draws {
				t.rows = append(t.rows, []string{strconv.Itoa(int(d.Draw)), d.Day.String(), d.Batch.String(),
					strconv.FormatUint(d.Place, 10)})
			}
			c.note("总体 %d 单位，样本 %d，区块：%s", "population %d units, sample %d, blocks: %s", v.Population,
				v.Sample, doc.Blocks)
			return c.printTable(doc, t)
		}}
}

// sample reads a revealed challenge with its draws, and works the draws out again.
func (c *cli) sample(cmd *cobra.Command, id wire.ID) (v trace.ChallengeView, d collect.Drawn,
	err error) {
	v, height, err := c.challenge(cmd, id)
	if err != nil {
		return v, d, err
	}
	if v.Revealed == 0 {
		return v, d, failf(exitRefused, "抽查 %s 尚未公布随机数", "the nonce of %s is not revealed", id)
	}
	d.Challenge = id
	_, err = c.pages(cmd, "sample", map[string]string{"id": id.String()}, height,
		func(doc json.RawMessage) (string, error) {
			var page rule.Page[trace.Located]
			err := json.Unmarshal(doc, &page)
			d.Draws = append(d.Draws, page.Items...)
			return page.Next, err
		})
	if err != nil {
		return v, d, err
	}
	units := make([]uint64, len(d.Draws))
	for i, one := range d.Draws {
		units[i] = one.Unit
	}
	size, fits := trace.SampleSize(v.Population, v.Confidence, v.Tolerated)
	if trace.Commitment(v.Nonce) != v.Commitment || trace.Seed(id, v.Nonce, v.Beacon) != v.Seed ||
		!fits || size != v.Sample || !slices.Equal(units, trace.Draw(v.Seed, v.Population, v.Sample)) {
		return v, d, fail(exitVerify, "节点给出的样本不是由种子抽出的",
			"the node's sample does not follow from the seed")
	}
	return v, d, nil
}

// rpcBlock is what the beacon takes from a block.
type rpcBlock struct {
	ID struct {
		Hash string `json:"hash"`
	} `json:"block_id"`
}

// checkBeacon works the beacon out again from the hashes of its 8 blocks, where the node still has
// them.
func (c *cli) checkBeacon(cmd *cobra.Command, v trace.Challenge) (string, error) {
	l := c.ledger(cmd)
	var all []byte
	for h := v.BeaconFrom; h < v.BeaconFrom+8; h++ {
		var b rpcBlock
		err := l.Call(background(cmd.Context()), "block",
			map[string]any{"height": strconv.FormatUint(h, 10)}, &b)
		if err != nil {
			return c.say("节点已无这些区块", "the node has these blocks no more"), nil
		}
		hash, err := hex.DecodeString(b.ID.Hash)
		if err != nil {
			return "", failf(exitUnexpected, "节点的回答无法读取：%v", "the node's answer cannot be read: %v", err)
		}
		all = append(all, hash...)
	}
	if sha256.Sum256(all) != v.Beacon {
		return "", fail(exitVerify, "信标与八个区块的哈希不符",
			"the beacon is not that of the hashes of the 8 blocks")
	}
	return c.say("已核对", "checked"), nil
}

// answerCheck is what the check of an answer found.
type answerCheck struct {
	Challenge wire.ID         `json:"challenge"`
	File      crypto.Digest   `json:"file"`
	Sample    uint32          `json:"sample"`
	Findings  []trace.Finding `json:"findings"`
	Passed    bool            `json:"passed"`
}

// check compares an answer file with the sample of a challenge, and with the batches of the ledger.
func (c *cli) check(cmd *cobra.Command, name, file string) (doc answerCheck, err error) {
	id, err := recordID(name)
	if err != nil {
		return doc, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return doc, unreadable(file, err)
	}
	v, drawn, err := c.sample(cmd, id)
	if err != nil {
		return doc, err
	}
	doc = answerCheck{Challenge: id, File: crypto.DigestOf(crypto.DigestSHA256, text),
		Sample: v.Sample, Findings: []trace.Finding{}}
	if v.Answered != 0 && v.Answer != doc.File {
		return doc, failf(exitVerify, "文件摘要与账本上的应答 %s 不符",
			"the file is not the one that the ledger has, %s", v.Answer)
	}
	a, err := collect.ParseAnswer(text)
	if err != nil {
		return doc, asCollect(err)
	}
	l := collectLedger{c.ledger(cmd)}
	findings, err := a.Check(drawn, func(id wire.ID) (trace.Batch, error) {
		b, ok, err := l.Batch(background(cmd.Context()), id)
		if err == nil && !ok {
			err = failf(exitNotFound, "账本上没有批次 %s", "the ledger has no batch %s", id)
		}
		return b, err
	})
	if err != nil {
		return doc, asCollect(err)
	}
	doc.Findings, doc.Passed = append(doc.Findings, findings...), len(findings) == 0
	return doc, nil
}

func unshown(doc answerCheck) error {
	if doc.Passed {
		return nil
	}
	return failf(exitFindings, "样本 %[2]d 条中有 %[1]d 条未出示或不符",
		"%d of %d draws are not shown or do not hold", len(doc.Findings), doc.Sample)
}

func (c *cli) sampleCheck() *cobra.Command {
	var file string
	cmd := &cobra.Command{Use: "check ID --answer FILE", Args: cobra.ExactArgs(1),
		Short: c.say("逐条核验应答文件；有问题时退出码为 10",
			"check the answer file draw by draw; exit 10 with findings"),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := c.check(cmd, args[0], file)
			if err != nil {
				return err
			}
			t := table{head: []string{c.say("序号", "draw"), c.say("问题", "why")}}
			for _, f := range doc.Findings {
				t.rows = append(t.rows, []string{strconv.Itoa(int(f.Draw)), f.Why})
			}
			if err := c.printTable(doc, t); err != nil {
				return err
			}
			return unshown(doc)
		}}
	cmd.Flags().StringVar(&file, "answer", "", c.say("应答文件", "the answer file"))
	_ = cmd.MarkFlagRequired("answer")
	return cmd
}

func (c *cli) sampleRecord() *cobra.Command {
	var file string
	var o txFlags
	cmd := &cobra.Command{Use: "record ID --answer FILE", Args: cobra.ExactArgs(1),
		Short: c.say("核验应答文件并把结论记上账本；有问题时退出码为 10",
			"check the answer file and record the outcome on the ledger; exit 10 with findings"),
		RunE: func(cmd *cobra.Command, args []string) error {
			doc, err := c.check(cmd, args[0], file)
			if err != nil {
				return err
			}
			m := &trace.ChallengeJudge{ID: doc.Challenge, File: doc.File, Passed: doc.Passed,
				Findings: doc.Findings[:min(len(doc.Findings), maxFindings)]}
			if err := c.file(cmd, "challenge.judge", m, o); err != nil {
				return err
			}
			return unshown(doc)
		}}
	cmd.Flags().StringVar(&file, "answer", "", c.say("应答文件", "the answer file"))
	_ = cmd.MarkFlagRequired("answer")
	c.filing(cmd, &o)
	return cmd
}
