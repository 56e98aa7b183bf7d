package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// exportedRun is the member "exported" of an exported request: which run it is the input of, and
// what computing it must give.
type exportedRun struct {
	Chain     string    `json:"chain"`
	Test      bool      `json:"test_ledger"`
	Height    uint64    `json:"height"` // asked at
	Period    string    `json:"period"`
	Stage     string    `json:"stage"`
	Cut       uint64    `json:"cut"`        // height whose state the input was read from
	InputHash wire.Hash `json:"input_hash"` // zero while the run has not landed
	LinesRoot wire.Hash `json:"lines_root"`
	Lines     uint32    `json:"lines"`
	// closed periods that the run restated, with the roots that computing them again must give
	Restated []settle.Restated `json:"restated,omitempty"`
}

// exportedDoc tells where the request is.
type exportedDoc struct {
	exportedRun
	File   string    `json:"file"`
	Bytes  int       `json:"bytes"`
	SHA256 wire.Hash `json:"sha256"`
}

func (c *cli) settlementExport() *cobra.Command {
	var out string
	cmd := &cobra.Command{Use: "export PERIOD", Args: cobra.ExactArgs(1),
		Short: c.say("取回一个已冻结结算期的全部输入，供 settlement run 离线复算",
			"fetch the whole input of a frozen period, for settlement run to compute it again"),
		RunE: func(cmd *cobra.Command, args []string) error {
			run, request, err := c.fetchInput(background(cmd.Context()), c.ledger(cmd), args[0])
			if err != nil {
				return err
			}
			if err := c.testNote(run.Test); err != nil {
				return err
			}
			request = append(request, '\n')
			if out == "" || out == "-" {
				c.printed = true
				_, err := c.out.Write(request)
				return err
			}
			if err := writeWhole(out, request); err != nil {
				return err
			}
			doc := exportedDoc{run, out, len(request), sha256.Sum256(request)}
			return c.printTable(doc, table{rows: [][]string{
				{c.say("结算期", "period"), run.Period}, {c.say("阶段", "stage"), run.Stage},
				{c.say("截取高度", "cut height"), strconv.FormatUint(run.Cut, 10)},
				{c.say("输入摘要", "input hash"), run.InputHash.String()},
				{c.say("明细根", "lines root"), run.LinesRoot.String()},
				{c.say("文件", "file"), out}}})
		}}
	cmd.Flags().StringVar(&out, "out", "", c.say("写到此文件，默认标准输出",
		"file to write to; default standard output"))
	return cmd
}

// fetchInput asks for the pieces of a period's input, all at one height, and checks them against
// the run's input hash.
func (c *cli) fetchInput(ctx context.Context, l ledger, period string) (run exportedRun,
	request []byte, err error) {
	info, err := l.info(ctx)
	if err != nil {
		return run, nil, err
	}
	var text []byte
	for piece, pieces := uint32(0), uint32(1); piece < pieces; piece++ {
		a, err := l.query(ctx, "settlement_input", map[string]string{"period": period,
			"piece": strconv.FormatUint(uint64(piece), 10)}, run.Height)
		if err != nil {
			return run, nil, err
		}
		var v settle.InputPiece
		if err := json.Unmarshal(a.Answer, &v); err != nil {
			return run, nil, err
		}
		run = exportedRun{info.Chain, a.Test, a.Height, v.Period, v.Stage, v.Cut, v.InputHash,
			v.LinesRoot, v.Lines, nil}
		text, pieces = append(text, v.Text...), v.Pieces
	}
	e, err := settle.ReadExported(text)
	if err != nil {
		return run, nil, failf(exitUnexpected, "节点的回答无法读取：%v", "the node's answer cannot be read: %v",
			err)
	}
	if got := e.Hash(); !run.InputHash.IsZero() && got != run.InputHash {
		return run, nil, failf(exitVerify, "所得输入的摘要 %[1]s 与账本所记 %[2]s 不符",
			"the input received has hash %[1]s, the ledger says %[2]s", got, run.InputHash)
	}
	if run.Restated, err = l.restated(ctx, e, run); err != nil {
		return run, nil, err
	}
	head, err := json.Marshal(run)
	if err != nil {
		return run, nil, err
	}
	return run, append(append([]byte(`{"exported":`), append(head, ',')...), text[1:]...), nil
}

// readExported reads an exported request: which run it is of, and its inputs.
func readExported(raw []byte) (run exportedRun, e settle.Exported, err error) {
	var head struct {
		Exported *exportedRun `json:"exported"`
	}
	if err = json.Unmarshal(raw, &head); err == nil && head.Exported != nil {
		run = *head.Exported
	}
	if err == nil {
		e, err = settle.ReadExported(raw)
	}
	return run, e, err
}

// unreadAnswer is what settlement run answers to a request that it cannot read.
var unreadAnswer = []byte(`{"errors":["` + settlement.CodeBadRequest + `"]}`)

var errExported = errors.New("its member exported is not what settlement export writes")

// exportedIn reads the member "exported" of a request, nil where there is none. One that cannot be
// held to the ledger is an error: whoever sees no complaint takes the result for compared.
func exportedIn(raw []byte) (*exportedRun, error) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil, nil // what is wrong with it the calculation says
	}
	text, ok := members["exported"]
	if !ok {
		return nil, nil
	}
	var run exportedRun
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&run); err != nil {
		return nil, errors.Join(errExported, err)
	}
	if run.Period == "" || run.Chain == "" || run.Height == 0 ||
		run.InputHash.IsZero() != run.LinesRoot.IsZero() {
		return nil, errExported
	}
	var op string
	if json.Unmarshal(members["op"], &op) != nil || op != "settle" && op != "segments" {
		return nil, errExported
	}
	return &run, nil
}

// compareRoot holds what an exported period settles to to what landed. A request that was changed
// since is only said to be another one.
func (c *cli) compareRoot(run exportedRun, raw, answer []byte) error {
	e, err := settle.ReadExported(raw)
	if err != nil {
		return err
	}
	var got struct {
		LinesRoot wire.Hash `json:"lines_root"`
	}
	switch {
	case run.InputHash.IsZero():
		c.note("%s 尚未入账，没有可比的明细根", "%s has not landed, there is no root to compare with",
			run.Period)
		return nil
	case e.Hash() != run.InputHash:
		c.note("输入在导出之后有改动，不与账本比较", "the input was changed since its export; nothing is compared")
		return nil
	case !json.Valid(answer): // a payee's amount in words
		answer, _ = settlement.Run(raw)
	}
	if json.Unmarshal(answer, &got) != nil || got.LinesRoot != run.LinesRoot {
		return failf(exitVerify, "复算的明细根 %[1]s 与账本所记 %[2]s 不符",
			"computed again the lines root is %[1]s, the ledger says %[2]s", got.LinesRoot, run.LinesRoot)
	}
	if err := c.compareRestated(run, e); err != nil {
		return err
	}
	c.note("复算与账本一致：%[1]s 明细根 %[2]s", "as on the ledger: lines root of %[1]s %[2]s",
		run.Period, run.LinesRoot)
	return nil
}
