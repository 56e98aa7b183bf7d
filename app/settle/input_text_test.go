package settle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// The text in pieces is the JSON of the inputs, whatever the number of sales and whatever is in
// their words.
func TestWriteInputs(t *testing.T) {
	of := func(n int) settlement.Input {
		in := settlement.Input{Period: "2026Q3", Sales: make([]settlement.Sale, n),
			Agreements: map[string]settlement.Agreement{`"sales":null`: {}},
			Scores:     map[string]int64{`sales":null`: 1}}
		for i := range in.Sales {
			in.Sales[i] = settlement.Sale{ID: fmt.Sprintf(`a/"sales":null<%d>`, i), Product: "p@1",
				Amount: int64(i)}
		}
		return in
	}
	none := of(0)
	none.Sales = nil
	for _, inputs := range [][]settlement.Input{{none}, {of(0)}, {of(1)}, {of(salesAtOnce)},
		{of(salesAtOnce + 1)}, {of(2), none, of(2*salesAtOnce + 7)}} {
		var got bytes.Buffer
		if err := writeInputs(&got, inputs); err != nil {
			t.Fatal(err)
		}
		var want []byte
		if len(inputs) == 1 {
			want, _ = json.Marshal(inputs[0])
		} else {
			want, _ = json.Marshal(inputs)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%d sales of %d inputs:\n%.300s\n%.300s", len(inputs[0].Sales), len(inputs),
				got.Bytes(), want)
		}
	}
}
