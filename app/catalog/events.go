package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var entryEvents = []rule.Event{ResourceDrafted{}, ResourceWasReviewed{}, ResourcePublished{},
	ResourceRegistered{}}

// ResourceDrafted tells that an entry was drafted or drafted again.
type ResourceDrafted struct {
	ID      wire.ID `json:"id"`
	Version uint32  `json:"version"`
}

// Event names it.
func (ResourceDrafted) Event() string { return "resource.drafted" }

// ResourceWasReviewed tells the outcome of a review.
type ResourceWasReviewed struct {
	ID       wire.ID `json:"id"`
	Reviewer string  `json:"reviewer" max:"32"`
	Pass     bool    `json:"pass"`
}

// Event names it.
func (ResourceWasReviewed) Event() string { return "resource.reviewed" }

// ResourcePublished tells that an entry is public and took its number in the lineage.
type ResourcePublished struct {
	ID  wire.ID `json:"id"`
	Seq uint64  `json:"seq"`
}

// Event names it.
func (ResourcePublished) Event() string { return "resource.published" }

// ResourceRegistered tells that a resource was registered.
type ResourceRegistered struct {
	ID         wire.ID `json:"id"`
	RegistryNo string  `json:"registry_no" max:"64"`
	Attested   bool    `json:"attested"`
}

// Event names it.
func (ResourceRegistered) Event() string { return "resource.registered" }
