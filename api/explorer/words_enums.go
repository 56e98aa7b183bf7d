package explorer

import "github.com/suyuan-ledger/suyuan/api/spoken"

// enumWords are the words of the ledger as people say them.
var enumWords = func() map[string][2]string {
	out := make(map[string][2]string, len(spoken.Words))
	for word, w := range spoken.Words {
		out["word."+word] = w
	}
	return out
}()
