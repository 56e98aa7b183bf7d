package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/suyuan-ledger/suyuan/crypto"
)

// A password comes from the terminal or from a private file, never from a flag's value or from the
// environment, which other processes can read.

// password reads the password of a key file that exists.
func (c *cli) password(file, prompt string) ([]byte, error) {
	if file != "" {
		return readSecretFile(file)
	}
	return c.prompt(prompt)
}

// newPassword reads a password to be set; on the terminal it is asked twice.
func (c *cli) newPassword(file, prompt string) ([]byte, error) {
	if file != "" {
		return readSecretFile(file)
	}
	first, err := c.prompt(prompt)
	if err != nil {
		return nil, err
	}
	second, err := c.prompt(c.say("再输一次", "again"))
	if err != nil {
		return nil, err
	}
	defer clear(second)
	if !bytes.Equal(first, second) {
		return nil, fail(exitForbidden, "两次口令不同", "the two passwords differ")
	}
	return first, nil
}

func (c *cli) prompt(prompt string) ([]byte, error) {
	f, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, fail(exitForbidden, "没有终端可以询问口令，请用 --password-file（更换口令另用 --new-password-file）",
			"there is no terminal to ask for the password: use --password-file (and --new-password-file)")
	}
	fmt.Fprint(c.chat, prompt+": ")
	b, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(c.chat)
	if err != nil {
		return nil, err
	}
	return notEmpty(b)
}

// readSecretFile reads the first line of a file that nobody but its owner may read.
func readSecretFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, unreadable(path, syscall.EISDIR)
	}
	if m := info.Mode(); !m.IsRegular() || m.Perm()&0o077 != 0 {
		return nil, failf(exitForbidden, "%[1]s 的权限为 %04[2]o，须为 0600",
			"%[1]s has mode %04[2]o, it must be 0600", path, m.Perm())
	}
	b, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return notEmpty(bytes.TrimSuffix(line, []byte("\r")))
}

func notEmpty(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, fail(exitForbidden, "口令为空", "the password is empty")
	}
	return b, nil
}

// keyError gives an error of a key file its exit code.
func keyError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, crypto.ErrPassword):
		return fail(exitForbidden, "口令不对，打不开密钥文件", "the password does not open the key file")
	case errors.Is(err, crypto.ErrKeyFileMode):
		return failf(exitForbidden, "密钥文件不是私有的：%v", "%v", err)
	case errors.Is(err, crypto.ErrKeyFile), errors.Is(err, crypto.ErrSecret), errors.Is(err,
		crypto.ErrAlg):
		return failf(exitConfig, "不是可用的密钥：%v", "not a usable key: %v", err)
	case errors.Is(err, os.ErrExist):
		return failf(exitConflict, "文件已存在：%v", "the file exists already: %v", err)
	case errors.Is(err, os.ErrNotExist):
		return failf(exitNotFound, "没有这个文件：%v", "there is no such file: %v", err)
	}
	return err
}

// confirmDelete asks on the terminal before a key is lost.
func (c *cli) confirmDelete(doc keyDoc, yes bool) error {
	if yes {
		return nil
	}
	f, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return fail(exitUsage, "没有终端可以确认，请加 --yes", "there is no terminal to confirm on: add --yes")
	}
	c.note("将删除 %s 的第 %d 号密钥 %s，不可恢复。输入 yes 继续：",
		"This deletes key %[2]d of %[1]s, %[3]s, for good. Type yes to go on:", doc.Account, doc.Key,
		doc.Fingerprint)
	line, err := bufio.NewReader(f).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "yes" {
		return fail(exitForbidden, "未确认，没有删除", "not confirmed, nothing was deleted")
	}
	return nil
}
