package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// What a check comes to.
const (
	checkOK      = "ok"
	checkFound   = "found"   // something to be mended
	checkSkipped = "skipped" // could not be looked at, with the reason
)

// finding is what one check says, in both languages, with what to do where something was found.
type finding struct {
	Check  string `json:"check"`
	Result string `json:"result"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	FixZh  string `json:"fix_zh,omitempty"`
	FixEn  string `json:"fix,omitempty"`
}

func fine(zh, en string) finding    { return finding{Result: checkOK, Zh: zh, En: en} }
func skipped(zh, en string) finding { return finding{Result: checkSkipped, Zh: zh, En: en} }
func found(zh, en, fixZh, fixEn string) finding {
	return finding{Result: checkFound, Zh: zh, En: en, FixZh: fixZh, FixEn: fixEn}
}

// foundErr is a finding whose sentence is an error's.
func foundErr(err error, fixZh, fixEn string) finding {
	zh, en := sentences(err)
	return found(zh, en, fixZh, fixEn)
}

// doctorDoc is what the doctor found.
type doctorDoc struct {
	Home    string    `json:"home"`
	Running bool      `json:"running"`
	Found   int       `json:"found"`
	Checks  []finding `json:"checks"`
}

// patient is a home with what is known of it before the checks.
type patient struct {
	home  string
	conf  abci.App
	laddr map[string]string // listening addresses by what for
	urls  localURLs
	now   func() time.Time
	self  *localnet.Status // of the running node; nil where none answers
	peers []string         // RPC addresses given
}

type localURLs struct{ rpc string }

// own asks the running node.
func (p *patient) own() ledger { return p.peer(p.urls.rpc) }

func (p *patient) peer(url string) ledger {
	return ledger{&localnet.Client{URLs: []string{url}, Wait: 5 * time.Second}}
}

// examination is one check.
type examination struct {
	name string
	run  func(context.Context, *patient) finding
}

// examinations are all checks in the order of the report. The first decides whether the others can
// be run.
var examinations = []examination{{"config", checkConfig}, {"genesis", checkGenesis},
	{"modes", checkModes}, {"key", checkKey}, {"data", checkData}, {"ports", checkPorts},
	{"restart", checkRestart}, {"client_ca", checkClientCA},
	{"exposure", checkExposure}, {"disk", checkDisk}, {"growth", checkGrowth},
	{"files", checkOpenFiles},
	{"fonts", checkFonts}, {"certificate", checkCertificate}, {"tokens", checkTokens},
	{"sync", checkSync}, {"calendar", checkCalendar}, {"prune", checkPrune},
	{"upgrade", checkUpgrade}, {"clock", checkClock},
	{"app_hash", checkAppHash}, {"doubled_key", checkDoubledKey}}

func doctorCommand(c *cli) *cobra.Command {
	var peers []string
	cmd := &cobra.Command{Use: "doctor", Args: cobra.NoArgs,
		Short: c.say("检查节点：配置、密钥、磁盘、时钟、日历、状态摘要；有发现时退出码为 10",
			"check a node: configuration, keys, disk, clock, calendar, app hash; exit 10 with findings"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			home, err := filepath.Abs(c.home)
			if err != nil {
				return err
			}
			doc := examine(ctx, &patient{home: home, peers: peers, now: time.Now})
			if err := c.printTable(doc, c.doctorTable(doc)); err != nil {
				return err
			}
			if doc.Found > 0 {
				return failf(exitFindings, "发现 %d 项问题", "findings: %d", doc.Found)
			}
			return nil
		}}
	cmd.Flags().StringSliceVar(&peers, "peers", nil, c.say("其他节点的 RPC 地址，用于核对时钟和状态摘要",
		"RPC addresses of other nodes, to compare clocks and app hashes"))
	return cmd
}

// examine runs every check.
func examine(ctx context.Context, p *patient) doctorDoc {
	doc := doctorDoc{Home: p.home, Checks: []finding{}}
	for i, e := range examinations {
		f := e.run(ctx, p)
		f.Check = e.name
		doc.Checks = append(doc.Checks, f)
		if f.Result == checkFound {
			doc.Found++
			if i == 0 {
				break
			}
		}
	}
	doc.Running = p.self != nil
	return doc
}

func (c *cli) doctorTable(d doctorDoc) table {
	t := table{head: []string{c.say("检查", "check"), c.say("结果", "result"), c.say("说明", "what"),
		c.say("处理", "what to do")}}
	mark := map[string]string{checkOK: "✓", checkFound: "✗", checkSkipped: "–"}
	for _, f := range d.Checks {
		t.rows = append(t.rows, []string{f.Check, mark[f.Result], c.say(f.Zh, f.En),
			c.say(f.FixZh, f.FixEn)})
	}
	return t
}
