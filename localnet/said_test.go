package localnet

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goCrash = `panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.main()
	/src/main.go:12 +0x1d
`

// What a node that did not start is said to have ended for is the line that says why, however its
// log ends.
func TestSaid(t *testing.T) {
	doc := "错误 config：配置无法读取\n{\n  \"error\": {\n    \"exit\": 3,\n    \"zh\": \"配置无法读取\",\n" +
		"    \"en\": \"the configuration cannot be read\"\n  }\n}\n"
	many := strings.Repeat("goroutine 7 [select]:\nnet.poll(0x1)\n\t/src/net.go:1 +0x2\n\n", 500)
	for text, want := range map[string]string{
		"":                       "",
		"one\ntwo\n":             "two",
		"one\ntwo\n\n":           "two",
		"began\n" + doc:          "the configuration cannot be read",
		doc + "error: later\n":   "error: later",
		doc + goCrash:            "panic: runtime error: index out of range [3] with length 3",
		goCrash + doc:            "the configuration cannot be read",
		goCrash + "I[1] running": "I[1] running",
		"fatal error: out of memory\n\n" + many + "rax    0x0\ngs     0xfc\n": "fatal error: out of " +
			"memory",
		"panic: one\n\nmore [recovered]\n\tpanic: two\n\n" + many: "panic: one",
		"the node says\n{\n  \"height\": 3\n}\n":                  "the node says",
		"why it ended\n  at here\n}\n":                            "why it ended",
		"{\"_msg\":\"one\"}\n{\"_msg\":\"two\"}\n":                "{\"_msg\":\"two\"}",
		"2026-11-22 began\n}\n":                                   "2026-11-22 began",
		"}\n":                                                     "}",
	} {
		if got := said(text); got != want {
			t.Errorf("%.60q: %q, not %q", text, got, want)
		}
	}
}

// A start that fails names the sentence, also where the log ends with a document or a long crash.
func TestEndedSaysWhy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	n := &Network{}
	for text, want := range map[string]string{
		"{\n  \"error\": {\n    \"en\": \"no disk\"\n  }\n}\n":                          "no disk",
		"fatal error: no memory\n" + strings.Repeat("\ngoroutine 7:\n\t/a.go:1", 2_000): "no memory",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := n.ended(&Node{Name: "gz-water", Log: file}, nil)
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v does not end with %q", err, want)
		}
	}
}
