package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/api/watch"
)

const (
	clockApart    = 5 * time.Second // HTTP dates are whole seconds
	calendarAhead = 90              // days
	behind        = 100             // blocks that a node may be behind its peers
)

// tcp is an address to listen on without its scheme.
func tcp(laddr string) string { return strings.TrimPrefix(laddr, "tcp://") }

// checkPorts tries the addresses of a node at rest.
func checkPorts(_ context.Context, p *patient) finding {
	if p.self != nil {
		return fine("RPC 有应答 "+p.urls.rpc, "the RPC answers at "+p.urls.rpc)
	}
	for _, name := range []string{"rpc", "p2p", "api"} {
		at := tcp(p.laddr[name])
		if at == "" {
			continue
		}
		l, err := net.Listen("tcp", at)
		if err != nil {
			return found(name+" 地址 "+at+" 不能监听", "the "+name+" address "+at+" cannot be listened on",
				"换端口，或结束占用它的程序", "choose another port, or end the program that holds it")
		}
		_ = l.Close()
	}
	return fine("端口可用", "the ports are free")
}

// checkExposure tells when the RPC, which asks nobody who they are, can be reached from outside.
func checkExposure(_ context.Context, p *patient) finding {
	host, _, err := net.SplitHostPort(tcp(p.laddr["rpc"]))
	if ip := net.ParseIP(host); err == nil && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return found("RPC 监听 "+p.laddr["rpc"]+"，不验明身份，外部可达", "the RPC listens on "+p.laddr["rpc"]+
			" and asks nobody who they are", "config.toml [rpc] laddr 改为 tcp://127.0.0.1:26657，对外用 HTTP 接口",
			"set [rpc] laddr of config.toml to the loopback; serve others by the HTTP service")
	}
	return fine("RPC 只在本机", "the RPC is on the loopback")
}

// checkSync compares the running node with its peers.
func checkSync(ctx context.Context, p *patient) finding {
	if p.self == nil {
		return skipped("节点未运行", "the node does not run")
	}
	for _, url := range p.peers {
		s, err := p.peer(url).Status(ctx)
		if err == nil && s.Chain == p.self.Chain && s.Height > p.self.Height+behind {
			return found(fmt.Sprintf("比 %s 落后 %d 个区块", url, s.Height-p.self.Height),
				fmt.Sprintf("%d blocks behind %s", s.Height-p.self.Height, url),
				"稍候；高度不动时查看网络与日志", "wait; when the height stands still see network and log")
		}
	}
	if p.self.Catching {
		return found("仍在追赶区块", "it still fetches blocks", "稍候", "wait")
	}
	return fine(fmt.Sprintf("高度 %d", p.self.Height), fmt.Sprintf("height %d", p.self.Height))
}

// anybody is the running node, or the first peer.
func (p *patient) anybody() (ledger, bool) {
	switch {
	case p.self != nil:
		return p.own(), true
	case len(p.peers) > 0:
		return p.peer(p.peers[0]), true
	}
	return ledger{}, false
}

// checkCalendar asks whether working days are known for the time ahead.
func checkCalendar(ctx context.Context, p *patient) finding {
	l, ok := p.anybody()
	if !ok {
		return skipped("没有可询问的节点", "there is no node to ask")
	}
	s, err := source.At(ctx, l.source(), 0)
	if err != nil {
		return skipped("节点没有应答", "the node does not answer")
	}
	days, ok := watch.CalendarDays(ctx, s, s.Law.Date())
	if !ok {
		return skipped("节点没有应答", "the node does not answer")
	}
	if days < calendarAhead {
		return found(fmt.Sprintf("放假安排只到 %d 天后", days),
			fmt.Sprintf("calendars end in %d days", days),
			"国务院通知发布后以 calendar.set 上账", "record the next year's by calendar.set")
	}
	return fine(fmt.Sprintf("放假安排到 %d 天后", days), fmt.Sprintf("calendars for %d days", days))
}

// checkPrune holds the lowest kept height against what the configuration asks for.
func checkPrune(ctx context.Context, p *patient) finding {
	if p.self == nil {
		return skipped("节点未运行", "the node does not run")
	}
	s, err := p.own().info(ctx)
	if err != nil {
		return skipped("节点没有应答", "the node does not answer")
	}
	keep := p.conf.Keep.States
	text := fmt.Sprintf("%d–%d", s.Earliest, s.Height)
	if slack := keep + keep/2 + 10_000; keep > 0 && s.Height-min(s.Earliest, s.Height) > slack {
		return found("裁剪落后，保留高度 "+text, "pruning is behind: heights "+text+" are kept",
			"看日志中裁剪的错误；重启后观察 suyuan_earliest_height",
			"look for errors of pruning in the log; restart and watch suyuan_earliest_height")
	}
	return fine("保留高度 "+text, "heights "+text+" are kept")
}

// checkClock compares this machine's clock with the dates of the peers' answers, and with the
// newest block here, which is of nobody's future.
func checkClock(ctx context.Context, p *patient) finding {
	const fixZh = "以机构时间源校时（chrony）后重启；与账本相差超过 60 秒的节点停止，见手册“时钟错误”"
	const fixEn = "set the clock by the institution's source (chrony), restart; a node more than " +
		"60 s off stops, see \"Clock wrong\" in the runbook"
	if p.self != nil {
		if slow := p.self.Time.Sub(p.now()).Round(time.Second); slow > clockApart {
			return found("最新区块的时间比本机时钟晚 "+slow.String(),
				"the newest block is of "+slow.String()+" after this machine's clock", fixZh, fixEn)
		}
	}
	var told []string
	apart := 0
	for _, url := range p.peers {
		offset, err := clockOffset(ctx, url, p.now)
		if err != nil {
			continue
		}
		told = append(told, fmt.Sprintf("%s %+ds", url, int(offset.Seconds())))
		if offset.Abs() > clockApart {
			apart++
		}
	}
	list := strings.Join(told, ", ")
	switch {
	case len(told) == 0:
		return skipped("没有可比较的节点（--peers）", "no peer to compare with (--peers)")
	case 2*apart > len(told):
		return found("本机时钟与多数节点不符："+list, "this clock is apart from most peers': "+list,
			fixZh, fixEn)
	}
	return fine("时钟一致："+list, "clocks agree: "+list)
}

// clockOffset is how far a peer's clock is ahead of this one, by the date of its answer against the
// middle of the time that the answer took.
func clockOffset(ctx context.Context, url string, now func() time.Time) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return 0, err
	}
	sent := now()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	_ = res.Body.Close()
	date, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return 0, err
	}
	half := now().Sub(sent) / 2
	// A date is cut to the second: on average it is half a second behind.
	return date.Add(500 * time.Millisecond).Sub(sent.Add(half)).Round(time.Second), nil
}

// checkAppHash compares what this node computed with what two peers say, at one height.
func checkAppHash(ctx context.Context, p *patient) finding {
	if p.self == nil || len(p.peers) == 0 {
		return skipped("节点未运行，或没有给出 --peers", "the node does not run, or no --peers are given")
	}
	height, asked := p.self.Height, []string{}
	for _, url := range p.peers {
		if s, err := p.peer(url).Status(ctx); err == nil && s.Chain == p.self.Chain {
			height, asked = min(height, s.Height), append(asked, url)
		}
	}
	if len(asked) == 0 || height < 2 {
		return skipped("其他节点没有应答", "no peer answers")
	}
	height-- // the newest results may not be saved yet
	own, err := p.own().OwnAppHash(ctx, height)
	if err != nil {
		return skipped("本节点没有该高度的结果", "this node has no results of that height")
	}
	var differ []string
	same := 0
	for _, url := range asked {
		switch other, err := p.peer(url).OwnAppHash(ctx, height); {
		case err != nil:
		case other == own:
			same++
		default:
			differ = append(differ, url)
		}
	}
	at := strconv.FormatUint(height, 10)
	switch {
	case len(differ) > same:
		list := strings.Join(differ, " ")
		return found("高度 "+at+" 的状态摘要与其他节点不符："+list,
			"the app hash of height "+at+" differs from "+list, "见手册“状态摘要不符”：先留存目录副本",
			"see \"App hash differs\" in the runbook; keep a copy of the home first")
	case len(differ) > 0:
		list := strings.Join(differ, " ")
		return found("高度 "+at+"：节点 "+list+" 的状态摘要与众不同", "at height "+at+" "+list+
			" has another app hash than the rest", "告知该机构", "tell that institution")
	case same == 0:
		return skipped("其他节点没有该高度的结果", "no peer has results of that height")
	}
	return fine(fmt.Sprintf("高度 %s 与 %d 个节点一致", at, same),
		fmt.Sprintf("height %s agrees with %d peers", at, same))
}

// checkDoubledKey tells when this home is at rest and its validator signs all the same: another
// process has the key, and starting this one would sign twice.
func checkDoubledKey(ctx context.Context, p *patient) finding {
	if p.self != nil || len(p.peers) == 0 {
		return skipped("节点在运行，或没有给出 --peers", "the node runs, or no --peers are given")
	}
	id, err := abci.ReadIdentity(p.home)
	if err != nil {
		return skipped("密钥无法读取", "the keys cannot be read")
	}
	for _, url := range p.peers {
		signed, err := signedLately(ctx, p.peer(url), id.Address, p.now())
		if err == nil && signed {
			return found("本目录未运行，其验证人密钥却在别处签名", "this home is at rest and its validator key signs "+
				"elsewhere", "切勿启动；找到另一个进程，两者只留一个", "do not start it; find the other process")
		}
	}
	return fine("该密钥未在别处签名", "the key signs nowhere else")
}

// signedLately reports whether a validator signed the newest block of a peer, which is fresh.
func signedLately(ctx context.Context, l ledger, address string, now time.Time) (bool, error) {
	var r struct {
		Signed struct {
			Header struct {
				Time time.Time `json:"time"`
			} `json:"header"`
			Commit struct {
				Signatures []struct {
					Flag    int    `json:"block_id_flag"`
					Address string `json:"validator_address"`
				} `json:"signatures"`
			} `json:"commit"`
		} `json:"signed_header"`
	}
	if err := l.Call(ctx, "commit", map[string]any{}, &r); err != nil {
		return false, err
	}
	for _, s := range r.Signed.Commit.Signatures {
		if s.Flag == signedBlock && strings.EqualFold(s.Address, address) {
			return now.Sub(r.Signed.Header.Time) < time.Minute, nil
		}
	}
	return false, nil
}
