package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/openlineage"
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
	exitUnreachable = 7  // node not reachable, timeout, not synced, clock too far off
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
	paper  string     // the id of the paper that was refused in a block
	height uint64     // of that block
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
	inZh, inEn := slices.Clone(args), slices.Clone(args)
	f := &failure{exit: exit}
	for i, a := range args {
		if err, ok := a.(error); ok {
			f.cause = err
			inZh[i], inEn[i] = sentences(err)
		}
	}
	f.zh, f.en = fmt.Sprintf(zh, inZh...), fmt.Sprintf(en, inEn...)
	return f
}

// sentences is an error's text in both languages, without the words of Go.
func sentences(err error) (zh, en string) {
	var f *failure
	var s *abci.Sentence
	var p *openlineage.Problem
	switch {
	case errors.As(err, &f):
		return f.zh, f.en
	case errors.As(err, &s):
		return s.Zh, s.En
	case errors.As(err, &p):
		return p.Where + "：" + p.Zh, p.Where + ": " + p.En
	}
	en = english(err.Error())
	return inChinese(en), en
}

// unreadable gives a file or folder that cannot be read its exit code: 4 when it is not there, 6
// when reading it is not permitted, 2 when it is a folder and no file, 3 for any other cause.
func unreadable(file string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return failf(exitNotFound, "没有文件 %[1]s", "there is no file %[1]s", file)
	case errors.Is(err, fs.ErrPermission):
		return failf(exitForbidden, "没有权限读取 %[1]s", "%[1]s may not be read: permission denied", file)
	case errors.Is(err, syscall.EISDIR):
		return failf(exitUsage, "%[1]s 是目录，不是文件", "%[1]s is a folder, not a file", file)
	}
	return failf(exitConfig, "文件 %[1]s 无法读取：%[2]v", "file %[1]s cannot be read: %[2]v", file, err)
}

// unwritable gives a file or folder that cannot be written its exit code: 6 when it is not
// permitted, 3 for any other cause.
func unwritable(file string, err error) error {
	exit := exitConfig
	if errors.Is(err, fs.ErrPermission) {
		exit = exitForbidden
	}
	return failf(exit, "%[1]s 不可写：%[2]v", "%[1]s cannot be written: %[2]v", file, err)
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
		switch {
		case errors.Is(err, abci.ErrInUse):
			exit = exitConflict
		case errors.Is(err, abci.ErrClock): // a start may succeed a moment later: the unit tries again
			exit = exitUnreachable
		}
		return &failure{exit: exit, zh: s.Zh, en: s.En, cause: err}
	}
	zh, en := sentences(err)
	if errors.Is(err, localnet.ErrUnreachable) {
		return &failure{exit: exitUnreachable, zh: "节点没有应答：" + zh, en: en, cause: err}
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		if file.Op == "mkdir" {
			return asFailure(unwritable(file.Path, file.Err))
		}
		return asFailure(unreadable(file.Path, file.Err))
	}
	return &failure{exit: exitUnexpected, zh: zh, en: en, cause: err}
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
	Paper   string     `json:"paper,omitempty"`  // refused in a block: its id
	Height  uint64     `json:"height,omitempty"` // and the block's height
	Refusal *rule.Told `json:"refusal,omitempty"`
}

func (f *failure) doc() failureDoc {
	return failureDoc{failureBody{Exit: f.exit, Name: exitNames[f.exit], Zh: f.zh, En: f.en,
		Paper: f.paper, Height: f.height, Refusal: f.told}}
}

// inBlock adds to a refusal which paper it met in which block.
func inBlock(err error, r abci.Receipt) error {
	f := *asFailure(err)
	f.paper, f.height = r.ID.String(), r.Height
	return &f
}
