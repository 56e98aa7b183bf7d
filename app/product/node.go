package product

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/wire"
)

// ParseNode reads "party/local@version".
func ParseNode(s string) (id wire.ID, version uint32, ok bool) {
	name, digits, _ := strings.Cut(s, "@")
	id, err := wire.ParseID(name)
	n, bad := strconv.ParseUint(digits, 10, 32)
	return id, uint32(n), err == nil && bad == nil && n > 0 && Node(id, uint32(n)) == s
}
