package app

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
)

// signerKeys checks the standing of each signer and returns their public keys in order.
func (d *Door) signerKeys(v *Verdict) ([]crypto.PublicKey, *rule.Refused) {
	p := &v.Parsed.Paper
	keys := make([]crypto.PublicKey, 0, 1+len(p.CoSigners))
	for i, s := range p.Signers() {
		sig := v.Parsed.Signatures[i]
		is := d.standing(signer{s, sig.Key, sig.Alg})
		switch is.no {
		case nil:
		case ErrSigner:
			return nil, ErrSigner.At(signerField(i), "account", s)
		case ErrKey:
			return nil, ErrKey.At("signatures", "account", s, "number", sig.Key)
		default:
			return nil, is.no.At("signatures", "account", s, "algorithm", sig.Alg)
		}
		if s.Number == party.Root && !v.Kind.Root {
			return nil, ErrRootAccount.At(signerField(i), "account", s)
		}
		keys = append(keys, is.public)
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
func (d *Door) checkNonce(p *tx.Paper) *rule.Refused {
	w := d.window(laneOf{p.Author.Party, p.Author.Number, p.Lane})
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
