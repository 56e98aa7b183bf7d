package authorization

import "github.com/suyuan-ledger/suyuan/wire"

// DeveloperReturned says what an application lacks; the duty has its day.
type DeveloperReturned struct {
	ID      wire.ID  `json:"id"`
	Missing []string `json:"missing" max:"20"`
}

// DeveloperSupplemented says that its material was completed.
type DeveloperSupplemented struct {
	ID wire.ID `json:"id"`
}

// DeveloperRelated tells the implementing body that a developer is linked with the operator of its
// agreement, and how. Banned says that nothing of the developer is usable meanwhile.
type DeveloperRelated struct {
	Link      wire.ID  `json:"link"` // the new link behind it; zero in an answer
	Agreement wire.ID  `json:"agreement"`
	Impl      string   `json:"impl" max:"32"`
	Operator  string   `json:"operator" max:"32"`
	Developer string   `json:"developer" max:"64"`
	Path      []string `json:"path" max:"256"`
	Banned    bool     `json:"banned"`
}

// RedevWarned says that a party linked with the operator re-develops where the rules do not ban it.
type RedevWarned struct {
	Kind     string   `json:"kind" max:"64"` // of the paper
	Operator string   `json:"operator" max:"32"`
	Party    string   `json:"party" max:"32"`
	Path     []string `json:"path" max:"256"`
}

// RulesSubmitted says that an operator's rules wait for consent.
type RulesSubmitted struct {
	ID           wire.ID `json:"id"`
	Jurisdiction string  `json:"jurisdiction" max:"6"`
}

// RulesDecided says whether they bind.
type RulesDecided struct {
	ID   wire.ID `json:"id"`
	Pass bool    `json:"pass"`
	By   string  `json:"by" max:"32"`
}

// Event names it.
func (DeveloperReturned) Event() string { return "developer.returned" }

// Event names it.
func (DeveloperSupplemented) Event() string { return "developer.supplemented" }

// Event names it.
func (DeveloperRelated) Event() string { return "developer.related" }

// Event names it.
func (RedevWarned) Event() string { return "redev.warned" }

// Event names it.
func (RulesSubmitted) Event() string { return "developer.rules_submitted" }

// Event names it.
func (RulesDecided) Event() string { return "developer.rules_decided" }
