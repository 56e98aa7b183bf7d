package main

import (
	"errors"
	"fmt"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// The exit codes of every command.
const (
	exitOK          = 0
	exitUnexpected  = 1  // a mistake of ours
	exitUsage       = 2  // unknown flag, bad argument
	exitConfig      = 3  // configuration, genesis document or data directory
	exitNotFound    = 4  // no such thing
	exitRefused     = 5  // the ledger says no
	exitForbidden   = 6  // key, role or password
	exitUnreachable = 7  // node not reachable, timeout, not synced
	exitVerify      = 8  // digest, proof or signature does not match
	exitConflict    = 9  // exists already, in use, stale
	exitFindings    = 10 // finished, with findings
)

var exitNames = [...]string{"ok", "unexpected", "usage", "config", "not_found", "refused",
	"forbidden", "unreachable", "verify", "conflict", "findings"}

// failure is an error with an exit code and a sentence in both languages.
type failure struct {
	exit   int
	zh, en string
	told   *rule.Told // what the ledger said
	cause  error
}

// Error is the English sentence.
func (f *failure) Error() string { return f.en }

// Unwrap gives the cause to errors.Is and errors.As.
func (f *failure) Unwrap() error { return f.cause }

// fail ends a command with an exit code and one sentence in each language.
func fail(exit int, zh, en string) error { return &failure{exit: exit, zh: zh, en: en} }

// failf is fail with arguments, the same for both sentences; an error among them is the cause.
func failf(exit int, zh, en string, args ...any) error {
	f := &failure{exit: exit, zh: fmt.Sprintf(zh, args...), en: fmt.Sprintf(en, args...)}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.cause = err
		}
	}
	return f
}

// refused ends a command because the ledger said no, with what it said.
func refused(t rule.Told) error {
	exit := exitRefused
	if t.Code == abci.ErrNotFound.Name {
		exit = exitNotFound
	}
	return &failure{exit: exit, zh: t.Zh, en: t.En, told: &t}
}

// asFailure gives any error of a command its exit code.
func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var s *abci.Sentence
	if errors.As(err, &s) {
		exit := exitConfig
		if errors.Is(err, abci.ErrInUse) {
			exit = exitConflict
		}
		return &failure{exit: exit, zh: s.Zh, en: s.En, cause: err}
	}
	if errors.Is(err, localnet.ErrUnreachable) {
		return &failure{exit: exitUnreachable, zh: "节点没有应答：" + err.Error(), en: err.Error(), cause: err}
	}
	return &failure{exit: exitUnexpected, zh: err.Error(), en: err.Error(), cause: err}
}

// failureDoc is the one document on stdout when a command with --output json fails.
type failureDoc struct {
	Error failureBody `json:"error"`
}

type failureBody struct {
	Exit    int        `json:"exit"`
	Name    string     `json:"name"`
	Zh      string     `json:"zh"`
	En      string     `json:"en"`
	Refusal *rule.Told `json:"refusal,omitempty"`
}

func (f *failure) doc() failureDoc {
	return failureDoc{failureBody{Exit: f.exit, Name: exitNames[f.exit], Zh: f.zh, En: f.en,
		Refusal: f.told}}
}
