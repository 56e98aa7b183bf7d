package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Registered says that a party joined.
type Registered struct {
	Party        string `json:"party" max:"32"`
	Name         string `json:"name" max:"200"`
	Jurisdiction string `json:"jurisdiction" max:"6"`
	By           string `json:"by" max:"32"`
}

// RoleGranted says that a role began.
type RoleGranted struct {
	Party        string `json:"party" max:"32"`
	Role         string `json:"role" max:"20"`
	Jurisdiction string `json:"jurisdiction" max:"6"`
	By           string `json:"by" max:"32"`
}

// RoleEnded says that a role ended.
type RoleEnded struct {
	Party        string `json:"party" max:"32"`
	Role         string `json:"role" max:"20"`
	Jurisdiction string `json:"jurisdiction" max:"6"`
	By           string `json:"by" max:"32"`
}

// AccountOpened says that an account may sign from the next block.
type AccountOpened struct {
	Account tx.Account `json:"account"`
	Duty    string     `json:"duty" max:"32"`
}

// AccountClosed says that an account signs no more.
type AccountClosed struct {
	Account tx.Account `json:"account"`
}

// KeyEnrolled says that a key signs from the next block.
type KeyEnrolled struct {
	Account tx.Account       `json:"account"`
	Number  uint16           `json:"number"`
	Public  crypto.PublicKey `json:"public"`
}

// KeyCertified says that a key was enrolled with a certificate of an authority of genesis.
type KeyCertified struct {
	Account tx.Account `json:"account"`
	Number  uint16     `json:"number"`
	Subject string     `json:"subject" max:"500"`
	To      wire.Time  `json:"to"` // last second of its validity
}

// KeyRevoked says that a key signs no more.
type KeyRevoked struct {
	Account tx.Account `json:"account"`
	Number  uint16     `json:"number"`
}

// DualSwitched says that maker–checker of a party was switched.
type DualSwitched struct {
	Party    string `json:"party" max:"32"`
	Single   bool   `json:"single"`
	Document string `json:"document" max:"200"`
}

// LinkRecorded says that two parties are linked. Relation is what it amounts to, "" for a minority
// holding; whom it hits is a query.
type LinkRecorded struct {
	ID       wire.ID `json:"id"`
	Kind     string  `json:"kind" max:"20"`
	A        string  `json:"a" max:"64"`
	B        string  `json:"b" max:"64"`
	EquityBP uint32  `json:"equity_bp"`
	Relation string  `json:"relation" max:"20"`
	By       string  `json:"by" max:"32"`
	Capacity string  `json:"capacity" max:"8"`
}

// LinkEnded says that a link is in force no more, or never was.
type LinkEnded struct {
	ID   wire.ID `json:"id"`
	A    string  `json:"a" max:"64"`
	B    string  `json:"b" max:"64"`
	By   string  `json:"by" max:"32"`
	Void bool    `json:"void"`
}

func (LinkRecorded) Event() string  { return "party.linked" }
func (LinkEnded) Event() string     { return "party.unlinked" }
func (Registered) Event() string    { return "party.registered" }
func (RoleGranted) Event() string   { return "role.granted" }
func (RoleEnded) Event() string     { return "role.ended" }
func (AccountOpened) Event() string { return "account.opened" }
func (AccountClosed) Event() string { return "account.closed" }
func (KeyEnrolled) Event() string   { return "key.enrolled" }
func (KeyCertified) Event() string  { return "key.certified" }
func (KeyRevoked) Event() string    { return "key.revoked" }
func (DualSwitched) Event() string  { return "dual.switched" }

var events = []rule.Event{Registered{}, RoleGranted{}, RoleEnded{}, AccountOpened{},
	AccountClosed{}, KeyEnrolled{}, KeyRevoked{}, DualSwitched{}, LinkRecorded{}, LinkEnded{},
	KeyCertified{}}
