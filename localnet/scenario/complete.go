package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// complete fills in what a story need not write: proofs of possession of its own keys, sums, and
// digests of files that exist in the story alone.
func (r *run) complete(kind string, f map[string]any, step Step) error {
	switch kind {
	case "party.register":
		return r.completeRegister(f, step)
	case "account.open":
		return r.completeKey(f, step, "number", party.FirstKey)
	case "key.enroll":
		return r.completeKey(f, step, "account", 0)
	case "proposal.open":
		return r.completeRecovery(f)
	case "statement.confirm":
		return r.completeStatement(f)
	case "objection.file":
		return r.completeObjection(f)
	case "trace.record", "trace.counter_report":
		return r.completeBatch(kind, f, step)
	case "deadline.contest":
		return r.completeContest(f, step)
	case "challenge.commit":
		completeChallenge(f)
	case "devagreement.sign":
		if f["rule_hash"] == nil && f["rule"] != nil {
			sum := crypto.SHA256(unhex(f["rule"]))
			f["rule_hash"] = fmt.Sprintf("%x", sum)
		}
	}
	return nil
}

// completeRegister enters a party of the story that is not in genesis, with its keys.
func (r *run) completeRegister(f map[string]any, step Step) error {
	id, _ := f["id"].(string)
	p := r.story.party(id)
	if p == nil || f["root_key"] != nil {
		return nil
	}
	put(f, "name", p.Name)
	put(f, "nature", p.Nature)
	put(f, "jurisdiction", p.Jurisdiction)
	put(f, "group", p.Group)
	put(f, "remit_to", p.RemitTo)
	var accounts []any
	for _, a := range p.Accounts {
		at := tx.Account{Party: id, Number: a.Number}
		k := r.story.key(at, party.FirstKey)
		proof, err := r.proof(at, party.FirstKey, k)
		if err != nil {
			return step.src.err("%v", err)
		}
		if a.Number == party.Root {
			f["root_key"], f["root_proof"] = k.Public().String(), proof
			continue
		}
		accounts = append(accounts, map[string]any{"number": a.Number, "duty": a.Duty,
			"key": k.Public().String(), "proof": proof})
	}
	put(f, "accounts", accounts)
	return nil
}

// completeKey proves that the story holds a new key of the author's account.
func (r *run) completeKey(f map[string]any, step Step, account string, number uint16) error {
	at := tx.Account{Party: step.by[0].party, Number: numberOf(f[account])}
	if number == 0 {
		number = numberOf(f["number"])
	}
	k := r.story.key(at, number)
	put(f, "key", k.Public().String())
	if f["key"] != k.Public().String() || f["proof"] != nil {
		return nil
	}
	proof, err := r.proof(at, number, k)
	f["proof"] = proof
	return err
}

// maxRecoveries bounds the new root keys of one party that a story may name.
const maxRecoveries = 8

// completeRecovery proves that the story holds the new root key that a proposal names.
func (r *run) completeRecovery(f map[string]any) error {
	act, _ := f["act"].(map[string]any)
	id, _ := act["party"].(string)
	if act["root_key"] == nil || act["root_proof"] != nil || r.story.party(id) == nil {
		return nil
	}
	root := tx.Account{Party: id, Number: party.Root}
	for n := uint16(party.FirstKey) + 1; n < party.FirstKey+maxRecoveries; n++ {
		k := r.story.key(root, n)
		if act["root_key"] != k.Public().String() {
			continue
		}
		proof, err := r.proof(root, n, k)
		act["root_proof"] = proof
		return err
	}
	return nil
}

// completeStatement takes the digest of the statement as the ledger shows it, where it is left out.
func (r *run) completeStatement(f map[string]any) error {
	if f["digest"] != nil {
		return nil
	}
	args := map[string]string{}
	for _, name := range []string{"period", "payer", "payee"} {
		args[name] = fmt.Sprint(f[name])
	}
	var s struct {
		Digest string `json:"digest"`
	}
	err := r.fetch("statement", args, &s)
	f["digest"] = s.Digest
	return err
}

func (r *run) proof(a tx.Account, number uint16, k crypto.PrivateKey) (string, error) {
	rs, err := party.EnrolProof(r.chain, a, number, k)
	if err != nil {
		return "", err
	}
	b, err := rs.MarshalText()
	return string(b), err
}

// completeBatch names inputs by their places in the product version, adds up, and invents a log.
func (r *run) completeBatch(kind string, f map[string]any, step Step) error {
	counters, _ := f["counters"].([]any)
	var inputs []string
	var sum uint64
	for i := range counters {
		c, ok := counters[i].(map[string]any)
		if !ok {
			continue
		}
		members, _ := c["members"].([]any)
		if slices.ContainsFunc(members, named) {
			if inputs == nil {
				var err error
				if inputs, err = r.inputsOf(f, step); err != nil {
					return err
				}
			}
			at, unknown := placesOf(inputs, members)
			if unknown != "" {
				return step.src.err("%s is no input of the product: its inputs are %s", unknown,
					strings.Join(inputs, ", "))
			}
			c["members"] = at
		}
		units, _ := strconv.ParseUint(fmt.Sprint(c["units"]), 10, 64)
		sum += units
	}
	put(f, "count", json.Number(strconv.FormatUint(sum, 10)))
	id, _ := f["id"].(string)
	put(f, "log", digest("log of "+id))
	root := crypto.SHA256([]byte("calls of " + id))
	if kind == "trace.record" {
		put(f, "root", fmt.Sprintf("%x", root))
	}
	return nil
}

// allInputs as the one member of a counter stands for every input of the product version.
const allInputs = "all"

// inputsOf asks the ledger what a product version was made of.
func (r *run) inputsOf(f map[string]any, step Step) ([]string, error) {
	var p struct {
		Inputs []struct {
			Object string `json:"object"`
		} `json:"inputs"`
	}
	args := map[string]string{"product": fmt.Sprint(f["product"]), "version": fmt.Sprint(f["version"])}
	if err := r.fetch("product", args, &p); err != nil {
		return nil, step.src.err("inputs of %s: %v", args["product"], err)
	}
	var out []string
	for _, in := range p.Inputs {
		out = append(out, in.Object)
	}
	return out, nil
}

// named tells an input written by its name from one written by its place.
func named(member any) bool {
	text := fmt.Sprint(member)
	return text == allInputs || strings.Contains(text, "/")
}

// placesOf are the places of the named inputs, in order.
func placesOf(inputs []string, members []any) (at []int, unknown string) {
	for i := range inputs {
		if slices.ContainsFunc(members, func(m any) bool {
			return fmt.Sprint(m) == allInputs || fmt.Sprint(m) == inputs[i]
		}) {
			at = append(at, i)
		}
	}
	for _, m := range members {
		if name := fmt.Sprint(m); name != allInputs && !slices.Contains(inputs, name) {
			return nil, name
		}
	}
	return at, ""
}

func put(f map[string]any, name string, v any) {
	if f[name] == nil && v != nil && v != "" {
		f[name] = v
	}
}

func numberOf(v any) uint16 {
	n, _ := strconv.ParseUint(fmt.Sprint(v), 10, 16)
	return uint16(n)
}
