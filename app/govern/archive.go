package govern

import (
	"fmt"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Archive is when members attested an epoch's file.
type Archive struct {
	First  wire.Time `json:"first"`  // when the first member attested it
	Sealed wire.Time `json:"sealed"` // when enough had; 0: not yet
}

const (
	// sealers is how many control groups must attest an archive; all of them where there are fewer.
	sealers = 2
	// maxClaims is how many archives a member may attest that begin at one height.
	maxClaims = 8
)

// archiveAt is all that an attestation says, so that a member who says otherwise about the same
// file speaks of another archive and keeps nobody from attesting the true one.
type archiveAt struct {
	From   uint64
	To     uint64
	Digest wire.Hash
	Header wire.Hash
	Bytes  uint64
}

type witnessAt struct {
	Of    archiveAt
	Party string
}

type claimant struct {
	From  uint64
	Party string
}

type claimed struct {
	N uint32 `json:"n"`
}

// Witness is when a member attested an archive.
type Witness struct {
	At wire.Time `json:"at"`
}

var (
	archives = state.NewMap[archiveAt, Archive](number, 30, "govern/archives",
		"files of the blocks of epochs, by first and last height, digest, header after and bytes")
	witnesses = state.NewMap[witnessAt, Witness](number, 31, "govern/archive_witnesses",
		"members that hold an archive")
	sealedTo = state.NewItem[planAt](number, 32, "govern/sealed",
		"last height of the newest sealed epoch")
	claims = state.NewMap[claimant, claimed](number, 33, "govern/archive_claims",
		"how many archives that begin at a height a member attested")
)

// ArchiveView is an archive as the query "archives" shows it.
type ArchiveView struct {
	From   uint64    `json:"from"`
	To     uint64    `json:"to"`
	Digest wire.Hash `json:"digest"`
	Header wire.Hash `json:"header"`
	Bytes  uint64    `json:"bytes"`
	Archive
	Members []string `json:"members"` // that hold it, in order of id
}

// askArchives lists archives by their first height.
func askArchives(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	from := uint64(0)
	if v := q.Args["from"]; v != "" {
		if from, err = strconv.ParseUint(v, 10, 63); err != nil {
			return nil, rule.Malformed("from", "不是高度", "not a height")
		}
	}
	out := rule.Page[ArchiveView]{Items: []ArchiveView{}}
	archives.EachFrom(q.Store, nil, archiveAt{From: from}, func(k archiveAt, a Archive) bool {
		if n := len(out.Items); n >= limit && k.From > out.Items[n-1].From { // epochs stay together
			out.Next = strconv.FormatUint(k.From, 10)
			return false
		}
		v := ArchiveView{k.From, k.To, k.Digest, k.Header, k.Bytes, a, []string{}}
		witnesses.EachPrefix(q.Store, []any{k.From, k.To, k.Digest, k.Header, k.Bytes},
			func(w witnessAt, _ Witness) bool {
				v.Members = append(v.Members, w.Party)
				return len(v.Members) < rule.MaxPage
			})
		out.Items = append(out.Items, v)
		return true
	})
	return out, nil
}

// checkArchives holds that sealed epochs follow each other up to the newest one. Those of a ledger
// that goes on from another one's state begin anew with its own first block.
func checkArchives(r state.Reader) (err error) {
	next, first := uint64(0), true
	_, anew := reseated.Get(r)
	archives.Each(r, func(k archiveAt, a Archive) bool {
		if a.Sealed == 0 {
			return true
		}
		if !first && (k.From < next || k.From > next && !anew) {
			err = fmt.Errorf("a sealed epoch begins at %d, the one before ends below %d", k.From, next)
		}
		next, first = k.To+1, false
		return err == nil
	})
	if at, ok := sealedTo.Get(r); err == nil && ok && at.Height+1 != next {
		err = fmt.Errorf("epochs are sealed up to %d, the newest ends at %d", at.Height, next-1)
	}
	return err
}
