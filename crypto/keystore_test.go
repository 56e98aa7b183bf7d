package crypto

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var testPassword = []byte("testpassword")

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func lightFile(t testing.TB, a Alg) string {
	t.Helper()
	return string(readTestdata(t, a.String()+"_light.json"))
}

// TestWeb3Vector opens the scrypt example of the Web3 Secret Storage definition.
func TestWeb3Vector(t *testing.T) {
	file := readTestdata(t, "web3_v3_scrypt.json")
	k, err := DecryptKey(file, testPassword)
	if err != nil {
		t.Fatal(err)
	}
	const want = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
	if got := hex.EncodeToString(Secret(k)); got != want || k.Public().Alg != Secp256k1 {
		t.Errorf("%s secret %s", k.Public().Alg, got)
	}
	if p, err := KeyFilePublic(file); err != nil || !p.IsZero() {
		t.Errorf("it does not say its public key, but %s, %v", p, err)
	}
}

// TestGethFile opens a file that go-ethereum's keystore wrote; it opened secp256k1_light.json.
func TestGethFile(t *testing.T) {
	k, err := DecryptKey(readTestdata(t, "geth_light.json"), []byte("geth pw"))
	if err != nil || !k.Public().Equal(FromSeed(Secp256k1, "golden").Public()) {
		t.Error(err)
	}
}

// TestFrozenFiles keeps files written by the first version readable for ever.
func TestFrozenFiles(t *testing.T) {
	for _, a := range algs {
		want := FromSeed(a, "golden").Public()
		file := []byte(lightFile(t, a))
		if k, err := DecryptKey(file, testPassword); err != nil || !k.Public().Equal(want) {
			t.Errorf("%s: %v", a, err)
		}
		if p, err := KeyFilePublic(file); err != nil || !p.Equal(want) {
			t.Errorf("%s: %s, %v", a, p, err)
		}
		if _, err := DecryptKey(file, []byte("testpassworD")); !errors.Is(err, ErrPassword) {
			t.Errorf("%s with a wrong password: %v", a, err)
		}
		if _, err := DecryptKey(file, nil); !errors.Is(err, ErrPassword) {
			t.Errorf("%s without a password: %v", a, err)
		}
	}
}

func TestEncryptKey(t *testing.T) {
	for _, a := range algs {
		k := FromSeed(a, "encrypt")
		one, err := EncryptKey(k, []byte("口令"), true)
		if err != nil {
			t.Fatal(err)
		}
		two, err := EncryptKey(k, []byte("口令"), true)
		if err != nil || bytes.Equal(one, two) {
			t.Errorf("%s: salt, iv and id must be fresh: %v", a, err)
		}
		back, err := DecryptKey(one, []byte("口令"))
		if err != nil || !bytes.Equal(Secret(back), Secret(k)) {
			t.Errorf("%s: %v", a, err)
		}
		if bytes.Contains(one, []byte(hex.EncodeToString(Secret(k)))) {
			t.Errorf("%s: the secret is in the file", a)
		}
		if _, err := EncryptKey(k, nil, true); !errors.Is(err, ErrPassword) {
			t.Errorf("%s with an empty password: %v", a, err)
		}
		if _, err := EncryptKey(external{k}, testPassword, true); !errors.Is(err, ErrSecret) {
			t.Errorf("%s held elsewhere: %v", a, err)
		}
	}
	file, err := EncryptKey(FromSeed(SM2, "encrypt"), testPassword, false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := parseKeyFile(file)
	if err != nil || s.kdf.N != 1<<18 || s.kdf.R != 8 || s.kdf.P != 1 {
		t.Errorf("standard cost is %+v, %v", s.kdf, err)
	}
}

// TestChangedFiles changes one hex digit at a time: the key must never come back as another one.
func TestChangedFiles(t *testing.T) {
	for _, a := range algs {
		file := lightFile(t, a)
		var f keyFile
		if err := json.Unmarshal([]byte(file), &f); err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]string{
			"ciphertext": f.Crypto.Ciphertext, "iv": f.Crypto.Params.IV, "mac": f.Crypto.MAC,
			"salt": f.Crypto.KDFParams.Salt, "public": strings.TrimPrefix(f.Public, a.String()+":"),
			"address": f.Address,
		} {
			for _, i := range []int{0, len(v) / 2, len(v) - 1} {
				if v == "" {
					continue // only secp256k1 files have an address
				}
				digit := byte('0')
				if v[i] == '0' {
					digit = '1'
				}
				bad := strings.Replace(file, v, v[:i]+string(digit)+v[i+1:], 1)
				_, err := DecryptKey([]byte(bad), testPassword)
				if !errors.Is(err, ErrPassword) && !errors.Is(err, ErrKeyFile) {
					t.Errorf("%s with digit %d of %s changed: %v", a, i, name, err)
				}
			}
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	secp, sm := lightFile(t, Secp256k1), lightFile(t, SM2)
	swap := func(file, old, new string) string {
		if !strings.Contains(file, old) {
			t.Fatalf("no %q in the file", old)
		}
		return strings.Replace(file, old, new, 1)
	}
	for name, file := range map[string]string{
		"empty":            "",
		"null":             "null",
		"not JSON":         "{",
		"array":            "[]",
		"unknown field":    swap(secp, `"version"`, `"note": "x", "version"`),
		"unknown param":    swap(secp, `"dklen"`, `"c": 1, "dklen"`),
		"two documents":    secp + secp,
		"trailing":         secp + "x",
		"too long":         secp + strings.Repeat(" ", maxKeyFileBytes),
		"version 1":        swap(secp, `"version": 3`, `"version": 1`),
		"unknown alg":      swap(secp, `"alg": "secp256k1"`, `"alg": "p256"`),
		"other alg":        swap(secp, `"alg": "secp256k1"`, `"alg": "sm2"`),
		"sm2 as web3":      swap(sm, `"alg": "sm2"`, `"alg": "secp256k1"`),
		"cipher":           swap(sm, "sm4-128-ctr", "aes-128-ctr"),
		"kdf":              swap(secp, `"scrypt"`, `"pbkdf2"`),
		"dklen":            swap(secp, `"dklen": 32`, `"dklen": 64`),
		"n not a power":    swap(secp, `"n": 4096`, `"n": 4097`),
		"n one":            swap(secp, `"n": 4096`, `"n": 1`),
		"n negative":       swap(secp, `"n": 4096`, `"n": -4096`),
		"n fraction":       swap(secp, `"n": 4096`, `"n": 4096.5`),
		"n beyond int":     swap(secp, `"n": 4096`, `"n": 18446744073709551616`),
		"n 512 MiB":        swap(secp, `"n": 4096`, `"n": 524288`),
		"n 2^40":           swap(secp, `"n": 4096`, `"n": 1099511627776`),
		"r zero":           swap(secp, `"r": 8`, `"r": 0`),
		"r large":          swap(secp, `"r": 8`, `"r": 1048576`),
		"p zero":           swap(secp, `"p": 6`, `"p": 0`),
		"p large":          swap(secp, `"p": 6`, `"p": 1073741823`),
		"work":             swap(swap(secp, `"n": 4096`, `"n": 262144`), `"p": 6`, `"p": 3`),
		"no salt":          swap(secp, `"salt": "`, `"salt": "", "Salt": "zz`),
		"short ciphertext": swap(secp, `"ciphertext": "`, `"ciphertext": "00", "Ciphertext": "00`),
		"sm2 address":      swap(sm, `"id"`, `"address": "00000000000000000000", "id"`),
		"public":           swap(secp, `"public": "secp256k1:02`, `"public": "secp256k1:04`),
		"public of sm2":    swap(secp, `"public": "secp256k1:`, `"public": "sm2:`),
	} {
		if _, err := DecryptKey([]byte(file), testPassword); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := KeyFilePublic([]byte(file)); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%s, public: %v", name, err)
		}
	}
	// The same key without the fields that other programs do not write.
	var f keyFile
	if err := json.Unmarshal([]byte(secp), &f); err != nil {
		t.Fatal(err)
	}
	f.Address = "0x" + strings.ToUpper(f.Address)
	f.Alg, f.Public = "", ""
	plain, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := DecryptKey(plain, testPassword); err != nil {
		t.Errorf("a plain Web3 file: %v", err)
	}
}

func TestKeyFilesOnDisk(t *testing.T) {
	dir := t.TempDir()
	for _, a := range algs {
		path, k := filepath.Join(dir, a.String()), FromSeed(a, "disk")
		if err := WriteKeyFile(path, k, testPassword, true); err != nil {
			t.Fatal(err)
		}
		back, err := ReadKeyFile(path, testPassword)
		if err != nil || !back.Public().Equal(k.Public()) {
			t.Errorf("%s: %v", a, err)
		}
		if _, err := ReadKeyFile(path, []byte("wrong")); !errors.Is(err, ErrPassword) {
			t.Errorf("%s with a wrong password: %v", a, err)
		}
		before, _ := os.ReadFile(path)
		err = WriteKeyFile(path, FromSeed(a, "other"), testPassword, true)
		if after, _ := os.ReadFile(path); !errors.Is(err, os.ErrExist) || !bytes.Equal(before, after) {
			t.Errorf("%s: a key file was replaced: %v", a, err)
		}
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o610, 0o601, 0o666} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadKeyFile(path, testPassword); !errors.Is(err, ErrKeyFileMode) {
				t.Errorf("%s of mode %04o: %v", a, mode, err)
			}
		}
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadKeyFile(path, testPassword); err != nil {
			t.Errorf("%s of mode 0400: %v", a, err)
		}
	}
	if _, err := ReadKeyFile(dir, testPassword); !errors.Is(err, ErrKeyFileMode) {
		t.Errorf("a directory: %v", err)
	}
	if _, err := ReadKeyFile(filepath.Join(dir, "none"), testPassword); !errors.Is(err,
		os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := WriteKeyFile(filepath.Join(dir, "empty"), FromSeed(SM2, "x"), nil, true); err == nil {
		t.Error("written without a password")
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != len(algs) {
		t.Errorf("left behind: %v, %v", names, err)
	}
	for _, n := range names {
		if info, err := n.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", n.Name(), info.Mode(), err)
		}
	}
}

func FuzzDecryptKey(f *testing.F) {
	f.Add(readTestdata(f, "web3_v3_scrypt.json"))
	f.Add(readTestdata(f, "geth_light.json"))
	for _, a := range algs {
		f.Add([]byte(lightFile(f, a)))
	}
	f.Add([]byte("{}"))
	f.Add([]byte(`{"version":3,"crypto":{"kdf":"scrypt","kdfparams":{"n":2,"r":8,"p":1,"dklen":32}}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := parseKeyFile(file)
		if err != nil {
			if !errors.Is(err, ErrKeyFile) {
				t.Fatalf("untyped error: %v", err)
			}
			return
		}
		if 128*s.kdf.N*s.kdf.R > maxScryptMemory || s.kdf.N*s.kdf.R*s.kdf.P > maxScryptWork {
			t.Fatalf("costs out of bounds: %+v", s.kdf)
		}
		if s.kdf.N*s.kdf.R*s.kdf.P > lightN*scryptR*lightP {
			return // within bounds but slow; the table tests open such a file
		}
		k, err := DecryptKey(file, testPassword)
		if err == nil && !s.public.IsZero() && !s.public.Equal(k.Public()) {
			t.Fatal("opened to another key")
		}
		if err != nil && !errors.Is(err, ErrKeyFile) && !errors.Is(err, ErrPassword) {
			t.Fatalf("untyped error: %v", err)
		}
	})
}
