package crypto

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrKeyFileMode says that a key file is open to others than its owner, or not a plain file.
var ErrKeyFileMode = errors.New("crypto: key file is not private")

// Bounds on what a file may ask for, so that a hostile one can take neither more memory than a
// standard one nor more than twice its time.
const (
	maxKeyFileBytes = 8 << 10
	maxScryptN      = 1 << 20
	maxScryptR      = 32
	maxScryptP      = 64
	maxScryptMemory = 128 * standardN * scryptR // bytes, 128·N·r
	maxScryptWork   = 2 * standardN * scryptR   // N·r·p
	maxSaltBytes    = 64
)

func badKeyFile(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrKeyFile, fmt.Sprintf(format, args...))
}

// parseKeyFile makes every check that needs no password: exactly one JSON document of known
// fields, known algorithms, exact lengths, bounded costs.
func parseKeyFile(file []byte) (sealed, error) {
	if len(file) > maxKeyFileBytes {
		return sealed{}, badKeyFile("longer than %d bytes", maxKeyFileBytes)
	}
	var f keyFile
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return sealed{}, badKeyFile("%v", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return sealed{}, badKeyFile("something follows the document")
	}
	s, err := f.head()
	if err != nil {
		return sealed{}, err
	}
	if err := f.body(&s); err != nil {
		return sealed{}, err
	}
	return s, nil
}

// head reads what says which key the file holds and how it is sealed.
func (f *keyFile) head() (sealed, error) {
	s := sealed{alg: Secp256k1, kdf: f.Crypto.KDFParams}
	if f.Version != 3 {
		return s, badKeyFile("version %d, want 3", f.Version)
	}
	if f.Alg != "" {
		if err := s.alg.UnmarshalText([]byte(f.Alg)); err != nil {
			return s, badKeyFile("alg: %v", err)
		}
	}
	want := cipherAES
	if s.alg == SM2 {
		want = cipherSM4
	}
	if f.Crypto.Cipher != want {
		return s, badKeyFile("cipher %.32q, want %s for %s", f.Crypto.Cipher, want, s.alg)
	}
	if f.Crypto.KDF != kdfScrypt {
		return s, badKeyFile("kdf %.32q, want %s", f.Crypto.KDF, kdfScrypt)
	}
	if f.Public != "" {
		p, err := ParsePublicKey(f.Public)
		if err != nil || p.Alg != s.alg {
			return s, badKeyFile("public: not a public key of %s", s.alg)
		}
		s.public = p
	}
	if f.Address == "" {
		return s, nil
	}
	if s.alg != Secp256k1 {
		return s, badKeyFile("address: only secp256k1 keys have one")
	}
	var err error
	s.address, err = fixedHex("address", strings.TrimPrefix(f.Address, "0x"), 20, 20)
	return s, err
}

// body reads the bytes and checks the costs before anything is spent on them.
func (f *keyFile) body(s *sealed) (err error) {
	k := f.Crypto.KDFParams
	if k.N < 2 || k.N > maxScryptN || k.N&(k.N-1) != 0 ||
		k.R < 1 || k.R > maxScryptR || k.P < 1 || k.P > maxScryptP || k.DKLen != scryptKey {
		return badKeyFile("kdfparams out of bounds")
	}
	if 128*k.N*k.R > maxScryptMemory || k.N*k.R*k.P > maxScryptWork {
		return badKeyFile("kdfparams ask for too much memory or time")
	}
	if s.salt, err = fixedHex("salt", k.Salt, 1, maxSaltBytes); err != nil {
		return err
	}
	if s.iv, err = fixedHex("iv", f.Crypto.Params.IV, ivSize, ivSize); err != nil {
		return err
	}
	s.ciphertext, err = fixedHex("ciphertext", f.Crypto.Ciphertext, SecretSize, SecretSize)
	if err != nil {
		return err
	}
	s.mac, err = fixedHex("mac", f.Crypto.MAC, 32, 32)
	return err
}

func fixedHex(field, digits string, low, high int) ([]byte, error) {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) < low || len(b) > high {
		return nil, badKeyFile("%s: want hex of %d to %d bytes", field, low, high)
	}
	return b, nil
}

// WriteKeyFile seals a key into a new file of mode 0600. It never replaces a file, and after it
// returns nil the whole file survives a power cut; on any error it leaves nothing behind.
func WriteKeyFile(path string, k PrivateKey, password []byte, light bool) error {
	doc, err := EncryptKey(k, password, light)
	if err != nil {
		return err
	}
	// The empty file holds the name against any other writer until the rename fills it at once.
	const create = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	hold, err := os.OpenFile(path, create, 0o600)
	if err != nil {
		return fmt.Errorf("crypto: create key file: %w", err)
	}
	hold.Close()
	if err := fillKeyFile(path, doc); err != nil {
		os.Remove(path)
		return fmt.Errorf("crypto: write key file: %w", err)
	}
	return nil
}

func fillKeyFile(path string, doc []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*") // 0600 and O_EXCL by itself
	if err != nil {
		return err
	}
	_, err = f.Write(doc)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// ReadKeyFile opens a key file. ErrKeyFileMode when its group or others may do anything with it,
// or when it is not a plain file; otherwise the errors of DecryptKey and of the file system.
func ReadKeyFile(path string, password []byte) (PrivateKey, error) {
	doc, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	k, err := DecryptKey(doc, password)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

// ReadPasswordFile reads the first line of a file that nobody but its owner may read; its errors
// are those of ReadKeyFile.
func ReadPasswordFile(path string) ([]byte, error) {
	b, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
		return nil, fmt.Errorf("crypto: %s holds no password", path)
	}
	return line, nil
}

func readPrivate(path string) ([]byte, error) {
	// The first look keeps a named pipe from blocking the open; the second judges what was opened.
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("crypto: key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a plain file", ErrKeyFileMode, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("crypto: key file: %w", err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, fmt.Errorf("crypto: key file: %w", err)
	}
	if m := info.Mode(); !m.IsRegular() || m.Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o, make it 0600", ErrKeyFileMode, path, m.Perm())
	}
	doc, err := io.ReadAll(io.LimitReader(f, maxKeyFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("crypto: key file: %w", err)
	}
	return doc, nil
}
