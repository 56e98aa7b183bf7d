package regime

// Uses reported twice, and uses sampled by auditors.
var traceKeys = []Key{
	spanKey("trace.mismatch.deadline", "双方报送的使用量不一致时的核对期限",
		"deadline to settle a difference between the counts of both sides"),
	spanKey("trace.reveal.deadline", "审计单位公布抽查随机数的期限，逾期抽查失效",
		"deadline of the auditor to show its nonce, after which the sample lapses"),
	spanKey("trace.answer.deadline", "被抽查方出示原始使用记录的期限",
		"deadline to show the raw uses that an auditor has drawn"),
	spanKey("trace.judge.deadline", "审计单位就抽查应答作出结论的期限",
		"deadline of the auditor to judge what was shown"),
	spanKey("trace.contest.deadline", "对被抽查方异议作出认定的期限",
		"deadline to decide about an objection to the outcome of a sample"),
}
