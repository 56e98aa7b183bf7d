package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/abci"
)

func TestAnswersForPeople(t *testing.T) {
	_, url := newFakeNode(t)
	code, out, chat := shell(t, "query", "parties", "--node", url, "--output", "csv", "--home",
		t.TempDir())
	if code != exitOK || out != "id,name\na,甲\nb,乙\n" || !strings.Contains(chat, "next: b") {
		t.Errorf("exit %d: %q %q", code, out, chat)
	}
}

// The home's node is asked when nothing else is said; --node comes first.
func TestWhichNodeIsAsked(t *testing.T) {
	home := t.TempDir()
	_, url := newFakeNode(t)
	port, _ := strconv.Atoi(url[strings.LastIndex(url, ":")+1:])
	if err := abci.WriteConfig(home, abci.Spec{RPC: fmt.Sprintf("tcp://127.0.0.1:%d",
		port)}); err != nil {
		t.Fatal(err)
	}
	if code, out, chat := shell(t, "query", "parties", "--home", home); code != exitOK {
		t.Errorf("exit %d: %s%s", code, out, chat)
	}
	code, _, _ := shell(t, "query", "parties", "--home", home, "--node", "http://127.0.0.1:1")
	if code != exitUnreachable {
		t.Errorf("exit %d", code)
	}
	// Several nodes: the next one is asked when one is down.
	code, _, _ = shell(t, "query", "parties", "--node", "http://127.0.0.1:1,"+url)
	if code != exitOK {
		t.Errorf("exit %d", code)
	}
}

func TestTransportHash(t *testing.T) {
	if sum := sha256.Sum256([]byte("x")); transportHash([]byte("x")) != hex.EncodeToString(sum[:]) {
		t.Error("not SHA-256 of the bytes")
	}
}
