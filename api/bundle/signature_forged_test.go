package bundle

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// forgedDir has signature files that are true to the last byte but for one thing in the state that
// they prove; each is called by the code that refuses it. test/verifyjs gives them to the verifier
// in JavaScript.
const forgedDir = signatureDir + "/forged"

// register writes keys that a ledger has after some time: of another suite, withdrawn, still to
// come, and one of an account that is closed.
func register() rule.Chapter {
	c := rule.Chapter{Number: 9, Name: "register", Zh: "登记", En: "register"}
	c.EndBlock = func(c *rule.Ctx) {
		if c.Height != landing {
			return
		}
		key := func(number uint16, alg crypto.Alg, from, to wire.Time) {
			keyRegister.Set(c.Store, keyAt{"bureau", 0, number}, party.Key{From: from, To: to,
				Public: crypto.FromSeed(alg, "bureau").Public()})
		}
		key(2, crypto.Secp256k1, 1, 0)
		key(3, crypto.SM2, 1, wire.At(began))
		key(4, crypto.SM2, at(9999), 0)
		accounts.Set(c.Store, tx.Account{Party: "dev-ins"}, party.Account{Duty: "root", Opened: 1,
			Closed: wire.At(began), LastKey: 1, Active: 1})
	}
	return c
}

// forge makes a signature file as SignFile does, whatever the register says of the signers.
func forge(t *testing.T, c *chain, by ...FileSigner) []byte {
	t.Helper()
	ctx := context.Background()
	e, r, err := beginRecords(ctx, c, 0)
	must(t, err)
	for _, s := range by {
		for _, key := range registerKeys(s.Account, s.Number) {
			must(t, e.addRecord(ctx, r, key, []wire.Bytes{}))
		}
	}
	proved, fault := r.open(c.trust())
	must(t, fault)
	f := SignatureFile{Format: SignatureFormat, ProofVersion: proved.ProofVersion, Mark: proved.Mark,
		Ledger: proved.Ledger, File: describe("a.pdf", "paper"), Proof: r.Proof}
	for _, s := range by {
		text := f.text(s.Account, s.Number)
		rs, err := s.Key.Sign([]byte(text))
		must(t, err)
		out := FileSignature{Account: s.Account, Key: s.Number, Institution: "大数据局", Duty: "root",
			Public: s.Key.Public(), Signed: text, Signature: rs}
		out.SignatureDER, err = crypto.SignatureDER(rs)
		must(t, err)
		if out.Public.Alg == crypto.SM2 {
			out.PublicPEM, err = out.Public.PEM()
			must(t, err)
		}
		f.Signatures = append(f.Signatures, out)
	}
	b, err := f.encode()
	must(t, err)
	return b
}

// Whoever signs with a key that the register does not let sign is refused, whatever he writes.
func TestForgedSigners(t *testing.T) {
	c := newChain(t, "vector-sign", 4, register())
	bureau := func(number uint16, alg crypto.Alg) FileSigner {
		return FileSigner{tx.Account{Party: "bureau"}, number, crypto.FromSeed(alg, "bureau")}
	}
	for name, by := range map[string]FileSigner{
		"signatures.algorithm":   bureau(2, crypto.Secp256k1),
		"signatures.key":         bureau(3, crypto.SM2),
		"signatures.key+early":   bureau(4, crypto.SM2),
		"signatures.key+account": rootOf("dev-ins"),
		"signatures.enrolled":    bureau(5, crypto.SM2),
	} {
		want, _, _ := strings.Cut(name, "+")
		b := forge(t, c, by)
		if _, err := VerifySignatures(b, c.trust()); code(err) != want {
			t.Errorf("%s: %v", name, err)
		}
		if *update {
			must(t, os.MkdirAll(forgedDir, 0o755))
			must(t, os.WriteFile(filepath.Join(forgedDir, name+".json"), b, 0o644))
		}
	}
	if *update {
		last := c.signed[c.height].Hash()
		must(t, os.WriteFile(filepath.Join(forgedDir, "trust.txt"),
			[]byte(hex.EncodeToString(last)+"\n"), 0o644))
	}
}
