package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// What the next start would refuse is found in the files while nothing has been stopped; a
// certificate that has ended keeps no node from starting.
func TestDoctorForetellsARestart(t *testing.T) {
	p, _ := homeAtRest(t)
	check(t, p, "restart", checkOK)
	check(t, p, "client_ca", checkOK)
	file := func(name string) string { return filepath.Join(p.home, name) }
	was, err := os.ReadFile(file(abci.AppFile))
	sound(t, err)
	conf, err := os.ReadFile(file("config/config.toml"))
	sound(t, err)
	writePair(t, file("config"), 1, -time.Hour, time.Now())
	set := func(old, line string) {
		t.Helper()
		text := strings.Replace(string(was), old, line, 1)
		if text == string(was) {
			t.Fatalf("app.toml has no %q", old)
		}
		write(t, file(abci.AppFile), text, 0o600)
		if f := checkConfig(t.Context(), p); f.Result != checkOK {
			t.Fatal(f.En)
		}
	}
	const pair = "tls_cert = \"config/cert.pem\"\ntls_key = \"config/key.pem\""
	set(lineOf(t, was, "tls_cert")+"\n"+lineOf(t, was, "tls_key"), pair)
	check(t, p, "restart", checkOK)
	check(t, p, "certificate", checkFound)
	write(t, file("config/key.pem"), "no key", 0o600)
	check(t, p, "restart", checkFound)
	set(lineOf(t, was, "client_ca"), "client_ca = \"config/cert.pem\"")
	check(t, p, "client_ca", checkFound)
	check(t, p, "restart", checkFound) // an authority without a certificate of the node's own
	set(lineOf(t, was, "account"), "account = \"gz-bureau/3\"")
	if f := check(t, p, "restart", checkFound); !strings.Contains(f.En, "admission") {
		t.Error(f.En)
	}
	write(t, file(abci.AppFile), string(was), 0o600)
	text := strings.Replace(string(conf), lineOf(t, conf, "log_level"), "log_level = \"loud\"", 1)
	write(t, file("config/config.toml"), text, 0o600)
	check(t, p, "restart", checkFound)
	write(t, file("config/config.toml"), string(conf), 0o600)
	write(t, file(abci.EmergencyFile), "no plan", 0o600)
	check(t, p, "restart", checkFound)
}

// lineOf is the line of a configuration that sets a name.
func lineOf(t *testing.T, text []byte, name string) string {
	t.Helper()
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, name+" = ") {
			return line
		}
	}
	t.Fatalf("no line sets %s", name)
	return ""
}
