package crypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/emmansun/gmsm/sm4"
	geth "github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/crypto/scrypt"
)

// Errors of key files; test with errors.Is.
var (
	// ErrPassword says that the password does not open the file, or that it is empty.
	ErrPassword = errors.New("crypto: wrong password")
	// ErrKeyFile says that the file is not a key file this version can read.
	ErrKeyFile = errors.New("crypto: not a readable key file")
)

// Costs of scrypt. A standard file takes 256 MiB and about a second to open, a light one 4 MiB
// and some tens of milliseconds: light is for test networks and for keys guarded otherwise.
const (
	standardN, standardP = 1 << 18, 1
	lightN, lightP       = 1 << 12, 6
	scryptR, scryptKey   = 8, 32
)

const (
	cipherAES = "aes-128-ctr" // of secp256k1 files
	cipherSM4 = "sm4-128-ctr" // of sm2 files
	kdfScrypt = "scrypt"
	ivSize    = 16
)

// keyFile is the Web3 Secret Storage form, version 3. Files of secp256k1 keys are that form as it
// stands, with Alg and Public as additions that other readers ignore; either may be missing. Files
// of SM2 keys have the same shape with "alg":"sm2", SM4 for AES and SM3 for Keccak-256, no address.
//
// The form's mac covers the ciphertext but not the iv, so a changed iv would open to another key;
// comparing the key with Public and Address closes that.
type keyFile struct {
	Alg     string    `json:"alg,omitempty"`
	Public  string    `json:"public,omitempty"`
	Address string    `json:"address,omitempty"`
	Crypto  keyCrypto `json:"crypto"`
	ID      string    `json:"id"`
	Version int       `json:"version"`
}

type keyCrypto struct {
	Cipher     string `json:"cipher"`
	Ciphertext string `json:"ciphertext"`
	Params     struct {
		IV string `json:"iv"`
	} `json:"cipherparams"`
	KDF       string    `json:"kdf"`
	KDFParams kdfParams `json:"kdfparams"`
	MAC       string    `json:"mac"`
}

type kdfParams struct {
	DKLen int    `json:"dklen"`
	N     int    `json:"n"`
	P     int    `json:"p"`
	R     int    `json:"r"`
	Salt  string `json:"salt"`
}

// sealed is a keyFile after every check that needs no password.
type sealed struct {
	alg                       Alg
	public                    PublicKey // zero when the file does not say
	address                   []byte    // nil when the file does not say
	kdf                       kdfParams
	salt, iv, ciphertext, mac []byte
}

// EncryptKey seals a key under a password as one JSON document (see keyFile). light takes the
// cheap scrypt cost. ErrPassword for an empty password, ErrSecret for a key held elsewhere.
func EncryptKey(k PrivateKey, password []byte, light bool) ([]byte, error) {
	if len(password) == 0 {
		return nil, fmt.Errorf("%w: a key file needs one", ErrPassword)
	}
	secret := Secret(k)
	if secret == nil {
		return nil, fmt.Errorf("%w: it is not held by this process", ErrSecret)
	}
	defer clear(secret)
	var random [32 + ivSize + 16]byte // salt, iv, id
	if _, err := io.ReadFull(rand.Reader, random[:]); err != nil {
		return nil, fmt.Errorf("crypto: read randomness: %w", err)
	}
	s := sealed{alg: k.Public().Alg, public: k.Public(), salt: random[:32], iv: random[32:48]}
	s.kdf = kdfParams{DKLen: scryptKey, N: standardN, P: standardP, R: scryptR}
	if light {
		s.kdf.N, s.kdf.P = lightN, lightP
	}
	dk, err := s.derive(password)
	if err != nil {
		return nil, err
	}
	defer clear(dk)
	if s.ciphertext, err = s.crypt(dk, secret); err != nil {
		return nil, err
	}
	s.mac = s.sum(dk)
	return s.document(random[48:])
}

// DecryptKey opens a key file. ErrPassword for a wrong password (or a changed ciphertext or salt:
// the two cannot be told apart), ErrKeyFile for anything else that is wrong with the file.
func DecryptKey(file, password []byte) (PrivateKey, error) {
	s, err := parseKeyFile(file)
	if err != nil {
		return nil, err
	}
	dk, err := s.derive(password)
	if err != nil {
		return nil, err
	}
	defer clear(dk)
	if subtle.ConstantTimeCompare(s.sum(dk), s.mac) != 1 {
		return nil, ErrPassword
	}
	secret, err := s.crypt(dk, s.ciphertext)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	k, err := FromBytes(s.alg, secret)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	if !s.public.IsZero() && !s.public.Equal(k.Public()) {
		return nil, fmt.Errorf("%w: it holds another key than its public says", ErrKeyFile)
	}
	if s.address != nil && !bytes.Equal(s.address, addressOf(k.Public())) {
		return nil, fmt.Errorf("%w: it holds another key than its address says", ErrKeyFile)
	}
	return k, nil
}

// KeyFilePublic reads which key a file claims to hold, without the password; the zero key when
// the file does not say, as those of other programs may not.
func KeyFilePublic(file []byte) (PublicKey, error) {
	s, err := parseKeyFile(file)
	return s.public, err
}

func (s *sealed) derive(password []byte) ([]byte, error) {
	dk, err := scrypt.Key(password, s.salt, s.kdf.N, s.kdf.R, s.kdf.P, s.kdf.DKLen)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKeyFile, err)
	}
	return dk, nil
}

// crypt encrypts and decrypts alike, being a counter mode.
func (s *sealed) crypt(dk, in []byte) ([]byte, error) {
	newCipher := aes.NewCipher
	if s.alg == SM2 {
		newCipher = sm4.NewCipher
	}
	block, err := newCipher(dk[:16])
	if err != nil {
		return nil, fmt.Errorf("crypto: key file cipher: %w", err)
	}
	out := make([]byte, len(in))
	cipher.NewCTR(block, s.iv).XORKeyStream(out, in)
	return out, nil
}

func (s *sealed) sum(dk []byte) []byte {
	mac := Keccak256(dk[16:32], s.ciphertext)
	if s.alg == SM2 {
		mac = SM3(dk[16:32], s.ciphertext)
	}
	return mac[:]
}

func (s *sealed) document(id []byte) ([]byte, error) {
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a random UUID, RFC 9562 version 4
	f := keyFile{Alg: s.alg.String(), Public: s.public.String(), Version: 3}
	f.ID = fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
	f.Crypto = keyCrypto{Cipher: cipherAES, KDF: kdfScrypt, KDFParams: s.kdf}
	if s.alg == SM2 {
		f.Crypto.Cipher = cipherSM4
	} else {
		f.Address = hex.EncodeToString(addressOf(s.public))
	}
	f.Crypto.Ciphertext = hex.EncodeToString(s.ciphertext)
	f.Crypto.Params.IV = hex.EncodeToString(s.iv)
	f.Crypto.KDFParams.Salt = hex.EncodeToString(s.salt)
	f.Crypto.MAC = hex.EncodeToString(s.mac)
	b, err := json.MarshalIndent(f, "", "  ")
	return append(b, '\n'), err
}

// addressOf is the Web3 address, the last 20 bytes of the Keccak-256 of the point; nil for keys of
// other suites.
func addressOf(p PublicKey) []byte {
	if p.Alg != Secp256k1 {
		return nil
	}
	point, err := geth.DecompressPubkey(p.Bytes)
	if err != nil {
		return nil
	}
	return geth.PubkeyToAddress(*point).Bytes()
}
