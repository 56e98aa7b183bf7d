package scenario

import (
	"fmt"
	"strings"
)

// awkward are sets of run events that are valid and unlike the story's own.
var awkward = map[string]string{
	"many sources without columns, two months": strings.Join([]string{
		`{"eventTime": "2024-01-01T00:00:00Z", "eventType": "START", "run": {"runId": "6f1c2a3e-0` +
			`000-4b1a-9c01-000000000001"}, "job": {"namespace": "x", "name": "j"}, "producer": "https` +
			`://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", "input` +
			`s": [{"namespace": "n", "name": "a"}, {"namespace": "n", "name": "b"}, {"namespace": "n"` +
			`, "name": "c"}, {"namespace": "n", "name": "d"}, {"namespace": "n", "name": "e"}, {"name` +
			`space": "n", "name": "f"}], "outputs": []}`,
		`{"eventTime": "2024-03-01T00:00:00Z", "eventType": "COMPLETE", "run": {"runId": "6f1c2a3` +
			`e-0000-4b1a-9c01-000000000001"}, "job": {"namespace": "x", "name": "j"}, "producer": "ht` +
			`tps://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", "in` +
			`puts": [], "outputs": [{"namespace": "n", "name": "o1"}, {"namespace": "n", "name": "o2"` +
			`}]}`,
	}, "\n"),
	"names with colons and spaces": strings.Join([]string{
		`{"eventTime": "2024-01-01T00:00:00Z", "eventType": "COMPLETE", "run": {"runId": "6f1c2a3` +
			`e-0000-4b1a-9c01-000000000002"}, "job": {"namespace": "x", "name": "作业 一"}, "producer": ` +
			`"https://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", ` +
			`"inputs": [{"namespace": "n", "name": "表:甲", "facets": {"schema": {"_producer": "https:/` +
			`/x.example", "_schemaURL": "https://x.example", "fields": [{"name": "a:b", "type": "int"` +
			`}, {"name": "列 名", "type": "int"}]}}}], "outputs": [{"namespace": "n", "name": "出", "fac` +
			`ets": {"schema": {"_producer": "https://x.example", "_schemaURL": "https://x.example", "` +
			`fields": [{"name": "x", "type": "int"}]}, "columnLineage": {"_producer": "https://x.exam` +
			`ple", "_schemaURL": "https://x.example", "fields": {"x": {"inputFields": [{"namespace": ` +
			`"n", "name": "表:甲", "field": "a:b", "transformations": [{"type": "DIRECT", "subtype": "I` +
			`DENTITY", "masking": false}]}]}}}}}]}`,
	}, "\n"),
	"wide": strings.Join([]string{
		wideEvent(350),
	}, "\n"),
	"round": strings.Join([]string{
		`{"eventTime": "2024-01-01T00:00:00Z", "eventType": "COMPLETE", "run": {"runId": "6f1c2a3` +
			`e-0000-4b1a-9c01-000000000004"}, "job": {"namespace": "x", "name": "j1"}, "producer": "h` +
			`ttps://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", "i` +
			`nputs": [{"namespace": "n", "name": "a", "facets": {"schema": {"_producer": "https://x.e` +
			`xample", "_schemaURL": "https://x.example", "fields": [{"name": "x", "type": "int"}]}}}]` +
			`, "outputs": [{"namespace": "n", "name": "b", "facets": {"schema": {"_producer": "https:` +
			`//x.example", "_schemaURL": "https://x.example", "fields": [{"name": "y", "type": "int"}` +
			`]}}}]}`,
		`{"eventTime": "2024-01-01T00:01:00Z", "eventType": "COMPLETE", "run": {"runId": "6f1c2a3` +
			`e-0000-4b1a-9c01-000000000005"}, "job": {"namespace": "x", "name": "j2"}, "producer": "h` +
			`ttps://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", "i` +
			`nputs": [{"namespace": "n", "name": "b", "facets": {"schema": {"_producer": "https://x.e` +
			`xample", "_schemaURL": "https://x.example", "fields": [{"name": "y", "type": "int"}]}}}]` +
			`, "outputs": [{"namespace": "n", "name": "a", "facets": {"schema": {"_producer": "https:` +
			`//x.example", "_schemaURL": "https://x.example", "fields": [{"name": "x", "type": "int"}` +
			`]}}}]}`,
		`{"eventTime": "2024-01-01T00:02:00Z", "eventType": "COMPLETE", "run": {"runId": "6f1c2a3` +
			`e-0000-4b1a-9c01-000000000006"}, "job": {"namespace": "x", "name": "j1"}, "producer": "h` +
			`ttps://x.example", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json", "i` +
			`nputs": [{"namespace": "n", "name": "a", "facets": {"schema": {"_producer": "https://x.e` +
			`xample", "_schemaURL": "https://x.example", "fields": [{"name": "x", "type": "int"}]}}}]` +
			`, "outputs": [{"namespace": "n", "name": "b", "facets": {"schema": {"_producer": "https:` +
			`//x.example", "_schemaURL": "https://x.example", "fields": [{"name": "y", "type": "int"}` +
			`]}}}]}`,
	}, "\n"),
}

// wideEvent is one run over a table of n columns.
func wideEvent(n int) string {
	var fields []string
	for i := range n {
		fields = append(fields, fmt.Sprintf(`{"name":"c%03d","type":"int"}`, i))
	}
	schema := `"facets":{"schema":{"_producer":"https://x.example","_schemaURL":"https://x.example",` +
		`"fields":[` + strings.Join(fields, ",") + `]}}`
	return `{"eventTime":"2024-01-01T00:00:00Z","eventType":"COMPLETE",` +
		`"run":{"runId":"6f1c2a3e-0000-4b1a-9c01-000000000003"},"job":{"namespace":"x","name":"j"},` +
		`"producer":"https://x.example","schemaURL":"https://openlineage.io/spec/2-0-2/OpenLineage.json",` +
		`"inputs":[{"namespace":"n","name":"w",` + schema + `}],` +
		`"outputs":[{"namespace":"n","name":"o",` + schema + `}]}`
}
