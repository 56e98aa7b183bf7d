package product

import "github.com/suyuan-ledger/suyuan/wire"

// Created says that a product version exists.
type Created struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
	Stage   string  `json:"stage" max:"12"`
}

// WasSubmitted says that a version waits for review.
type WasSubmitted struct {
	Product  wire.ID `json:"product"`
	Version  uint32  `json:"version"`
	ReviewOf uint32  `json:"review_of"` // version whose review holds for it
}

// WasReviewed says that a seat decided, and where the version stands.
type WasReviewed struct {
	Product wire.ID  `json:"product"`
	Version uint32   `json:"version"`
	Status  string   `json:"status" max:"12"`
	Flags   []string `json:"flags" max:"4"`
}

// WasRegistered says that a version has its registration number.
type WasRegistered struct {
	Product  wire.ID `json:"product"`
	Version  uint32  `json:"version"`
	Number   string  `json:"number" max:"64"`
	Attested bool    `json:"attested"`
}

// WasPublished says that a version is public.
type WasPublished struct {
	Product wire.ID  `json:"product"`
	Version uint32   `json:"version"`
	Flags   []string `json:"flags" max:"4"`
}

// WasSuspended says that a version is not public until it is resumed, and why.
type WasSuspended struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
	Cause   string  `json:"cause" max:"200"`
}

// WasResumed says that a version is public again.
type WasResumed struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
}

// WasWithdrawn says that a version is no longer public, and why.
type WasWithdrawn struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
	Cause   string  `json:"cause" max:"200"`
}

// Event names the event.
func (Created) Event() string { return "product.created" }

// Event names the event.
func (WasSubmitted) Event() string { return "product.submitted" }

// Event names the event.
func (WasReviewed) Event() string { return "product.reviewed" }

// Event names the event.
func (WasRegistered) Event() string { return "product.registered" }

// Event names the event.
func (WasPublished) Event() string { return "product.published" }

// Event names the event.
func (WasSuspended) Event() string { return "product.suspended" }

// Event names the event.
func (WasResumed) Event() string { return "product.resumed" }

// Event names the event.
func (WasWithdrawn) Event() string { return "product.withdrawn" }
