package bundle

import (
	"bytes"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type statementKey struct {
	Period string
	Payer  string
	Payee  string
}

// pairKey counts runs back, so that a pair's newest statement is its first key.
type pairKey struct {
	Payer string
	Payee string
	Back  uint32
}

func pairAt(payer, payee string, seq uint32) pairKey { return pairKey{payer, payee, ^seq} }

type periodOf struct {
	Period string `json:"period" max:"16"`
}

// The places of the records in state. They are part of the format, so they are written down here; a
// test holds them equal to the chapters'.
var (
	ledgers = state.NewItem[app.Ledger](0, 1, "app/ledger", "what the chain is")
	parties = state.NewMap[string, party.Party](1, 1, "party/parties", "institutions by id")
	clock   = state.NewItem[regime.Clock](2, 8, "regime/test_clock", "offset of law time")
	runs    = state.NewMap[string, settle.Run](10, 2, "settle/runs", "settlement runs by period")
	sheets  = state.NewMap[statementKey, settle.Statement](10, 4, "settle/statements",
		"what a payer owes a payee for a period")
	pairs = state.NewMap[pairKey, periodOf](10, 5, "settle/pairs", "statements of a pair by run")
)

// recordNames are the records of a file in their order.
var recordNames = [...]string{"ledger", "run", "statement", "payer", "payee", "clock"}

// facts are the records once they are proved.
type facts struct {
	ledger    app.Ledger
	run       settle.Run
	statement settle.Statement
	payer     party.Party
	payee     party.Party
	offset    wire.Int
}

// keysOf are the keys of a statement's records, in the order of recordNames.
func keysOf(s settle.Statement) [len(recordNames)][]byte {
	return [...][]byte{ledgers.Key(), runs.Key(s.Period),
		sheets.Key(statementKey{s.Period, s.Payer, s.Payee}), parties.Key(s.Payer),
		parties.Key(s.Payee), clock.Key()}
}

// openRecords checks every record against the app hash before it reads any of them.
func (p Proof) openRecords(root wire.Hash) (*facts, *Fault) {
	if len(p.Records) != len(recordNames) {
		return nil, faultf("records.count", "文件有 %[1]d 条状态记录，应为 %[2]d 条",
			"the file has %[1]d state records, not %[2]d", len(p.Records), len(recordNames))
	}
	for i, r := range p.Records {
		if r.Name != recordNames[i] {
			return nil, faultf("records.order", "第 %[1]d 条状态记录应为 %[2]s",
				"state record %[1]d must be %[2]s", i+1, recordNames[i])
		}
		value := []byte(r.Value)
		if len(value) == 0 {
			value = nil
		}
		if err := state.VerifyProof(root, r.Key, value, r.Proof); err != nil {
			return nil, faultf("records."+r.Name, "状态记录 %[1]s 与应用哈希不符",
				"state record %[1]s does not lead to the app hash: %[2]v", r.Name, err)
		}
	}
	f := new(facts)
	for i, read := range []func([]byte) bool{
		reads(ledgers.DecodeValue, &f.ledger, false), reads(runs.DecodeValue, &f.run, false),
		reads(sheets.DecodeValue, &f.statement, false), reads(parties.DecodeValue, &f.payer, true),
		reads(parties.DecodeValue, &f.payee, true), f.readClock,
	} {
		if !read(p.Records[i].Value) {
			return nil, faultf("records.value", "状态记录 %[1]s 的内容不能识别",
				"the value of state record %[1]s is not known to this program", recordNames[i])
		}
	}
	for i, key := range keysOf(f.statement) {
		if !bytes.Equal(p.Records[i].Key, key) {
			return nil, faultf("records.key", "状态记录 %[1]s 属于另一对象",
				"state record %[1]s is about something else", recordNames[i])
		}
	}
	return f, nil
}

// reads gives a reader of one value; only optional ones may be absent.
func reads[V any](decode func([]byte) (V, error), to *V, optional bool) func([]byte) bool {
	return func(b []byte) (ok bool) {
		if len(b) == 0 {
			return optional
		}
		v, err := decode(b)
		*to = v
		return err == nil
	}
}

func (f *facts) readClock(b []byte) bool {
	var c regime.Clock
	ok := reads(clock.DecodeValue, &c, true)(b)
	f.offset = c.Offset
	return ok
}
