package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api"
	"github.com/suyuan-ledger/suyuan/api/report"
	"github.com/suyuan-ledger/suyuan/api/watch"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// soon is how long before the end of a certificate or token the doctor tells.
const soon = 30 * 24 * time.Hour

// checkConfig reads both files of configuration, and asks whether the node runs.
func checkConfig(ctx context.Context, p *patient) finding {
	conf, own, err := abci.ReadConfig(p.home)
	if err != nil {
		return foundErr(failf(exitConfig, "配置无法读取：%v", "the configuration cannot be read: %v", err),
			"更正配置文件，或用 suyuan init 重新建立目录", "correct the file, or make a home by suyuan init")
	}
	p.conf = own
	p.laddr = map[string]string{"rpc": conf.RPC.ListenAddress, "p2p": conf.P2P.ListenAddress,
		"api": own.API.Listen}
	p.urls.rpc = anyHost(conf.RPC.ListenAddress)
	id, err := abci.ReadIdentity(p.home)
	if err == nil {
		if s, err := p.own().Status(ctx); err == nil && s.NodeID == id.NodeID {
			p.self = &s
		}
	}
	return fine("配置可读", "the configuration can be read")
}

func checkGenesis(_ context.Context, p *patient) finding {
	g, err := abci.ReadGenesis(filepath.Join(p.home, abci.GenesisFile))
	if err != nil {
		return foundErr(err, "向其他成员索取创世文件，suyuan init --genesis", "get it from another member, "+
			"suyuan init --genesis")
	}
	if p.conf.Genesis != "" && p.conf.Genesis != g.Digest.String() {
		return found("创世文件摘要与 app.toml 不符", "the digest of the genesis document is not that of app.toml",
			"换回本账本的创世文件", "put back the document of this ledger")
	}
	return fine("账本 "+g.Doc.ChainID, "chain "+g.Doc.ChainID)
}

// secrets are the files of a home that nobody but its owner may read.
func secrets(home string) (out []string) {
	for _, pattern := range []string{"config/node_key.json", "config/priv_validator_key.json",
		abci.SignedFile, "config/tokens.json", "config/*.key", localnet.Keystore + "/*"} {
		files, _ := filepath.Glob(filepath.Join(home, pattern)) // the patterns are well formed
		out = append(out, files...)
	}
	return out
}

func checkModes(_ context.Context, p *patient) finding {
	var open []string
	for _, file := range secrets(p.home) {
		if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
			rel, _ := filepath.Rel(p.home, file)
			open = append(open, rel)
		}
	}
	if len(open) > 0 {
		list := strings.Join(open, " ")
		return found("他人可读的密钥文件："+list, "files with secrets that others can read: "+list,
			"chmod 0600 "+list, "chmod 0600 "+list)
	}
	var s *abci.Sentence
	if errors.As(abci.CheckModes(p.home), &s) {
		return found(s.Zh, s.En, "按上句执行 chmod", "run the chmod it names")
	}
	return fine("密钥文件仅属主可读", "secrets are their owner's alone")
}

// checkKey reads the keys and, on a running node, tells whether they vote.
func checkKey(_ context.Context, p *patient) finding {
	id, err := abci.ReadIdentity(p.home)
	if err != nil {
		return foundErr(err, "见手册“丢失密钥”；切勿复制别处的密钥", "see \"Lose a key\" in the runbook; never copy "+
			"a key from elsewhere")
	}
	switch {
	case p.self == nil:
		return fine("验证人密钥可读 "+id.Address, "the validator key can be read, "+id.Address)
	case p.self.Power > 0:
		return fine(fmt.Sprintf("是共识节点，投票权 %d", p.self.Power),
			fmt.Sprintf("a validator with power %d", p.self.Power))
	}
	g, err := abci.ReadGenesis(filepath.Join(p.home, abci.GenesisFile))
	if err == nil {
		for _, v := range g.Ledger.Party.Validators {
			if v.Name == p.self.Name && v.PubKey != id.PubKey {
				return found("创世名单中同名共识节点的密钥与本目录不同", "the genesis document gives a validator of "+
					"this name another key", "换回该节点的目录，或由成员议决更换密钥",
					"use that node's home, or change the key by vote")
			}
		}
	}
	return fine("只读节点，不在共识节点之列", "a node that follows, no validator")
}

// checkData reads a home at rest as a start would.
func checkData(_ context.Context, p *patient) finding {
	if p.self != nil {
		return fine("节点在运行", "the node runs")
	}
	err := abci.CheckHome(p.home)
	switch {
	case errors.Is(err, abci.ErrInUse):
		return found("目录被一个不应答的进程占用", "a process that does not answer holds the home",
			"查看其日志，结束后重新启动", "read its log, end it and start again")
	case errors.Is(err, abci.ErrClock):
		return foundErr(err, "见手册“时钟错误”", "see \"Clock wrong\" in the runbook")
	case err != nil:
		return foundErr(err, "见手册“由冷备份恢复”“损坏磁盘”", "see \"Restore from a cold copy\" and \"Lose a "+
			"disk\" in the runbook")
	}
	return fine("数据完整，可以启动", "the data are whole and would start")
}

func checkDisk(_ context.Context, p *patient) finding {
	free, total, err := abci.Space(p.home)
	if err != nil {
		return foundErr(err, "检查磁盘挂载", "look at the mount")
	}
	share := fmt.Sprintf("%d MiB / %d MiB", free>>20, total>>20)
	if watch.Low(free, total) {
		return found("磁盘将满，剩余 "+share, "the disk is almost full, free "+share, "扩容或清理",
			"make room")
	}
	return fine("磁盘剩余 "+share, "free "+share)
}

// openFiles is how many files a node with its peers and stores may come to have open.
const openFiles = 4096

func checkOpenFiles(context.Context, *patient) finding {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return skipped("不能读取上限", "the limit cannot be read")
	}
	if l.Max < openFiles {
		return found(fmt.Sprintf("可打开文件数上限 %d", l.Max), fmt.Sprintf("at most %d open files", l.Max),
			"ulimit -n 65536 或 LimitNOFILE=65536", "ulimit -n 65536 or LimitNOFILE=65536")
	}
	return fine(fmt.Sprintf("可打开文件数上限 %d", l.Max), fmt.Sprintf("at most %d open files", l.Max))
}

func checkFonts(context.Context, *patient) finding {
	if reportFont() == nil {
		return found("没有字体，不能生成 PDF 报表", "no font: printed reports are refused",
			"apt install "+report.FontPackage, "apt install "+report.FontPackage)
	}
	return fine("报表字体已安装", "the font of reports is there")
}

func checkCertificate(_ context.Context, p *patient) finding {
	if p.conf.API.Cert == "" {
		return fine("未设 TLS 证书", "no TLS certificate is set")
	}
	file := p.conf.API.Cert
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.home, file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return foundErr(err, "更正 app.toml 的 tls_cert", "correct tls_cert in app.toml")
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return found("证书文件不是 PEM", "the certificate is no PEM", "更换证书", "replace it")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return foundErr(err, "更换证书", "replace it")
	}
	day := cert.NotAfter.Format(time.DateOnly)
	if cert.NotAfter.Before(p.now().Add(soon)) {
		return found("TLS 证书于 "+day+" 到期", "the TLS certificate ends on "+day,
			"更换证书与密钥文件，运行中的节点自行读取", "replace its files: a running node reads them anew")
	}
	return fine("TLS 证书有效至 "+day, "the TLS certificate holds until "+day)
}

func checkTokens(_ context.Context, p *patient) finding {
	file := p.conf.API.Tokens
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.home, file)
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return fine("没有令牌", "no tokens")
	}
	var doc api.TokenFile
	if err == nil {
		doc, err = api.ReadTokens(b)
	}
	if err != nil {
		return foundErr(err, "更正或删除令牌文件", "correct or remove the token file")
	}
	var ending []string
	for _, t := range doc.Tokens {
		if !t.Expires.IsZero() && t.Expires.Before(p.now().Add(soon)) {
			ending = append(ending, t.ID+"（"+t.Member+"）")
		}
	}
	if len(ending) > 0 {
		list := strings.Join(ending, " ")
		return found("三十天内到期或已到期的令牌："+list, "tokens that end within 30 days or have ended: "+list,
			"suyuan token add 换发，suyuan token revoke 清除", "suyuan token add and suyuan token revoke")
	}
	n := len(doc.Tokens)
	return fine(fmt.Sprintf("%d 个令牌有效", n), fmt.Sprintf("%d tokens hold", n))
}
