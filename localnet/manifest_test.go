package localnet

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestShippedManifests(t *testing.T) {
	files, err := fs.Glob(networks, "networks/*.toml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, _ := networks.ReadFile(file)
		if _, err := ParseManifest(file, b); err != nil {
			t.Error(err)
		}
	}
	four, err := Default(4)
	if err != nil {
		t.Fatal(err)
	}
	voters, followers := count(four)
	if voters != 4 || followers != 1 {
		t.Errorf("four.toml has %d validators and %d followers", voters, followers)
	}
}

func count(m Manifest) (voters, followers int) {
	for _, n := range m.Nodes {
		if n.Validator {
			voters++
		} else {
			followers++
		}
	}
	return voters, followers
}

// Every default network must found a ledger that CometBFT and the ledger accept.
func TestDefaultNetworksFound(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 7} {
		m, err := Default(n)
		if err != nil {
			t.Fatal(err)
		}
		if voters, _ := count(m); voters != n {
			t.Errorf("%d validators instead of %d", voters, n)
		}
		net := Network{Dir: t.TempDir(), Nodes: Options{Dir: t.TempDir(), Manifest: m}.nodes(nil)}
		voters, err := net.makeHomes()
		if err != nil {
			t.Fatal(err)
		}
		f, err := m.Founding()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := f.Genesis(wire.Time(1790000000), voters)
		if err != nil {
			t.Fatalf("%d validators: %v", n, err)
		}
		if _, err := abci.NewFounding(doc); err != nil {
			t.Errorf("%d validators: %v", n, err)
		}
		if len(f.Keys) != 4*len(m.Parties) {
			t.Errorf("%d keys for %d parties", len(f.Keys), len(m.Parties))
		}
	}
	for _, n := range []int{0, -1, MaxNodes} {
		if _, err := Default(n); !errors.Is(err, ErrManifest) {
			t.Errorf("%d validators: %v", n, err)
		}
	}
}

func TestManifestRefuses(t *testing.T) {
	const node = "[[node]]\nname=\"a\"\nparty=\"p\"\nvalidator=true\n"
	const who = "[[party]]\nid=\"p\"\nname=\"p\"\nnature=\"enterprise\"\nat=\"520000\"\n"
	if _, err := ParseManifest("good", []byte(node+who)); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"speed = 3\n" + node + who:              "line 1: unknown key speed",
		"idle = \"soon\"\n" + node + who:        "not a time span",
		"law_start = \"monday\"\n" + node + who: "law_start",
		node + node + who:                       "node a appears twice",
		node + who + who:                        "party p appears twice",
		node:                                    "no party of the manifest",
		who:                                     "0 validators",
		strings.Replace(node, "true", "false", 1) + who:     "0 validators",
		strings.Replace(node, `"a"`, `"a/b"`, 1) + who:      "no name for a node",
		strings.Replace(node, `"a"`, `".."`, 1) + who:       "no name for a node",
		strings.Replace(node, `"a"`, `"keystore"`, 1) + who: "no name for a node",
		node + who + "alg=\"rsa\"\n":                        "none of secp256k1, sm2, both",
		"[[node]\n":                                         "line 1",
	} {
		_, err := ParseManifest("bad", []byte(text))
		if !errors.Is(err, ErrManifest) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAStoryBringsItsValidators(t *testing.T) {
	m, err := Default(4)
	if err != nil {
		t.Fatal(err)
	}
	nodes := Options{Dir: "/d", Manifest: m}.nodes([]string{"b", "h"})
	var names []string
	for _, n := range nodes {
		names = append(names, n.Name)
	}
	if got := strings.Join(names, " "); got != "b h auditor" {
		t.Error(got)
	}
	if !nodes[0].Validator || nodes[2].Validator || nodes[0].Party != "b" {
		t.Errorf("%+v", nodes)
	}
}

func TestBothGivesAnInstitutionTwoSuites(t *testing.T) {
	_, keys, err := PartySpec{ID: "p", Alg: "both"}.found()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []crypto.Alg{crypto.SM2, crypto.Secp256k1, crypto.SM2, crypto.Secp256k1} {
		k := keys[i]
		if k.Key.Public().Alg != want || k.Account != (tx.Account{Party: "p", Number: uint16(i)}) ||
			k.Number != party.FirstKey {
			t.Errorf("account %d: %+v", i, k)
		}
	}
}

func TestKeyFileNames(t *testing.T) {
	for _, a := range []tx.Account{{Party: "gz-bureau", Number: 1}, {Party: "a_1_2", Number: 65535},
		{Party: "..", Number: 0}} {
		got, key, ok := ParseKeyFile(KeyFile(a, 7))
		if !ok || got != a || key != 7 {
			t.Errorf("%s: %v %d %v", KeyFile(a, 7), got, key, ok)
		}
	}
	for _, bad := range []string{"a_1.json", "a_01_1.json", "a_1_1.txt", "a_1_99999.json",
		"a b_1_1.json",
		"_1_1.json"} {
		if _, _, ok := ParseKeyFile(bad); ok {
			t.Errorf("%s is taken for a key file", bad)
		}
	}
}
