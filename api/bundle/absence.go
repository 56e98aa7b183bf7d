package bundle

import (
	"bytes"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Absence asks whether an object had a live grant for a purpose between two instants (rulings E9),
// and answers it from the whole log of openings and closings. Live is who had one; nobody is what
// the question hopes to hear.
type Absence struct {
	Object  wire.ID   `json:"object"`
	Kind    string    `json:"kind"`
	Purpose string    `json:"purpose"`
	From    wire.Time `json:"from"` // of the time asked for, inclusive
	To      wire.Time `json:"to"`   // exclusive, and not after the law time of the proof
	Live    []Live    `json:"live"`
}

// Live is a grant that was open within the time asked for, with its own time: To 0 has no end.
type Live struct {
	Grant wire.ID   `json:"grant"`
	From  wire.Time `json:"from"`
	To    wire.Time `json:"to"`
}

type grantLogOf struct {
	Object  wire.ID
	Kind    string
	Purpose string
}

// grantLog is part of the format, as the places of records.go.
var grantLog = state.NewLog[grantLogOf](6, 8, 9, "access/grant_log",
	"openings and closings of grants")

// answer walks the entries of the one log that the question is about. They are proved already.
func (a Absence) answer(records []LineageRecord, now wire.Time) (*Absence, *Fault) {
	key := grantLog.HeadKey(grantLogOf{a.Object, a.Kind, a.Purpose})
	if len(records) != 1 || !bytes.Equal(records[0].Key, key) {
		return nil, faultf("absence.record", "文件的状态记录不是所问对象和用途的授权日志",
			"the file's record is not the log of grants of the object and purpose asked for")
	}
	if a.From == 0 || a.From >= a.To || a.To > now {
		return nil, faultf("absence.period", "所问时段不成立，或晚于证明时的账本时间 %[1]s",
			"the time asked for is empty, or after the law time of the proof, %[1]s", now)
	}
	out := a
	out.Live = []Live{}
	var all []Live
	for _, b := range records[0].Entries {
		var e access.Opening
		if err := wire.Decode(b, &e); err != nil {
			return nil, faultf("records.log", "授权日志的条目不能识别",
				"an entry of the log of grants is not known to this program")
		}
		if e.Open {
			all = append(all, Live{e.Grant, e.From, e.To})
			continue
		}
		for i := range all {
			if all[i].Grant == e.Grant && (all[i].To == 0 || e.From < all[i].To) {
				all[i].To = max(e.From, 1)
			}
		}
	}
	for _, l := range all {
		if l.From < a.To && (l.To == 0 || l.To > a.From) && (l.To == 0 || l.From < l.To) {
			out.Live = append(out.Live, l)
		}
	}
	out.Live = slices.Clip(out.Live)
	return &out, nil
}
