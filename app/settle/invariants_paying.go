package settle

import "github.com/suyuan-ledger/suyuan/app/rule"

var payingInvariants = []rule.Invariant{}
