package trace

import "github.com/suyuan-ledger/suyuan/wire"

// BatchRecorded tells that uses were counted.
type BatchRecorded struct {
	ID      wire.ID  `json:"id"`
	Product string   `json:"product" max:"80"` // node, such as gz-operator/credit@1
	Period  string   `json:"period" max:"16"`
	Use     string   `json:"use" max:"10"`
	Count   uint64   `json:"count"`
	Flags   []string `json:"flags" max:"4"`
}

// Event names it.
func (BatchRecorded) Event() string { return "trace.recorded" }
