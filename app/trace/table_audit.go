package trace

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// kind is one of the kinds of counting twice and of sampling.
func kind[M any, P interface {
	*M
	rule.Msg
}](name, zh, en string, writes uint32, dual bool) rule.Kind {
	return rule.Kind{Name: name, Zh: zh, En: en, Law: "GZ §13 §24", Writes: writes, Dual: dual,
		Weight: rule.Ordinary, New: func() rule.Msg { return P(new(M)) }}
}

// auditKinds: a resolution moves the sums of its tally, one for each set of inputs.
var auditKinds = []rule.Kind{
	kind[CounterReport]("trace.counter_report", "使用方报告一日的使用量",
		"the consumer's side reports the uses of a day", 3, false),
	kind[CountRule]("trace.count_rule", "登记协议约定的计数依据",
		"both parties of an agreement say which count settles while counts differ", 1, true),
	kind[MismatchResolve]("mismatch.resolve", "认定双方计数差异以何方为准",
		"both sides, or the implementing body, say which count stands", 7+regime.MeetWrites+maxCounters,
		true),
	kind[ChallengeCommit]("challenge.commit", "审计单位提交随机抽查的承诺",
		"an auditor commits to a random sample of raw uses", 3, true),
	kind[ChallengeReveal]("challenge.reveal", "审计单位公布随机数，确定样本",
		"the auditor shows its nonce, which fixes the sample", 1+regime.MeetWrites+regime.OpenWrites,
		false),
	kind[ChallengeAnswer]("challenge.answer", "被抽查方提交应答文件摘要",
		"the reporter commits to its answer file", 1+regime.MeetWrites+regime.OpenWrites, false),
	kind[ChallengeJudge]("challenge.judge", "审计单位记录抽查结论",
		"the auditor records what it found", 1+regime.MeetWrites, true),
	kind[ChallengeContest]("challenge.contest", "被抽查方对抽查结论提出异议",
		"the reporter contests the outcome", 1+regime.OpenWrites, false),
	kind[ChallengeDecide]("challenge.decide", "认定被抽查方的异议是否成立",
		"a body without a link decides about the reporter's objection", 1+regime.MeetWrites, true),
}

var auditEvents = []rule.Event{BatchRepeated{}, CounterReported{}, CountRuleSet{}, MismatchOpened{},
	MismatchClosed{}, Recounted{}, SampleCommitted{}, SampleDrawn{}, SampleRevealed{},
	SampleAnswered{},
	SampleJudged{}, SampleContested{}, SampleDecided{}}

var auditCollections = []state.Collection{places.Descriptor(), tallies.Descriptor(),
	mismatches.Descriptor(), mismatchCount.Descriptor(), clauses.Descriptor(),
	counterReports.Descriptor(), lastBlocks.Descriptor(), challenges.Descriptor(),
	unmatched.Descriptor(), mismatchList.Descriptor(), waiting.Descriptor(),
	challengesOf.Descriptor(), recountCount.Descriptor(), recounts.Descriptor(),
	recountsAt.Descriptor()}
