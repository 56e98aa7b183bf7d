package app

import (
	"errors"
	"reflect"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// readBody decodes the body, holds that every value in it can be shown, and lets it check itself. A
// panic of a body's own code makes the paper inadmissible; it must not stop the node (rulings E3).
func (m *Machine) readBody(k *rule.Kind, body []byte) (msg rule.Msg, refused *rule.Refused) {
	defer func() {
		if p := recover(); p != nil {
			msg, refused = nil, rule.Internal.At("body", "what", recovered(p))
		}
	}()
	msg = k.New()
	if err := wire.Decode(body, msg); err != nil {
		return nil, ErrBody.At("body", "kind", k.Name, "detail", err)
	}
	if r := m.texts[k.Name].check(reflect.ValueOf(msg).Elem(), ""); r != nil {
		return nil, r
	}
	if err := msg.Check(); err != nil {
		return nil, asRefused(err)
	}
	return msg, nil
}

// message is the body to apply. That of a recalled paper passed every check when its bytes were
// read first, and is read again without them: no two runs of a paper share a body. Bytes that no
// longer decode panic.
func (v *Verdict) message() rule.Msg {
	if v.Msg != nil {
		return v.Msg
	}
	msg := v.Kind.New()
	if err := wire.DecodeTrusted(v.Parsed.Paper.Body, msg); err != nil {
		panic(err) // the same bytes were decoded before
	}
	return msg
}

// asRefused takes the refusal out of err; any other error is a mistake of a rule.
func asRefused(err error) *rule.Refused {
	var r *rule.Refused
	if errors.As(err, &r) && r != nil {
		return r
	}
	return rule.Internal.At("", "what", err)
}

// recovered lets a store fault through and returns any other panic.
func recovered(p any) any {
	if f, fault := p.(state.Fault); fault {
		panic(f)
	}
	return p
}
