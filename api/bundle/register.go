package bundle

import (
	"bytes"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

// keyAt is the place of a key in the register.
type keyAt struct {
	Party   string
	Account uint16
	Number  uint16
}

// The register of keys in state. Its places are part of the format of signature files; a test holds
// them equal to the chapter's.
var (
	keyRegister = state.NewMap[keyAt, party.Key](1, 4, "party/keys",
		"public keys of accounts with the interval in which they sign")
	accounts = state.NewMap[tx.Account, party.Account](1, 3, "party/accounts",
		"accounts of parties; number 0 is the root account")
	certificates = state.NewMap[keyAt, party.Certified](1, 8, "party/certificates",
		"certificates that keys were enrolled with")
)

// registered is how many records prove one signer: key, account, institution, certificate.
const registered = 4

// registerKeys are the keys of those records, in this order.
func registerKeys(a tx.Account, number uint16) [registered][]byte {
	at := keyAt{a.Party, a.Number, number}
	return [...][]byte{keyRegister.Key(at), accounts.Key(a), parties.Key(a.Party),
		certificates.Key(at)}
}

// entry is what the register says of a key. Only the certificate may be absent.
type entry struct {
	key         party.Key
	account     party.Account
	party       party.Party
	certificate party.Certified
}

// openEntry reads the records of a signer, which were checked against the app hash before.
func openEntry(records []LineageRecord, a tx.Account, number uint16) (e entry, fault *Fault) {
	for i, key := range registerKeys(a, number) {
		if !bytes.Equal(records[i].Key, key) {
			return e, faultf("signatures.records", "登记记录不是 %[1]s 第 %[2]d 把密钥的",
				"the records are not those of key %[2]d of %[1]s", a, number)
		}
	}
	for i, read := range []func([]byte) bool{reads(keyRegister.DecodeValue, &e.key, false),
		reads(accounts.DecodeValue, &e.account, false), reads(parties.DecodeValue, &e.party, false),
		reads(certificates.DecodeValue, &e.certificate, true)} {
		if !read(records[i].Value) {
			return e, faultf("signatures.enrolled", "%[1]s 没有登记第 %[2]d 把密钥",
				"%[1]s has no key %[2]d enrolled", a, number)
		}
	}
	return e, nil
}
