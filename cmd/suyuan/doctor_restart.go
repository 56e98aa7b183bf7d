package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
)

// checkRestart reads everything but the data as the next start would, and the HTTP service's files
// with it: what has run for years may not start again, and that is found while it still runs.
func checkRestart(ctx context.Context, p *patient) finding {
	err := abci.CheckSettings(p.home)
	if err == nil {
		_, err = (&cli{home: p.home}).newService(p.home, "")
	}
	if err != nil {
		return foundErr(err, "更正后才可重启", "correct it before a restart")
	}
	if p.self == nil {
		return fine("设置、密钥与证书齐备，可以启动", "settings, keys and certificates are there for a start")
	}
	g, err := abci.ReadGenesis(filepath.Join(p.home, abci.GenesisFile))
	if err != nil {
		return foundErr(err, "换回本账本的创世文件", "put back the document of this ledger")
	}
	if s, err := p.own().info(ctx); err == nil && s.Genesis != g.Digest {
		return found("目录中的创世文件不是运行中的节点所用的一份",
			"the genesis document of the home is not the one that the running node began with",
			"换回本账本的创世文件，重启之前", "put back the document of this ledger before a restart")
	}
	return fine("节点在运行；现有设置、密钥与证书可供重启", "the node runs, and would start again with "+
		"the settings, keys and certificates as they are")
}

// checkClientCA tells when the authority of callers' certificates ends: then nobody gets in.
func checkClientCA(_ context.Context, p *patient) finding {
	file := p.conf.API.ClientCA
	if file == "" {
		return fine("不要求客户端证书", "no certificates are asked of callers")
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.home, file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return foundErr(err, "更正 app.toml 的 client_ca", "correct client_ca in app.toml")
	}
	var ending []string
	n := 0
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return foundErr(err, "更换该文件", "replace the file")
		}
		if n++; c.NotAfter.Before(p.now().Add(soon)) {
			ending = append(ending, c.Subject.String()+" "+c.NotAfter.Format(time.DateOnly))
		}
	}
	list := strings.Join(ending, "; ")
	switch {
	case n == 0:
		return found("文件中没有 PEM 证书", "the file has no PEM certificate", "更换该文件", "replace the file")
	case len(ending) > 0:
		return found("三十天内到期或已到期的客户端证书机构："+list,
			"authorities of callers' certificates that end within 30 days or have ended: "+list,
			"把新旧机构一并写入 client_ca 文件，即时生效", "put old and new into the client_ca file; it is read anew")
	}
	return fine("客户端证书机构有效", "the authorities of callers' certificates hold")
}
