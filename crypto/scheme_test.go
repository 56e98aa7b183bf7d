package crypto

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

var algs = []Alg{Secp256k1, SM2}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sign(t testing.TB, k PrivateKey, preimage []byte) [64]byte {
	t.Helper()
	rs, err := k.Sign(preimage)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// vectors are published signatures: the message signing example of the web3.js documentation, and
// the example on the recommended curve of GB/T 32918.5 annex A.
var vectors = []struct {
	name, secret, public, preimage, digest, rs string
	alg                                        Alg
}{
	{
		name: "web3.js sign", alg: Secp256k1,
		secret:   "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
		preimage: "\x19Ethereum Signed Message:\n9Some data",
		digest:   "1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655",
		rs: "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd" +
			"6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a029",
	}, {
		name: "GB/T 32918.5 A.2", alg: SM2,
		secret:   "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8",
		public:   "0309f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020",
		preimage: "message digest",
		digest:   "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640",
		rs: "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3" +
			"b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
	},
}

func TestPublishedSignatures(t *testing.T) {
	for _, v := range vectors {
		k, err := FromBytes(v.alg, unhex(t, v.secret))
		if err != nil {
			t.Fatal(err)
		}
		p := k.Public()
		if v.public != "" && hex.EncodeToString(p.Bytes) != v.public {
			t.Errorf("%s: public key %x", v.name, p.Bytes)
		}
		e, err := p.SigningDigest([]byte(v.preimage))
		if err != nil || hex.EncodeToString(e[:]) != v.digest {
			t.Errorf("%s: digest %x, %v", v.name, e, err)
		}
		rs := [64]byte(unhex(t, v.rs))
		if !p.Verify([]byte(v.preimage), rs) {
			t.Errorf("%s: refused", v.name)
		}
		if v.alg == Secp256k1 && sign(t, k, []byte(v.preimage)) != rs {
			t.Errorf("%s: signed differently", v.name)
		}
	}
	// The standard's nonce cannot be put into the library; the oracle's equation shows that the
	// published k gives the published signature, and the next test holds us to the oracle.
	v, c := vectors[1], oracles[SM2]
	k := num("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21")
	r, s := c.sm2Sign(num(v.secret), num(v.digest), k)
	if got := fmt.Sprintf("%064x%064x", r, s); got != v.rs {
		t.Errorf("oracle signs %s", got)
	}
}

func TestSignaturesAgreeWithOracle(t *testing.T) {
	for _, a := range algs {
		c := oracles[a]
		half := new(big.Int).Rsh(c.n, 1)
		for i := range 8 {
			k := FromSeed(a, fmt.Sprint("oracle ", i))
			msg := bytes.Repeat([]byte{byte(i)}, 40*i)
			rs := sign(t, k, msg)
			q := c.base(new(big.Int).SetBytes(Secret(k)))
			if want := append([]byte{2 + byte(q.y.Bit(0))},
				q.x.FillBytes(make([]byte, 32))...); !bytes.Equal(k.Public().Bytes, want) {
				t.Fatalf("%s %d: public key %x, oracle %x", a, i, k.Public().Bytes, want)
			}
			e, err := k.Public().SigningDigest(msg)
			if err != nil {
				t.Fatal(err)
			}
			r, s := new(big.Int).SetBytes(rs[:32]), new(big.Int).SetBytes(rs[32:])
			if !c.verify(a, q, new(big.Int).SetBytes(e[:]), r, s) {
				t.Errorf("%s %d: the oracle refuses our signature", a, i)
			}
			if a == Secp256k1 && s.Cmp(half) > 0 {
				t.Errorf("%s %d: high s", a, i)
			}
		}
	}
}

// TestGoldenSignatures freezes keys from seeds and signatures for other implementations, and
// holds the cgo and the pure Go build to the same bytes.
func TestGoldenSignatures(t *testing.T) {
	golden := map[Alg][2]string{
		Secp256k1: {
			"secp256k1:02caa8999719572aaad96eb22405f4bd837efa59d16f7c998e64b5103f9100d88a",
			"e211bd37fc8241c4de0fd0696190b3184ac9bb9b08acff5719cb29678df3d83e" +
				"316429992a6cceb7275bc86adc0202603c55615551bcaa714256ac98a3ad32bb",
		},
		SM2: {
			"sm2:028210a66f3f000af6f1879f4f554932e459c4c42feac9b3c52511d6727db8a481",
			"e664b3fd2fc7becd523cc1e33347d2aa77c33a3d878a6e2263caef61e76e6a21" +
				"2c5729c7a9388a6ed7801ca7f486f14adb097b4542bb728b85be3338e99da195",
		},
	}
	for _, a := range algs {
		k := FromSeed(a, "golden")
		if got := k.Public().String(); got != golden[a][0] {
			t.Errorf("%s: key %s", a, got)
		}
		for range 20 { // the library's own coin must not show
			if rs := sign(t, k, []byte("溯源")); hex.EncodeToString(rs[:]) != golden[a][1] {
				t.Fatalf("%s: signature %x", a, rs)
			}
		}
	}
}

func TestAnyFlippedBitIsRefused(t *testing.T) {
	for _, a := range algs {
		k := FromSeed(a, "flip")
		p, msg := k.Public(), []byte("one paper")
		rs := sign(t, k, msg)
		if !p.Verify(msg, rs) {
			t.Fatalf("%s: own signature refused", a)
		}
		flips := func(what string, b []byte, verify func() bool) {
			for i := range 8 * len(b) {
				b[i/8] ^= 1 << (i % 8)
				if verify() {
					t.Errorf("%s: accepted with bit %d of the %s flipped", a, i, what)
				}
				b[i/8] ^= 1 << (i % 8)
			}
		}
		verify := func() bool { return p.Verify(msg, rs) }
		flips("signature", rs[:], verify)
		flips("preimage", msg, verify)
		flips("key", p.Bytes, verify)
		if p.Verify(append(msg, 0), rs) || p.Verify(nil, rs) {
			t.Errorf("%s: accepted for another preimage", a)
		}
		for _, b := range algs {
			if (PublicKey{Alg: b, Bytes: p.Bytes}).Verify(msg, rs) != (a == b) {
				t.Errorf("key of %s used as %s", a, b)
			}
		}
	}
}

func TestMalleableAndDegenerateSignaturesAreRefused(t *testing.T) {
	one := big.NewInt(1)
	for _, a := range algs {
		c, k, msg := oracles[a], FromSeed(a, "range"), []byte("m")
		rs := sign(t, k, msg)
		r, s := new(big.Int).SetBytes(rs[:32]), new(big.Int).SetBytes(rs[32:])
		minus := new(big.Int).Sub(c.n, s)
		top := new(big.Int).Sub(new(big.Int).Lsh(one, 256), one)
		for name, v := range map[string][2]*big.Int{
			"n-s":       {r, minus},
			"zero r":    {new(big.Int), s},
			"zero s":    {r, new(big.Int)},
			"both zero": {new(big.Int), new(big.Int)},
			"r = n":     {c.n, s},
			"s = n":     {r, c.n},
			"r+s = n":   {r, new(big.Int).Sub(c.n, r)},
			"all ones":  {top, top},
			"swapped":   {s, r},
		} {
			var bad [64]byte
			v[0].FillBytes(bad[:32])
			v[1].FillBytes(bad[32:])
			if k.Public().Verify(msg, bad) {
				t.Errorf("%s: %s accepted", a, name)
			}
		}
	}
	// The high s is the same signature to plain ECDSA: it is our rule that refuses it.
	c, k := oracles[Secp256k1], FromSeed(Secp256k1, "range")
	rs := sign(t, k, []byte("m"))
	e, _ := k.Public().SigningDigest([]byte("m"))
	q := c.base(new(big.Int).SetBytes(Secret(k)))
	high := new(big.Int).Sub(c.n, new(big.Int).SetBytes(rs[32:]))
	if !c.verify(Secp256k1, q, new(big.Int).SetBytes(e[:]), new(big.Int).SetBytes(rs[:32]), high) {
		t.Error("the oracle refuses the high s")
	}
}

func TestCheckRefusesWhatIsNoKey(t *testing.T) {
	for _, a := range algs {
		good := FromSeed(a, "check").Public()
		if err := good.Check(); err != nil {
			t.Fatal(err)
		}
		with := func(first byte, rest []byte) []byte { return append([]byte{first}, rest...) }
		p := oracles[a].p
		over := make([]byte, 32)
		p.FillBytes(over)
		q := oracles[a].base(new(big.Int).SetBytes(Secret(FromSeed(a, "check"))))
		full := append(with(4, good.Bytes[1:]), q.y.FillBytes(make([]byte, 32))...)
		bad := map[string][]byte{
			"nil": nil, "short": good.Bytes[:32], "long": append(bytes.Clone(good.Bytes), 0),
			"uncompressed": full, "infinity": {0}, "zeros": make([]byte, 33),
			"prefix 4": with(4, good.Bytes[1:]), "prefix 0": with(0, good.Bytes[1:]),
			"prefix 6": with(6, good.Bytes[1:]), "x = p": with(2, over),
			"x all ones": with(3, bytes.Repeat([]byte{255}, 32)),
			"off curve":  with(2, offCurve(a)),
		}
		for name, b := range bad {
			k := PublicKey{Alg: a, Bytes: b}
			if err := k.Check(); !errors.Is(err, ErrPublicKey) {
				t.Errorf("%s %s: %v", a, name, err)
			}
			if k.Verify([]byte("m"), [64]byte{31: 1, 63: 1}) {
				t.Errorf("%s %s: verifies", a, name)
			}
			if _, err := k.SigningDigest(nil); err == nil {
				t.Errorf("%s %s: has a signing digest", a, name)
			}
		}
	}
	b := FromSeed(SM2, "check").Public().Bytes
	for _, a := range []Alg{0, 3, 255} {
		k := PublicKey{Alg: a, Bytes: b}
		if err := k.Check(); !errors.Is(err, ErrAlg) || k.Verify(nil, [64]byte{}) {
			t.Errorf("alg %d: %v", a, err)
		}
	}
}

// offCurve finds the least x above 1 that no point of the curve has.
func offCurve(a Alg) []byte {
	c := oracles[a]
	b := new(big.Int).Mul(c.gy, c.gy) // b = y² - x³ - ax at the generator
	b.Sub(b, new(big.Int).Exp(c.gx, big.NewInt(3), nil))
	b.Sub(b, new(big.Int).Mul(c.a, c.gx))
	for x := int64(2); ; x++ {
		v := big.NewInt(x * x * x)
		v.Add(v, new(big.Int).Mul(c.a, big.NewInt(x))).Add(v, b)
		if big.Jacobi(c.mod(v), c.p) == -1 {
			return big.NewInt(x).FillBytes(make([]byte, 32))
		}
	}
}

func TestFromBytesKeepsTheRange(t *testing.T) {
	for _, a := range algs {
		n := oracles[a].n
		less := func(k int64) *big.Int { return new(big.Int).Sub(n, big.NewInt(k)) }
		for _, c := range []struct {
			d  *big.Int
			ok bool
		}{
			{new(big.Int), false}, {big.NewInt(1), true}, {less(2), true},
			{less(1), a == Secp256k1}, {n, false}, {less(-1), false},
		} {
			k, err := FromBytes(a, c.d.FillBytes(make([]byte, 32)))
			if (err == nil) != c.ok || (!c.ok && !errors.Is(err, ErrSecret)) {
				t.Errorf("%s %x: %v", a, c.d, err)
			}
			if err == nil && !k.Public().Verify(nil, sign(t, k, nil)) {
				t.Errorf("%s %x: does not verify", a, c.d)
			}
		}
		for _, size := range []int{0, 31, 33} {
			if _, err := FromBytes(a, make([]byte, size)); !errors.Is(err, ErrSecret) {
				t.Errorf("%s of %d bytes: %v", a, size, err)
			}
		}
	}
	if _, err := FromBytes(9, make([]byte, 32)); !errors.Is(err, ErrAlg) {
		t.Error(err)
	}
	if _, err := Generate(0); !errors.Is(err, ErrAlg) {
		t.Error(err)
	}
}

func TestKeysDoNotShareOrShowTheirSecret(t *testing.T) {
	for _, a := range algs {
		k, err := Generate(a)
		if err != nil {
			t.Fatal(err)
		}
		if k2, _ := Generate(a); k2.Public().Equal(k.Public()) {
			t.Error("the same key twice")
		}
		back, err := FromBytes(a, Secret(k))
		if err != nil || !back.Public().Equal(k.Public()) {
			t.Errorf("%s: %v", a, err)
		}
		k.Public().Bytes[5] ^= 1
		if !back.Public().Equal(k.Public()) {
			t.Errorf("%s: a caller can change the key", a)
		}
		clear(Secret(k))
		d := new(big.Int).SetBytes(Secret(k))
		shown := fmt.Sprintf("%v %+v %#v %s %d %x", k, k, k, k, k, k)
		for _, form := range []string{d.Text(16), d.Text(10), strings.ToUpper(d.Text(16))} {
			if strings.Contains(shown, form) {
				t.Errorf("%s: the secret is printed", a)
			}
		}
		if b, _ := json.Marshal(k); bytes.Contains(b, []byte(d.Text(10))) {
			t.Errorf("%s: the secret is marshalled", a)
		}
	}
	if Secret(external{FromSeed(SM2, "x")}) != nil {
		t.Error("an external signer has no secret here")
	}
}

type external struct{ k PrivateKey }

func (e external) Public() PublicKey               { return e.k.Public() }
func (e external) Sign(b []byte) ([64]byte, error) { return e.k.Sign(b) }

func TestText(t *testing.T) {
	type doc struct {
		Key  PublicKey `json:"key"`
		Alg  Alg       `json:"alg"`
		Hash Digest    `json:"hash"`
	}
	for _, a := range algs {
		in := doc{FromSeed(a, "text").Public(), a, DigestOf(DigestSM3, []byte("abc"))}
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf(`{"key":"%s:%x","alg":"%s","hash":"sm3:%x"}`, a, in.Key.Bytes, a, in.Hash.Sum)
		if string(b) != want {
			t.Errorf("got %s, want %s", b, want)
		}
		var out doc
		if err := json.Unmarshal(b, &out); err != nil || !out.Key.Equal(in.Key) ||
			out.Alg != in.Alg || out.Hash != in.Hash {
			t.Errorf("%s: %+v, %v", a, out, err)
		}
		if p, err := ParsePublicKey(in.Key.String()); err != nil || !p.Equal(in.Key) {
			t.Errorf("%s: %v", a, err)
		}
	}
	b, err := json.Marshal(doc{})
	if err != nil || string(b) != `{"key":"","alg":"","hash":""}` {
		t.Errorf("zero: %s, %v", b, err)
	}
	var zero doc
	if err := json.Unmarshal(b, &zero); err != nil || !zero.Key.IsZero() || !zero.Hash.IsZero() {
		t.Errorf("zero: %v", err)
	}
	for _, bad := range []doc{
		{Alg: 3}, {Key: PublicKey{Alg: 7, Bytes: []byte{2}}}, {Key: PublicKey{Bytes: []byte{2}}},
		{Hash: Digest{Alg: 4}}, {Hash: Digest{Sum: [32]byte{1}}},
	} {
		if _, err := json.Marshal(bad); err == nil {
			t.Errorf("%+v has a JSON form", bad)
		}
	}
}

func TestTextRefusals(t *testing.T) {
	key := FromSeed(SM2, "text").Public().String()
	for _, s := range []string{
		"sm2", ":", ":02", "SM2:02", "p256:02", "sm2:0", "sm2:zz", " " + key, key + " ", key + "00",
		strings.ToUpper(key), "sm2:" + strings.ToUpper(key[4:]), "sm2:0x" + key[4:],
		strings.Replace(key, ":", "::", 1), "alg(3):02",
	} {
		if err := new(PublicKey).UnmarshalText([]byte(s)); err == nil {
			t.Errorf("%q read as a key", s)
		}
	}
	for _, s := range []string{"", "sm2:", "sm2:02", key[:len(key)-2],
		strings.Replace(key, "sm2", "secp256k1", 1)[:40]} {
		if _, err := ParsePublicKey(s); err == nil {
			t.Errorf("%q parsed as a key", s)
		}
	}
	d := DigestOf(DigestSHA256, nil).String()
	for _, s := range []string{
		"sha256", "sha256:", d[7:], d[:len(d)-1], d + "0", strings.ToUpper(d), "md5:" + d[7:],
		":" + d[7:], "sha256:" + strings.ToUpper(d[7:]), "sha256:" + strings.Repeat("g", 64),
	} {
		if err := new(Digest).UnmarshalText([]byte(s)); err == nil {
			t.Errorf("%q read as a digest", s)
		}
	}
	for _, s := range []string{"SM2", "alg(3)", "secp256r1", "sm2 "} {
		if err := new(Alg).UnmarshalText([]byte(s)); !errors.Is(err, ErrAlg) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	p := FromSeed(SM2, "golden").Public()
	sum := SHA256([]byte(p.String()))
	want := fmt.Sprintf("sm2:%x-%x-%x-%x-%x", sum[:2], sum[2:4], sum[4:6], sum[6:8], sum[8:10])
	if got := p.Fingerprint(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func FuzzVerify(f *testing.F) {
	for _, a := range algs {
		k := FromSeed(a, "fuzz")
		rs := sign(f, k, []byte("seed"))
		f.Add(uint8(a), k.Public().Bytes, []byte("seed"), rs[:])
		f.Add(uint8(a), k.Public().Bytes, []byte{}, make([]byte, 64))
		f.Add(uint8(a), []byte{}, []byte("seed"), rs[:])
		f.Add(uint8(a), []byte{0}, []byte("seed"), bytes.Repeat([]byte{255}, 64))
		f.Add(uint8(a), make([]byte, 33), []byte("seed"), rs[:])
	}
	f.Add(uint8(0), []byte{2}, []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, alg uint8, key, preimage, sig []byte) {
		p := PublicKey{Alg: Alg(alg), Bytes: key}
		var rs [64]byte
		copy(rs[:], sig)
		good := p.Check() == nil
		if p.Verify(preimage, rs) && !good {
			t.Fatalf("a key that Check refuses verifies: %s", p)
		}
		if _, err := p.SigningDigest(preimage); (err == nil) != good {
			t.Fatalf("SigningDigest and Check disagree: %v", err)
		}
		_ = p.Fingerprint()
	})
}

func FuzzText(f *testing.F) {
	for _, a := range algs {
		f.Add(FromSeed(a, "fuzz").Public().String())
		f.Add(a.String())
	}
	for _, a := range []DigestAlg{DigestSHA256, DigestSM3, DigestKeccak256} {
		f.Add(DigestOf(a, nil).String())
	}
	f.Add("sm2:")
	f.Add("sm2:0g")
	f.Add("")
	type text interface {
		MarshalText() ([]byte, error)
		UnmarshalText([]byte) error
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range []text{new(PublicKey), new(Digest), new(Alg), new(DigestAlg)} {
			if v.UnmarshalText([]byte(s)) != nil {
				continue
			}
			b, err := v.MarshalText()
			if err != nil || string(b) != s {
				t.Fatalf("%T: %q came back as %q, %v", v, s, b, err)
			}
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	msg := make([]byte, 400)
	for _, a := range algs {
		k := FromSeed(a, "bench")
		p, rs := k.Public(), sign(b, k, msg)
		b.Run(a.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !p.Verify(msg, rs) {
					b.Fatal("refused")
				}
			}
		})
	}
}

// BenchmarkSM2Point is what a cache of parsed keys could save of a verification.
func BenchmarkSM2Point(b *testing.B) {
	p := FromSeed(SM2, "bench").Public()
	for b.Loop() {
		sm2Point(p.Bytes)
	}
}

func BenchmarkSign(b *testing.B) {
	msg := make([]byte, 400)
	for _, a := range algs {
		k := FromSeed(a, "bench")
		b.Run(a.String(), func(b *testing.B) {
			for b.Loop() {
				sign(b, k, msg)
			}
		})
	}
}
