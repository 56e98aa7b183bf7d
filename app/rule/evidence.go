package rule

import (
	"errors"

	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Evidence names a document kept off chain (rulings U1): the file stays with its custodian, the
// ledger keeps what identifies it.
type Evidence struct {
	Number string        `json:"number" max:"64"` // document number, such as 黔府函〔2026〕3号
	Title  string        `json:"title" max:"200"`
	Issuer string        `json:"issuer" max:"100"`
	Date   wire.Date     `json:"date"`
	Digest crypto.Digest `json:"digest"` // of the file's bytes
}

// Given reports whether the evidence names a document: a number or title, and a digest.
func (e Evidence) Given() bool { return (e.Number != "" || e.Title != "") && !e.Digest.IsZero() }

// ErrNotFound is a query's answer when the object is unknown.
var ErrNotFound = errors.New("not found")

// BadField refuses a body whose field is malformed, before any state is read.
var BadField = Refuse(20, "body.field", "字段 {field} 不合格式：{zh}", "field {field} is malformed: {en}",
	"更正该字段后重新提交", "correct the field and submit again")

// Malformed refuses because field is not what it must be; zh and en complete the sentence.
func Malformed(field, zh, en string) *Refused {
	return BadField.At(field, "field", field, "zh", zh, "en", en)
}

// RequireEvidence refuses when e names no document.
func RequireEvidence(field string, e Evidence) error {
	if e.Given() {
		return nil
	}
	return Malformed(field, "须写明文件编号或标题及摘要", "a document number or title and a digest are required")
}
