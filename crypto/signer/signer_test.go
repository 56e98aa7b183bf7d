package signer

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/crypto"
)

func serve(t *testing.T) (path string, keys map[string]crypto.PrivateKey) {
	t.Helper()
	keys = map[string]crypto.PrivateKey{
		"gz-bureau/1#1": crypto.FromSeed(crypto.SM2, "a"),
		"gz-bureau/2#1": crypto.FromSeed(crypto.Secp256k1, "b"),
	}
	dir := t.TempDir()
	path = filepath.Join(dir, "s")
	if _, err := Listen(path, keys); err == nil {
		t.Fatal("a socket in a folder that others enter")
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Listen(path, keys)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve() }()
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), <-done); err != nil {
			t.Error(err)
		}
	})
	return path, keys
}

func TestSign(t *testing.T) {
	path, keys := serve(t)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	c, err := Dial("unix:" + path)
	if err != nil {
		t.Fatal(err)
	}
	held, err := c.Keys()
	if err != nil || len(held) != 2 || held[0].Key != "gz-bureau/1#1" {
		t.Fatal(held, err)
	}
	for _, h := range held {
		k, preimage := c.Key(h), []byte("suyuan/tx/1 and a paper")
		for _, b := range [][]byte{preimage, []byte("suyuan/file/1\nand a file")} {
			rs, err := k.Sign(b)
			if err != nil || !keys[h.Key].Public().Verify(b, rs) || crypto.Secret(k) != nil {
				t.Fatalf("%s: %v", h.Key, err)
			}
		}
		if _, err := k.Sign([]byte("anything else")); !errors.Is(err, ErrRefused) {
			t.Fatalf("signs any bytes: %v", err)
		}
		big := append(preimage, make([]byte, 65_000)...)
		if _, err := k.Sign(big); err != nil {
			t.Fatalf("the largest paper: %v", err)
		}
	}
	// A signer that gives another key's signature is found out before the paper goes anywhere.
	wrong := Held{Key: held[0].Key, Public: held[1].Public}
	if _, err := c.Key(wrong).Sign([]byte("suyuan/tx/1")); err == nil {
		t.Fatal("a signature of another key passes")
	}
	unknown := c.Key(Held{Key: "x/1#1", Public: held[0].Public})
	if _, err := unknown.Sign([]byte("suyuan/tx/1")); !errors.Is(err, ErrRefused) {
		t.Fatalf("an unknown key: %v", err)
	}
	if _, err := Listen(path, keys); err == nil || !strings.Contains(err.Error(), "already") {
		t.Fatalf("a second signer on one socket: %v", err)
	}
}

func TestRequestsRefused(t *testing.T) {
	path, _ := serve(t)
	for _, r := range []string{"", "{", `{"version":2}`, `{"version":1,"extra":1}`,
		`{"version":1,"key":"gz-bureau/1#1","preimage":"zz"}`,
		`{"version":1,"key":"gz-bureau/1#1","user_id":"other","preimage":"73757975616e2f74782f31"}`} {
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(r + "\n")); err != nil {
			t.Fatal(err)
		}
		var a Answer
		if err := json.NewDecoder(conn).Decode(&a); err != nil || a.Error == "" || a.Signature != "" {
			t.Errorf("%s: %+v, %v", r, a, err)
		}
		conn.Close()
	}
}

func TestAddress(t *testing.T) {
	for _, bad := range []string{"", "unix:", "/tmp/s", "tcp://127.0.0.1:1"} {
		if _, err := Dial(bad); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	c, _ := Dial("unix:" + filepath.Join(t.TempDir(), "nobody"))
	if _, err := c.Keys(); err == nil {
		t.Error("nobody answers and it passes")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(file, nil); err == nil {
		t.Error("a file is replaced by a socket")
	}
}
