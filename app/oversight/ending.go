package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Ways to destroy data.
const (
	Overwrite     = "overwrite"      // 覆写
	Physical      = "physical"       // 物理销毁
	CryptoErasure = "crypto_erasure" // 密钥销毁
	LogicalDelete = "logical_delete" // 逻辑删除: can be undone
)

// What is destroyed.
const (
	RawData = "raw_data"
	Copies  = "copies"
)

var (
	irreversible = []string{Overwrite, Physical, CryptoErasure}
	destroyable  = []string{RawData, Copies}
)

// Ending is what became of an agreement after its end.
type Ending struct {
	HandedOver  wire.Time     `json:"handed_over"`
	Handover    rule.Evidence `json:"handover"`
	Destroyed   wire.Time     `json:"destroyed"`
	Method      string        `json:"method" max:"16"`
	Scope       []string      `json:"scope" max:"4"`
	Supervised  bool          `json:"supervised"` // the implementing body, or the operator, signed
	Destruction rule.Evidence `json:"destruction"`
	Classes     []string      `json:"classes" max:"4"` // of logs deposited
	Closed      wire.Time     `json:"closed"`
	ClosedBy    string        `json:"closed_by" max:"32"`
	Closing     rule.Evidence `json:"closing"`
}

// over returns the subject and the record of an agreement that has ended and is not closed.
func over(c *rule.Ctx, kind string, id wire.ID) (subject, Ending, error) {
	s, err := find(c, kind, id)
	if err != nil {
		return s, Ending{}, err
	}
	v, _ := endings.Get(c.Store, endingKey{kind, id})
	switch {
	case c.Time < s.ended && !s.cancelled(c):
		return s, v, ErrRunning.At("agreement", "id", id)
	case v.Closed != 0:
		return s, v, ErrClosed.At("agreement", "id", id, "at", v.Closed)
	}
	return s, v, nil
}
