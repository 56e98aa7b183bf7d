package follow

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/suyuan-ledger/suyuan/app/product"
)

// provSchema is the schema of the W3C submission, formats included.
func provSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("testdata/prov/prov-json.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("prov-json.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("prov-json.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Exports validate against the schema of W3C: a whole closure, an empty one, and names as people
// write them.
func TestProvValidates(t *testing.T) {
	s := provSchema(t)
	odd := exported(t)
	odd.Nodes[0].Name, odd.Nodes[0].RegistryNo = "", "登〔2026〕1号"
	odd.Nodes[1].From, odd.Nodes[1].To = 0, 0
	odd.Nodes[1].Authorization = &product.Entitlement{Cause: "grant.expired"}
	odd.Steps[1].Fields = []string{"病人 编号", "a\"b", "c"}
	for name, c := range map[string]Closure{"whole": exported(t), "odd": odd, "empty": {}} {
		text, err := Export("prov-json", "test-guizhou", c)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
	for _, bad := range []string{`{"wasEndedBy":{"_:1":{"prov:activity":"a:b"}}}`,
		`{"used":{"_:1":{"prov:activity":"a:b","prov:time":"today"}}}`,
		`{"wasGeneratedBy":{"_:1":{"prov:activity":"a:b"}}}`} {
		doc, _ := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(bad)))
		if s.Validate(doc) == nil {
			t.Errorf("the schema accepts %s", bad)
		}
	}
}
