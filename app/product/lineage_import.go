package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

// flagNonPublic marks data that was brought in from outside the public data of the agreement.
const flagNonPublic = "non_public"

// imported fills in data that a maker imported (GZ §29, HE §23¶2): from where, and on what basis.
func (w *walker) imported(n *LineageNode, id wire.ID) {
	v, _ := access.GetImport(w.r, id)
	n.Name, n.Status, n.From, n.To = v.Name, v.Of, v.From, v.To
	n.Digest, n.Flags = v.Recorded.Evidence.Digest.String(), []string{flagNonPublic}
	n.act("imported", id.Party, v.Recorded)
}
