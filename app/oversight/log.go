package oversight

import (
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Classes of logs, each kept for its own time (留存).
const (
	LogNetwork     = "network"     // 网络日志
	LogProcessing  = "processing"  // 加工处理日志
	LogDestruction = "destruction" // 销毁操作网络日志
)

// LogClasses are all classes.
var LogClasses = []string{LogNetwork, LogProcessing, LogDestruction}

// Log is a batch of logs that somebody keeps off the ledger.
type Log struct {
	ID        wire.ID       `json:"id"`
	Subject   string        `json:"subject" max:"10"`
	Agreement wire.ID       `json:"agreement"`
	Class     string        `json:"class" max:"12"`
	From      wire.Date     `json:"from"`
	To        wire.Date     `json:"to"`
	Digest    crypto.Digest `json:"digest"`
	Keeper    string        `json:"keeper" max:"32"`
	Deposited wire.Time     `json:"deposited"`
	Released  wire.Time     `json:"released"` // 0: kept
}
