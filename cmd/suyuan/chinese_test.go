package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted = regexp.MustCompile(`“[^”]*”|"[^"]*"|\S*[/.@_={}\[\]:-]\S*`)
	prose  = regexp.MustCompile(`[A-Za-z]{2,} [A-Za-z]{2,}`)
	han    = regexp.MustCompile(`\p{Han}`)
)

// foreign is the English in a Chinese sentence that is no name, path or code.
func foreign(zh string) string { return prose.FindString(quoted.ReplaceAllString(zh, "")) }

const storyHeader = `scenario: test
ledger: {start: 2026-01-05 09:00, calendars: [2026], regimes: [guizhou]}
parties:
  gz-bureau: {nature: administrative, at: "520000", roles: [bureau], alg: sm2, validator: true}
steps:
`

// Each of these is a mistake of its user: no exit code 1, and one sentence in each language.
func TestMistakesAreToldInBothLanguages(t *testing.T) {
	home, password := testHome(t)
	_, url := newFakeNode(t)
	at := func(name, text string) string {
		file := filepath.Join(home, name)
		write(t, file, text, 0o600)
		return file
	}
	map1, map2 := at("map1", "a: ["), at("map2", "format: x\n")
	map3 := at("map3", "format: suyuan-openlineage-map/1\ndatasets: [{name: x}]\n")
	events := filepath.Join(home, "events")
	bad := filepath.Join(home, "bad")
	for _, dir := range []string{events, bad} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	at("bad/1.json", "{")
	draft := "tx resource.draft --from gz-health/1 --id gz-health/r --password-file " + password
	for args, want := range map[string]int{
		"version --none": exitUsage, "nonsense": exitUsage, "tx resource.burn": exitUsage,
		"query party --id": exitUsage, "init": exitUsage, "version more": exitUsage,
		"completion tcsh": exitUsage, "verify": exitUsage, "localnet kill": exitUsage,
		"query parties --height -1": exitUsage, draft + " --timeout soon": exitUsage,
		draft + " --nonce x": exitUsage, "verify x --genesis a --trust b": exitUsage,
		draft + ` --body {"weight":-1}`:                                          exitUsage,
		draft + ` --body {"fields":1}`:                                           exitUsage,
		draft + ` --body {"fields":[1]}`:                                         exitUsage,
		draft + ` --body {"name":1}`:                                             exitUsage,
		draft + ` --body {"origin":1}`:                                           exitUsage,
		draft + ` --body {"Name":"x"}`:                                           exitUsage,
		draft + ` --body {"nme":"x"}`:                                            exitUsage,
		draft + ` --body []`:                                                     exitUsage,
		draft + ` --body {"a":1,"a":2}`:                                          exitUsage,
		draft + ` --body {`:                                                      exitUsage,
		draft + " --body " + home:                                                exitUsage,
		draft + " --body none.json":                                              exitNotFound,
		draft + " --weight heavy":                                                exitUsage,
		"tx decode " + home:                                                      exitUsage,
		"tx decode " + at("text", "x"):                                           exitUsage,
		"tx decode none":                                                         exitNotFound,
		"status --node http://127.0.0.1:1":                                       exitUnreachable,
		"settlement run " + home:                                                 exitUsage,
		"settlement check none.yaml":                                             exitNotFound,
		"settlement check " + map1:                                               exitUsage,
		"init x --genesis " + home:                                               exitUsage,
		"verify " + home + " --trust 00":                                         exitUsage,
		"keys import --account a/1 " + home:                                      exitForbidden,
		"localnet status --dir " + home:                                          exitNotFound,
		"localnet up --validators 99 --dir " + home + "/net":                     exitConfig,
		"localnet up --manifest none.toml --dir " + home + "/net":                exitNotFound,
		"localnet up --dir " + password + "/net":                                 exitConfig,
		"localnet up --scenario none.yaml --dir " + home + "/net":                exitNotFound,
		"openlineage survey none":                                                exitNotFound,
		"openlineage survey " + password:                                         exitUsage,
		"openlineage survey " + events:                                           exitConfig,
		"openlineage survey " + bad:                                              exitConfig,
		"openlineage replay " + bad + " --map none --from a/1":                   exitConfig,
		"openlineage survey ../../localnet/stories/guizhou/events --map " + map1: exitConfig,
		"openlineage survey ../../localnet/stories/guizhou/events --map " + map2: exitConfig,
		"openlineage survey ../../localnet/stories/guizhou/events --map " + map3: exitConfig,
		"scenario run " + home:                                                   exitConfig,
		"scenario check none.yaml":                                               exitNotFound,
		"scenario check " + at("e.yaml", ""):                                     exitConfig,
	} {
		line := append([]string{"--output", "json", "--home", home, "--node", url}, words(args)...)
		code, out, _ := shell(t, line...)
		if code != want {
			t.Errorf("%s: exit %d, want %d: %s", args, code, want, out)
			continue
		}
		var doc failureDoc
		oneDocument(t, out, &doc)
		if f := foreign(doc.Error.Zh); f != "" || !han.MatchString(doc.Error.Zh) {
			t.Errorf("%s: %q in %q", args, f, doc.Error.Zh)
		}
		if han.MatchString(doc.Error.En) || strings.Contains(doc.Error.En, "wire:") ||
			strings.Contains(doc.Error.En, "Go struct") || strings.Contains(doc.Error.En, "uint") {
			t.Errorf("%s: %q", args, doc.Error.En)
		}
	}
}

// What is wrong with a story's text, and where it parts from the ledger, is told in Chinese.
func TestStoriesAreToldInBothLanguages(t *testing.T) {
	for _, text := range []string{"scenario: [", "scenarios: x\n", storyHeader + "---\na: b\n",
		"ledger: {regimes: [guizhou]}\n", "ledger: {start: 2026-01-05}\n",
		strings.Replace(storyHeader, "[guizhou]", "[atlantis]", 1),
		strings.Replace(storyHeader, "{start", "{period: quater, start", 1),
		strings.Replace(storyHeader, "[2026]", "[1999]", 1),
		strings.Replace(storyHeader, "[bureau]", "[king]", 1),
		strings.Replace(storyHeader, "alg: sm2", "alg: rsa", 1),
		strings.Replace(storyHeader, `"520000"`, "52", 1),
		storyHeader + "- {by: gz-bureau}\n",
		storyHeader + "- {do: resource.draft, until: 2026-01-06}\n",
		storyHeader + "- {do: resource.draft, wiht: {}, by: gz-bureau}\n",
		storyHeader + "- {do: resource.publish, by: gz-bureau, with: {id: a/b, nam: x}}\n",
		storyHeader + "- {do: resource.publish, by: gz-beuro}\n",
		storyHeader + "- {do: resource.publish}\n",
		storyHeader + "- {do: resource.publish, by: gz-bureau, at: tomorrow}\n",
		storyHeader + "- {query: resourc}\n", storyHeader + "- {recompute: 2026Q7}\n",
		storyHeader + "- {do: resource.publish, by: gz-bureau, expect: no}\n",
		storyHeader + "- {by: gz-bureau, do: resource.publish, with: {id: a/b}}\n",
		storyHeader + "- {by: gz-bureau, do: resource.publish, with: {id: a/b}, " +
			"expect: refused party.unknown}\n",
		storyHeader + "- {query: resource, args: {id: a/b}, expect: {}}\n",
		storyHeader + "- {query: ledger, expect: {chain: x}}\n",
		storyHeader + "- {query: ledger, expect: {x: x}}\n",
		storyHeader + "- {recompute: 2026Q1}\n",
	} {
		file := filepath.Join(t.TempDir(), "s.yaml")
		write(t, file, text, 0o600)
		code, out, _ := shell(t, "--output", "json", "scenario", "run", "--quiet", file)
		zh := out
		if code == exitFindings { // the document is the result; the sentence is on stderr
			_, _, zh = shell(t, "--output", "table", "--lang", "zh", "scenario", "run", file)
		} else {
			var doc failureDoc
			oneDocument(t, out, &doc)
			zh = doc.Error.Zh
		}
		if code != exitConfig && code != exitFindings {
			t.Errorf("%s: exit %d: %s", text, code, out)
		}
		zh = strings.ReplaceAll(zh, file, "s.yaml")
		if f := foreign(zh); f != "" {
			t.Errorf("%q in %s", f, zh)
		}
	}
}

// The table has no pattern that leads nowhere, and knows what the scenario package says of a step.
func TestChineseOfSteps(t *testing.T) {
	for en, want := range map[string]string{
		"(resource.draft by gz-health at 2026-01-05 10:00): ok": "" +
			"（resource.draft，gz-health 签署，2026-01-05 10:00）：接受",
		"until 2026-01-05T10:00:00+08:00": "推至 2026-01-05T10:00:00+08:00",
	} {
		if got := inChinese(en); got != want {
			t.Errorf("%s: %s", en, got)
		}
	}
	for _, p := range zhPhrases {
		for i := range 9 {
			if strings.Contains(p.zh, "{"+string(rune('1'+i))+"}") && p.en.NumSubexp() < i+1 {
				t.Errorf("%s has no group %d", p.en, i+1)
			}
		}
	}
}

// A rule for files holds everywhere: missing 4, not permitted 6, a folder 2, anything else 3.
func TestFileErrors(t *testing.T) {
	for err, want := range map[error]int{
		&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}:           exitNotFound,
		&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}:         exitForbidden,
		&fs.PathError{Op: "mkdir", Path: "x", Err: fs.ErrPermission}:        exitForbidden,
		&fs.PathError{Op: "mkdir", Path: "x", Err: fs.ErrExist}:             exitConfig,
		&fs.PathError{Op: "read", Path: "x", Err: errors.New("bad sector")}: exitConfig,
	} {
		if f := asFailure(err); f.exit != want {
			t.Errorf("%v: exit %d, want %d", err, f.exit, want)
		}
	}
}
