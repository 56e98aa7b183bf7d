package main

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

const asProgram = "SUYUAN_TEST_AS_PROGRAM"

// TestMain lets the test binary be the program: a child that can be sent signals.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args ...string) (cmd *exec.Cmd, out, chat *bytes.Buffer) {
	t.Helper()
	out, chat = &bytes.Buffer{}, &bytes.Buffer{}
	cmd = exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "LC_ALL=en_US.UTF-8")
	cmd.Stdout, cmd.Stderr = out, chat
	return cmd, out, chat
}

func founders(t *testing.T, validator string) string {
	t.Helper()
	key := func(seed string) []crypto.PublicKey {
		return []crypto.PublicKey{crypto.FromSeed(crypto.SM2, seed).Public()}
	}
	d, err := genesis.Build(genesis.Spec{ChainID: "solo-1", GenesisTime: wire.At(time.Now()),
		Regimes: []genesis.RegimeSpec{{Name: "guizhou"}}, Calendars: []string{"2026"},
		AcknowledgeConcentration: "one machine",
		Parties: []party.Founder{{ID: "gz-bureau", Name: "数据局", Nature: party.Administrative,
			Jurisdiction: "520000", Roles: []party.FounderRole{{Role: "bureau", Jurisdiction: "520000"}},
			Accounts: []party.FounderAccount{{Number: 0, Duty: "root", Keys: key("root")},
				{Number: 1, Duty: "maker", Keys: key("maker")}}}},
		Validators: []party.GenesisVoter{{Party: "gz-bureau", Name: "n1", PubKey: validator,
			Power: party.DefaultPower}}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "founders.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A stranger's path: init, the founders' document, start, status, SIGTERM.
func TestNodeFromInitToStop(t *testing.T) {
	home := filepath.Join(t.TempDir(), "n1")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	rpc := "tcp://" + l.Addr().String()
	l.Close()
	service := freeAddress(t)
	code, out, chat := shell(t, "init", "n1", "--home", home, "--rpc", rpc, "--api", service,
		"--p2p", "tcp://127.0.0.1:0", "--fast", "--idle-every", "200ms", "--log-level", "error")
	var made initDoc
	oneDocument(t, out, &made)
	file := founders(t, made.PubKey)
	if code, out, chat = shell(t, "init", "n1", "--home", home, "--genesis", file); code != 0 {
		t.Fatal(chat)
	}
	oneDocument(t, out, &made)
	if !made.Validator || made.Chain != "solo-1" || len(made.Power) != 1 {
		t.Fatalf("%+v", made)
	}
	if code, _, _ = shell(t, "init", "n1", "--home", home, "--genesis", file); code != exitConflict {
		t.Fatalf("a second genesis document: exit %d", code)
	}

	if code, _, _ = shell(t, "log", "level", "debug", "--home", home); code != exitUnreachable {
		t.Fatalf("the log level of a home at rest: exit %d", code)
	}
	logFile := filepath.Join(t.TempDir(), "log")
	node, nodeOut, nodeChat := program(t, "start", "--home", home, "--log-file", logFile)
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	defer node.Process.Kill()
	var status statusDoc
	for tries := 0; status.Ledger.Height < 3; tries++ {
		if time.Sleep(50 * time.Millisecond); tries > 200 {
			t.Fatalf("%+v %s", status, nodeChat)
		}
		if code, out, _ = shell(t, "status", "--node", rpc); code == 0 {
			oneDocument(t, out, &status)
		}
	}
	if status.Node.Name != "n1" || status.Ledger.Chain != "solo-1" || status.Ledger.Test ||
		status.Ledger.Genesis.String() != made.Genesis || status.BlockAge > 10 || status.Peers != "0" {
		t.Fatalf("%+v", status)
	}
	if code, _, chat = shell(t, "start", "--home", home); code != exitConflict {
		t.Fatalf("a second process: exit %d %s", code, chat)
	}
	changeLevels(t, home, logFile)
	anchorLog(t, home, rpc)
	askService(t, home, "http://"+service)
	if err := node.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := node.Wait(); err != nil {
		t.Fatal(err, nodeChat)
	}
	var stop stopDoc
	oneDocument(t, nodeOut.String(), &stop)
	if stop.Height < status.Ledger.Height || stop.Stopped != "terminated" {
		t.Fatalf("%+v", stop)
	}
	if json.Valid(nodeChat.Bytes()) {
		t.Fatal("chatter on stdout")
	}
}

// changeLevels changes what a running node logs, for one module and back.
func changeLevels(t *testing.T, home, logFile string) {
	t.Helper()
	level := func(args ...string) (doc levelDoc) {
		t.Helper()
		code, out, chat := shell(t, append([]string{"log", "level", "--home", home}, args...)...)
		if code != 0 {
			t.Fatalf("exit %d %s%s", code, out, chat)
		}
		oneDocument(t, out, &doc)
		return doc
	}
	says := func(part string) func() bool {
		return func() bool {
			b, err := os.ReadFile(logFile)
			return err == nil && strings.Contains(string(b), part)
		}
	}
	if says("D[")() {
		t.Fatal("it says more than errors from the start")
	}
	waitFor(t, "the node to obey", func() bool {
		_, err := os.Stat(filepath.Join(home, logFolder, nodeFile))
		return err == nil
	})
	if doc := level("consensus:debug,*:none"); doc.Level != "consensus:debug,*:none" {
		t.Fatalf("%+v", doc)
	}
	waitFor(t, "entries of consensus", says("module=consensus"))
	if code, _, _ := shell(t, "log", "level", "loud", "--home", home); code != exitUsage {
		t.Errorf("no level: exit %d", code)
	}
	if doc := level(); doc.Level != "error" || doc.Of != "config.toml" {
		t.Errorf("%+v", doc)
	}
	b, err := os.ReadFile(logFile)
	if err != nil || strings.Contains(string(b), "module=p2p") {
		t.Errorf("another module speaks: %v", err)
	}
	acts := 0
	files, _ := filepath.Glob(filepath.Join(home, logFolder, "*.jsonl"))
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		acts += strings.Count(string(b), `"act":"log.level"`)
	}
	if acts != 2 {
		t.Errorf("%d changes of the level are in the home's log", acts)
	}
	if code, _, chat := shell(t, "log", "verify", "--home", home); code != 0 {
		t.Error(chat)
	}
}

// anchorLog files where the home's log ends on its own ledger, as the timer does, and holds the log
// against it.
func anchorLog(t *testing.T, home, node string) {
	t.Helper()
	account := tx.Account{Party: "gz-bureau", Number: 1}
	password := filepath.Join(home, "config", "anchor.password")
	write(t, password, "secret\n", 0o600)
	sound(t, os.MkdirAll(filepath.Join(home, localnet.Keystore), 0o700))
	sound(t, crypto.WriteKeyFile(filepath.Join(home, localnet.Keystore, localnet.KeyFile(account, 1)),
		crypto.FromSeed(crypto.SM2, "maker"), []byte("secret"), true))
	anchor := func(v any) {
		t.Helper()
		code, out, chat := shell(t, "log", "anchor", "--home", home, "--node", node, "--from",
			account.String(), "--password-file", password)
		if code != 0 {
			t.Fatalf("exit %d %s%s", code, out, chat)
		}
		oneDocument(t, out, v)
	}
	var receipt abci.Receipt
	if anchor(&receipt); receipt.Kind != "log.anchor" {
		t.Errorf("%+v", receipt)
	}
	var nothing notAnchored
	if anchor(&nothing); nothing.Anchored || nothing.Count == 0 {
		t.Errorf("%+v", nothing)
	}
	code, out, chat := shell(t, "log", "verify", "--home", home, "--node", node, "--party",
		account.Party)
	var report logReport
	if oneDocument(t, out, &report); code != 0 || report.Anchors != 1 {
		t.Errorf("exit %d %+v %s", code, report, chat)
	}
}

// A clock too far off has an exit code of its own, not that of a home which will never start: the
// unit tries again, and the clock may be right by then.
func TestExitOfAWrongClock(t *testing.T) {
	for cause, want := range map[error]int{abci.ErrClock: exitUnreachable, abci.ErrInUse: exitConflict,
		nil: exitConfig} {
		f := asFailure(&abci.Sentence{Zh: "时钟错误", En: "clock wrong", Cause: cause})
		if f.exit != want || f.zh != "时钟错误" || f.en != "clock wrong" {
			t.Errorf("%v: %+v", cause, f)
		}
	}
}
