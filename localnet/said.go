package localnet

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

// said is what a node that ended by itself gave as its reason, from the end of its log: the
// sentence of the document that a failed command ends with, the first line of a crash of Go, or the
// last line that says something.
func said(log string) string {
	lines := strings.Split(strings.TrimRight(log, " \t\r\n"), "\n")
	if text := ofDocument(lines); text != "" {
		return text
	}
	if text := ofCrash(lines); text != "" {
		return text
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if speaks(lines[i]) {
			return strings.TrimSpace(lines[i])
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// speaks tells a line of its own from one inside a document or a list: it begins with a word, or is
// a whole line of a log in JSON.
func speaks(line string) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return strings.IndexFunc(line, word) == 0 || len(line) > 2 && json.Valid([]byte(line))
}

func ofDocument(lines []string) string {
	for i := len(lines) - 1; i >= 0; i-- {
		if !strings.HasPrefix(lines[i], "{") {
			continue
		}
		var doc struct {
			Error struct {
				En string `json:"en"`
			} `json:"error"`
		}
		if json.Unmarshal([]byte(strings.Join(lines[i:], "\n")), &doc) != nil {
			return ""
		}
		return doc.Error.En
	}
	return ""
}

var (
	crash = regexp.MustCompile(`^(panic: |fatal error: |unexpected fault address|SIG[A-Z]+: )`)
	// A crash ends with a place in the code, or with the registers.
	crashEnd = regexp.MustCompile(`^(\t.*:\d+|[a-z0-9]+ +0x[0-9a-f]+$)`)
)

func ofCrash(lines []string) (text string) {
	if !crashEnd.MatchString(lines[len(lines)-1]) {
		return ""
	}
	for _, line := range lines {
		if crash.MatchString(line) {
			text = strings.TrimSpace(line) // the last one: those before are of earlier starts
		}
	}
	return text
}
