package access

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	persons = state.NewMap[wire.ID, Person](chapter, 40, "access/persons",
		"Data-processing workers on file, by salted hashes.")
	handles = state.NewMap[handleKey, personOf](chapter, 41, "access/person_handles",
		"The file of a worker by employer and salted hash, so that none is opened twice.")
	imports = state.NewMap[wire.ID, Import](chapter, 42, "access/imports",
		"Non-public data brought in under an agreement.")
	raws = state.NewMap[wire.ID, RawAccess](chapter, 43, "access/raw",
		"Requests of developers for raw data, assessed, reviewed and provided.")
	consentSets = state.NewMap[wire.ID, ConsentSet](chapter, 44, "access/consent_sets",
		"Consents of individuals and enterprises as collected: scope, dates and document.")
	consents = state.NewMap[uint64, Consent](chapter, 45, "access/consents",
		"One consent by its number: which set, whose salted hash, when it was revoked.")
	consentCount = state.NewItem[lastConsent](chapter, 46, "access/consent_count",
		"The last number given to a consent.")
)

var handlingCollections = []state.Collection{persons.Descriptor(), handles.Descriptor(),
	imports.Descriptor(), raws.Descriptor(), consentSets.Descriptor(), consents.Descriptor(),
	consentCount.Descriptor()}

type handleKey struct {
	Employer string
	Handle   [32]byte
}

type personOf struct {
	ID wire.ID `json:"id"`
}

type lastConsent struct {
	Last uint64 `json:"last"`
}

// GetPerson returns a worker's file.
func GetPerson(r state.Reader, id wire.ID) (Person, bool) { return persons.Get(r, id) }

// GetImport returns imported data.
func GetImport(r state.Reader, id wire.ID) (Import, bool) { return imports.Get(r, id) }

// GetRawAccess returns a request for raw data.
func GetRawAccess(r state.Reader, id wire.ID) (RawAccess, bool) { return raws.Get(r, id) }
