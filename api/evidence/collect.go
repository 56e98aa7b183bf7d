package evidence

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
)

// IndexFile lists what a pack of evidence should hold.
const IndexFile = "index.json"

// Entry is a document that the ledger names, with where it lies in the pack: "" for missing.
type Entry struct {
	Named
	File string `json:"file"`
}

// PackEvidence packs the documents that are wanted and held, their cards and the list of all that
// are wanted.
func PackEvidence(about map[string]string, wanted []Named, s Store) (pack []byte, missing int,
	err error) {
	h, err := s.Held()
	if err != nil {
		return nil, 0, err
	}
	entries := []Entry{}
	files := map[string][]byte{}
	for _, n := range wanted {
		e := Entry{Named: n}
		if c, ok := h.Find(n.Digest); ok {
			e.File = c.label()
			if files[e.File] == nil {
				if files[e.File], err = s.Read(c); err != nil {
					return nil, 0, err
				}
				if files[e.File+".card.json"], err = indented(c); err != nil {
					return nil, 0, err
				}
			}
		}
		entries = append(entries, e)
	}
	index, err := indented(entries)
	if err != nil {
		return nil, 0, err
	}
	list := []File{{IndexFile, index}}
	for name, data := range files {
		list = append(list, File{name, data}) // Pack puts them in order
	}
	pack, err = Pack("evidence", about, list)
	return pack, len(Missing(wanted, h)), err
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// label is a document's name in a pack.
func (c Card) label() string {
	name := strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, filepath.Base(c.Name))
	return "files/" + c.SHA256.String()[:16] + "-" + name
}
