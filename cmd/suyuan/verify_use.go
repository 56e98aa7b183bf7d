package main

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/api/collect"
)

// verifyUse verifies the proof of one raw use without a node: its batch's record of state from the
// validators' signatures down, then the use inside the batch's root and counters, then every byte.
func verifyUse(file string, b []byte, t bundle.Trust) (v verdictFile, test bool, err error) {
	p, err := collect.ParseProof(b)
	if err != nil {
		return v, false, asUseFault(err)
	}
	if len(p.Record) == 0 {
		return v, false, &bundle.Fault{Code: "use.record",
			Zh: "证明中没有账本记录；须在节点可用时以 collect prove 出具",
			En: "the proof carries no record of the ledger: make it with collect prove while a node answers"}
	}
	x, err := bundle.VerifyRecords(p.Record, t)
	if err != nil {
		return v, false, err
	}
	if len(x.Proof.Records) != 1 {
		return v, false, &bundle.Fault{Code: "use.record", Zh: "证明须恰有一条账本记录",
			En: "the proof must carry exactly one record of the ledger"}
	}
	r := x.Proof.Records[0]
	used, err := p.VerifyState(r.Key, r.Value)
	if err != nil {
		return v, false, asUseFault(err)
	}
	v = verdictFile{File: file, OK: true, Ledger: &x.Ledger, Trusted: x.Anchor, Checked: len(b),
		Bytes: len(b), Use: &provedUse{p.Batch, p.Leaves, p.Index, used, true}}
	v.sign(x.Signers)
	return v, x.Ledger.Test, nil
}

func asUseFault(err error) error {
	en, zh := collect.Sentences(err)
	return &bundle.Fault{Code: "use.proof", Zh: zh, En: en}
}

// useRows are the report for people about the proof of a use.
func (v verdictFile) useRows(c *cli) [][]string {
	head := c.say("✓ 核验通过", "✓ verified")
	if v.Fault != nil {
		head = c.say("✗ 测试账", "✗ test ledger")
	}
	u := v.Use
	out := [][]string{{head, v.File}, {c.say("内容", "content"), fmt.Sprintf(
		c.say("批次 %s 第 %d 条（共 %d 条）使用记录 %q：%s，%d 个单位，输入 %v",
			"use %[4]q is number %[2]d of %[3]d in batch %[1]s: %[5]s, %[6]d units, inputs %[7]v"),
		u.Batch, u.Index+1, u.Leaves, u.Trace.Key, u.Trace.At, u.Trace.Units, u.Trace.Members)},
		{c.say("原文", "line"), string(u.Trace.Line)}}
	return append(append(out, c.ground(v, false)...), c.covered(v))
}
