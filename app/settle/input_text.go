package settle

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// salesAtOnce are made into text together: the sales of a quarter are a million, and as one piece
// their text would be larger than all else that a pass holds.
const salesAtOnce = 1000

// writeInputs writes what a run's input hash is of: the JSON of its input or, where a changed rule
// cuts the period, of the list of its inputs.
func writeInputs(w io.Writer, inputs []settlement.Input) error {
	if len(inputs) == 1 {
		return writeInput(w, inputs[0])
	}
	for i, in := range inputs {
		between := ","
		if i == 0 {
			between = "["
		}
		if _, err := io.WriteString(w, between); err != nil {
			return err
		}
		if err := writeInput(w, in); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "]")
	return err
}

// writeInput writes the bytes of json.Marshal(in), the sales piece by piece.
func writeInput(w io.Writer, in settlement.Input) error {
	sales := in.Sales
	in.Sales = nil
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	// No text of an input holds these bytes (quotes in it are escaped), and no other member is so
	// named.
	head, tail, _ := bytes.Cut(text, []byte(`"sales":null`))
	if len(sales) == 0 {
		empty := "null"
		if sales != nil {
			empty = "[]"
		}
		return writeAll(w, head, []byte(`"sales":`+empty), tail)
	}
	if err := writeAll(w, head, []byte(`"sales":`)); err != nil {
		return err
	}
	var piece bytes.Buffer
	before := []byte("[")
	for some := range slices.Chunk(sales, salesAtOnce) {
		piece.Reset()
		if err := json.NewEncoder(&piece).Encode(some); err != nil {
			return err
		}
		rows := bytes.TrimSuffix(piece.Bytes()[1:], []byte("]\n"))
		if err := writeAll(w, before, rows); err != nil {
			return err
		}
		before = []byte(",")
	}
	return writeAll(w, []byte("]"), tail)
}

func writeAll(w io.Writer, pieces ...[]byte) error {
	for _, p := range pieces {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
