package govern

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ArchiveAttest says that a member holds the archive of an epoch: the blocks of [From, To] in a
// file. Every node writes the same file, so members who made it on their own nodes name the same
// digest. The epoch is sealed when members of two control groups have; nodes may then remove blocks
// up to To. Epochs follow each other without a gap.
type ArchiveAttest struct {
	From   uint64    `json:"from" need:"yes"`
	To     uint64    `json:"to" need:"yes"`
	Digest wire.Hash `json:"digest" need:"yes"` // SHA-256 of the file before compression
	Header wire.Hash `json:"header" need:"yes"` // hash of the header after To: it has the app hash
	Bytes  uint64    `json:"bytes" need:"yes"`  // of the file before compression
}

// Check refuses malformed fields.
func (m *ArchiveAttest) Check() error {
	switch {
	case m.From == 0 || m.To < m.From:
		return rule.Malformed("to", "末高度不小于首高度，首高度自 1 起",
			"the last height is not below the first, and heights begin with 1")
	case m.Digest.IsZero() || m.Header.IsZero() || m.Bytes == 0:
		return rule.Malformed("digest", "须写明文件摘要、其后区块头与字节数",
			"the file's digest, the header after it and its bytes are required")
	}
	return nil
}

// Apply records the attestation and seals the epoch when enough members agree.
func (m *ArchiveAttest) Apply(c *rule.Ctx) error {
	by := c.Author()
	at := archiveAt(*m)
	a, known := archives.Get(c.Store, at)
	next, mine := SealedTo(c.Store)+1, claimant{m.From, by}
	n, _ := claims.Get(c.Store, mine)
	switch {
	case !IsMember(c.Store, by):
		return ErrNotMember.At("", "party", by)
	case m.To+1 >= c.Height:
		return ErrArchiveEarly.At("to", "to", m.To, "now", c.Height)
	case m.From != next && a.Sealed == 0:
		return ErrArchiveGap.At("from", "from", m.From, "next", next)
	case witnesses.Has(c.Store, witnessAt{at, by}):
		return ErrArchiveTwice.At("digest", "party", by)
	case n.N >= maxClaims:
		return ErrArchiveMany.At("from", "party", by, "from", m.From, "max", maxClaims)
	}

	witnesses.Set(c.Store, witnessAt{at, by}, Witness{At: c.Time})
	claims.Set(c.Store, mine, claimed{n.N + 1})
	if !known {
		a = Archive{First: c.Time}
	}
	c.Emit(ArchiveAttested{From: m.From, To: m.To, Digest: m.Digest, Party: by})
	if a.Sealed == 0 && enoughGroups(c, at) {
		a.Sealed = c.Time
		sealedTo.Set(c.Store, planAt{m.To})
		c.Emit(ArchiveSealed{From: m.From, To: m.To, Digest: m.Digest})
	}
	archives.Set(c.Store, at, a)
	return nil
}

// enoughGroups counts the control groups of those members that attest an archive; links of control
// join members as they join power.
func enoughGroups(c *rule.Ctx, at archiveAt) bool {
	all := everyMember(c.Store)
	names := holdersAt(c.Store, c.Time, all...)
	groups, held := map[string]bool{}, map[string]bool{}
	for _, id := range all {
		groups[names[id]] = true
		if witnesses.Has(c.Store, witnessAt{at, id}) {
			held[names[id]] = true
		}
	}
	return len(held) >= min(sealers, len(groups))
}

// SealedTo is the last height whose blocks are in a sealed archive. Before the first one it is the
// height before the ledger's first block: what its predecessor sealed is not this ledger's.
func SealedTo(r state.Reader) uint64 {
	at, _ := sealedTo.Get(r)
	first, on := reseated.Get(r)
	if !on {
		return at.Height
	}
	return max(at.Height, first.Height-1)
}
