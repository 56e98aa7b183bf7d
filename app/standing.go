package app

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

// signerKeys checks the standing of each signer and returns their public keys in order.
func signerKeys(view state.Reader, env Env, v *Verdict) ([]crypto.PublicKey, *rule.Refused) {
	p := &v.Parsed.Paper
	keys := make([]crypto.PublicKey, 0, 1+len(p.CoSigners))
	for i, s := range p.Signers() {
		account, ok := party.GetAccount(view, s)
		if !ok || !account.OpenAt(env.Time) {
			return nil, ErrSigner.At(signerField(i), "account", s)
		}
		sig := v.Parsed.Signatures[i]
		key, ok := party.AccountKey(view, s, sig.Key)
		if !ok || !key.ActiveAt(env.Time) {
			return nil, ErrKey.At("signatures", "account", s, "number", sig.Key)
		}
		if sig.Alg != key.Public.Alg || !party.Accepted(view, sig.Alg) {
			return nil, ErrAlgorithm.At("signatures", "account", s, "algorithm", sig.Alg)
		}
		if s.Number == party.Root && !v.Kind.Root {
			return nil, ErrRootAccount.At(signerField(i), "account", s)
		}
		keys = append(keys, key.Public)
	}
	if v.Kind.Root && p.Author.Number != party.Root {
		return nil, ErrRootAuthor.At("author", "kind", v.Kind.Name)
	}
	return keys, nil
}

func signerField(i int) string {
	if i == 0 {
		return "author"
	}
	return "co_signers"
}

// checkNonce looks at the author's replay window; nobody else's is touched (rulings E11).
func checkNonce(view state.Reader, p *tx.Paper) *rule.Refused {
	w := WindowOf(view, p.Author, p.Lane)
	switch w.look(p.Nonce) {
	case used:
		return replayed(p)
	case outside:
		low, high := w.Span()
		return ErrNonce.At("nonce", "account", p.Author, "lane", p.Lane, "nonce", p.Nonce,
			"low", low, "high", high)
	}
	return nil
}

func replayed(p *tx.Paper) *rule.Refused {
	return ErrReplayed.At("nonce", "account", p.Author, "lane", p.Lane, "nonce", p.Nonce)
}

// checkDual wants two accounts of each signing party that has not switched maker–checker off
// (rulings L3).
func checkDual(view state.Reader, k *rule.Kind, p *tx.Paper) *rule.Refused {
	if !k.Dual {
		return nil
	}
	signers := p.Signers()
	for i, s := range signers {
		alone := true
		for j, other := range signers {
			alone = alone && (i == j || other.Party != s.Party)
		}
		if !alone {
			continue
		}
		if own, _ := party.Get(view, s.Party); !own.Single {
			return ErrMakerChecker.At("co_signers", "party", s.Party)
		}
	}
	return nil
}
