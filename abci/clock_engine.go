package abci

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// CometBFT takes no block whose time is further ahead of the own clock than the tolerance. Of a
// proposal that says nothing about the clock: a single dishonest proposer may send one. Of a block
// that two thirds of the power have voted for it says that the own clock is slow, because block
// time is the median of their clocks.

// tooFar is how CometBFT says so.
var tooFar = regexp.MustCompile(
	`block time (.+?) is too far in the future \(wall clock (.+?)(?: m=\S+)? \+ tolerance (\S+)\)`)

// unsynced is what CometBFT logs, with the sentence of tooFar at the start of the error, of a block
// that it fetched: its signatures are verified by then.
const unsynced = "Error in validation"

// slowClock gives what CometBFT says of a decided block in our words, nil where it says anything
// but that the block is ahead of the own clock.
func slowClock(said any) error {
	m := tooFar.FindStringSubmatch(fmt.Sprint(said))
	if m == nil {
		return nil
	}
	const layout = "2006-01-02 15:04:05.999999999 -0700 MST" // of time.Time's String
	block, err1 := time.Parse(layout, m[1])
	own, err2 := time.Parse(layout, m[2])
	tolerance, err3 := time.ParseDuration(m[3])
	if err1 != nil || err2 != nil || err3 != nil {
		return nil
	}
	return wrongClock(own.Sub(block), tolerance)
}

// clockBehind is slowClock of a line that CometBFT logs, nil where the line speaks of no decided
// block.
func clockBehind(msg string, keyvals []any) error {
	said := fmt.Sprint(valueOf(keyvals, "err"))
	if strings.HasPrefix(msg, consensusFailed) ||
		msg == unsynced && strings.HasPrefix(said, "block time ") {
		return slowClock(said)
	}
	return nil
}
