package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// renewEvery is how long a certificate is used before its files are looked at again.
const renewEvery = 10 * time.Second

// certificates are those of the HTTP service. Their files are read anew when they have changed, so
// that a renewal needs no restart; files that cannot be used leave the last good ones in use.
type certificates struct {
	cert, key, clients string // files; clients "" asks callers for none
	clock              func() time.Time
	told               func(error)

	mu   sync.Mutex
	last *tls.Config
	seen [3]time.Time // when the files were written
	next time.Time    // to look
}

// readCertificates reads them for the first time.
func (c *cli) readCertificates(home string, conf abci.API) (*tls.Config, error) {
	at := func(name string) string {
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(home, name)
	}
	k := &certificates{cert: at(conf.Cert), key: at(conf.Key), clients: at(conf.ClientCA),
		clock: time.Now, told: func(err error) {
			zh, en := sentences(err)
			c.note("证书未更新，仍用原证书：%s", "the certificate is not renewed, the last one stays: %s", c.say(zh, en))
		}}
	var err error
	if k.last, err = k.read(); err != nil {
		return nil, err
	}
	k.seen, k.next = k.written(), k.clock().Add(renewEvery)
	out := k.last.Clone() // says what is asked of callers; each call takes what is newest
	out.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return k.config(), nil }
	return out, nil
}

// config is what holds now.
func (k *certificates) config() *tls.Config {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock()
	if now.Before(k.next) {
		return k.last
	}
	k.next = now.Add(renewEvery)
	if written := k.written(); written != k.seen {
		k.seen = written
		if fresh, err := k.read(); err != nil {
			k.told(err)
		} else {
			k.last = fresh
		}
	}
	return k.last
}

func (k *certificates) written() (out [3]time.Time) {
	for i, file := range []string{k.cert, k.key, k.clients} {
		if info, err := os.Stat(file); err == nil {
			out[i] = info.ModTime()
		}
	}
	return out
}

func (k *certificates) read() (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(k.cert, k.key)
	if err != nil {
		return nil, failf(exitConfig, "TLS 证书有误：%v", "the TLS certificate is wrong: %v", err)
	}
	out := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"}}
	if k.clients == "" {
		return out, nil
	}
	pem, err := os.ReadFile(k.clients)
	pool := x509.NewCertPool()
	if err == nil && !pool.AppendCertsFromPEM(pem) {
		err = errors.New("no certificate in PEM")
	}
	if err != nil {
		return nil, failf(exitConfig, "客户端证书机构文件 %[1]s 无法读取：%[2]v",
			"the client authority %[1]s cannot be read: %[2]v", k.clients, err)
	}
	out.ClientCAs, out.ClientAuth = pool, tls.RequireAndVerifyClientCert
	return out, nil
}
