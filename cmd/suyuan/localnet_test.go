package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/tx"
)

// A story's network has an auditor's node only where the story has an auditor.
func TestFollowersOfAStory(t *testing.T) {
	keys := []localnet.AccountKey{{Account: tx.Account{Party: "gz-bureau"}}}
	for _, party := range []string{"gz-bureau", "gz-audit"} {
		nodes := []localnet.NodeSpec{{Name: "bureau", Party: "gz-bureau", Validator: true},
			{Name: "auditor", Party: party}}
		nameFollowers(nodes, keys)
		if want := map[string]string{"gz-bureau": "auditor", "gz-audit": "follower1"}[party]; want !=
			nodes[1].Name || nodes[0].Name != "bureau" {
			t.Errorf("%+v", nodes)
		}
	}
}

func TestExitCodesOfNetworks(t *testing.T) {
	dir, full := t.TempDir(), t.TempDir()
	write(t, filepath.Join(full, "something"), "", 0o600)
	bad := filepath.Join(dir, "bad.toml")
	write(t, bad, "speed = 1\n", 0o600)
	write(t, filepath.Join(dir, "story.yaml"), "scenario: [", 0o600)
	for line, want := range map[string]int{
		"localnet status --dir " + dir + "/none":                            exitNotFound,
		"localnet down --dir " + dir + "/none":                              exitNotFound,
		"localnet kill x --dir " + dir + "/none":                            exitNotFound,
		"localnet start x --dir " + dir + "/none":                           exitNotFound,
		"localnet logs x --dir " + dir + "/none":                            exitNotFound,
		"localnet kill --dir " + dir:                                        exitUsage,
		"localnet up --dir " + full:                                         exitConflict,
		"localnet up --validators 99 --dir " + dir + "/n":                   exitConfig,
		"localnet up --manifest " + bad + " --dir " + dir + "/n":            exitConfig,
		"localnet up --manifest " + bad + " --validators 2 --dir " + dir:    exitUsage,
		"localnet up --scenario " + dir + "/story.yaml --dir " + dir + "/n": exitConfig,
		"localnet sideways":                                                 exitUsage,
	} {
		code, out, chat := shell(t, append([]string{"--output", "json"}, words(line)...)...)
		if code != want {
			t.Errorf("%s: exit %d, want %d: %s%s", line, code, want, out, chat)
		}
		oneDocument(t, out, new(failureDoc))
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("asking for a network makes a directory")
	}
}

func TestAStorysValidators(t *testing.T) {
	s := &scenario.Story{Parties: []scenario.Party{{ID: "a"}, {ID: "b", Validator: true},
		{ID: "later", Validator: true, Later: true}, {ID: "c", Validator: true}, {ID: "d"}}}
	for wanted, want := range map[int][]string{0: {"b", "c"}, 1: {"b"}, 3: {"b", "c", "a"},
		4: {"b", "c", "a", "d"}, 9: {"b", "c", "a", "d"}} {
		got := storyVoters(s, wanted)
		if len(got) != len(want) {
			t.Errorf("%d wanted: %v", wanted, got)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%d wanted: %v", wanted, got)
			}
		}
	}
	none := &scenario.Story{Parties: []scenario.Party{{ID: "a"}, {ID: "b"}}}
	if got := storyVoters(none, 0); len(got) != 2 || got[0] != "a" {
		t.Errorf("a story without validators: %v", got)
	}
}
