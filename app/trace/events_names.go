package trace

// Event names it.
func (BatchRepeated) Event() string { return "trace.repeated" }

// Event names it.
func (CounterReported) Event() string { return "trace.counter_reported" }

// Event names it.
func (CountRuleSet) Event() string { return "trace.count_rule_set" }

// Event names it.
func (MismatchOpened) Event() string { return "mismatch.opened" }

// Event names it.
func (MismatchClosed) Event() string { return "mismatch.closed" }

// Event names it.
func (Recounted) Event() string { return "trace.recounted" }

// Event names it.
func (SampleCommitted) Event() string { return "sample.committed" }

// Event names it.
func (SampleDrawn) Event() string { return "sample.drawn" }

// Event names it.
func (SampleRevealed) Event() string { return "sample.revealed" }

// Event names it.
func (SampleAnswered) Event() string { return "sample.answered" }

// Event names it.
func (SampleJudged) Event() string { return "sample.judged" }

// Event names it.
func (SampleContested) Event() string { return "sample.contested" }

// Event names it.
func (SampleDecided) Event() string { return "sample.decided" }
