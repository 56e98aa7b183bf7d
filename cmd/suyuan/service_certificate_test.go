package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// writePair writes a certificate of a serial number with its key, as of an instant.
func writePair(t *testing.T, dir string, serial int64, lasts time.Duration, at time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	sound(t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(lasts)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	sound(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	sound(t, err)
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der},
		"key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		file := filepath.Join(dir, name)
		write(t, file, string(pem.EncodeToMemory(block)), 0o600)
		sound(t, os.Chtimes(file, at, at))
	}
}

// A renewed certificate is used without a restart, one that cannot be used changes nothing, and one
// that has ended keeps nothing from starting.
func TestCertificatesAreReadAnew(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	writePair(t, dir, 1, -time.Hour, now)
	c := &cli{lang: "en", chat: os.Stderr}
	conf, err := c.readCertificates(dir, abci.API{Cert: "cert.pem", Key: "key.pem"})
	sound(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	sound(t, err)
	defer l.Close()
	k := &certificates{cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"),
		clock: func() time.Time { return now }}
	told := 0
	k.told = func(error) { told++ }
	k.last, err = k.read()
	sound(t, err)
	k.seen = k.written()
	conf.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		return k.config(), nil
	}
	go func() {
		for {
			conn, err := tls.NewListener(l, conf).Accept()
			if err != nil {
				return
			}
			_ = conn.(*tls.Conn).Handshake()
			_ = conn.Close()
		}
	}()
	serves := func(serial int64) {
		t.Helper()
		conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		sound(t, err)
		defer conn.Close()
		if got := conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(); got != serial {
			t.Errorf("it serves certificate %d, not %d", got, serial)
		}
	}
	serves(1)
	now = now.Add(time.Hour)
	writePair(t, dir, 2, time.Hour, now)
	serves(2)
	now = now.Add(time.Hour)
	write(t, filepath.Join(dir, "cert.pem"), "no certificate", 0o600)
	serves(2)
	if now = now.Add(time.Hour); told != 1 {
		t.Errorf("told %d times", told)
	}
	writePair(t, dir, 3, time.Hour, now)
	serves(3)
}
