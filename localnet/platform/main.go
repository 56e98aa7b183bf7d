// Command platform plays a data platform for the demo: a gateway that writes an access log and
// rotates it, and a scheduler's and a Spark cluster's OpenLineage clients that post the events of
// another night's run over HTTP, each the way its kind does. It ends when the collector has filed
// all of it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/wire"
)

type platform struct {
	node, collector, token string
	events, log, mapFile   string
	grant, maker           string
	sources, outputs       string
	members                string
	calls                  int
	zh                     bool
}

func main() {
	var p platform
	flag.StringVar(&p.node, "node", "", "node that tells the ledger's time")
	flag.StringVar(&p.collector, "collector", "", "file with the collector's address")
	flag.StringVar(&p.token, "token", "", "Bearer token")
	flag.StringVar(&p.events, "events", "", "folder of run events, posted as those of another night")
	flag.StringVar(&p.log, "log", "", "access log to write")
	flag.StringVar(&p.mapFile, "map", "", "map file to write")
	flag.StringVar(&p.grant, "grant", "", "right of use of the jobs")
	flag.StringVar(&p.maker, "maker", "", "who runs the jobs")
	flag.StringVar(&p.sources, "sources", "", "resources that the events' sources are, by commas")
	flag.StringVar(&p.outputs, "outputs", "", "products that the events' outputs are, by commas")
	flag.StringVar(&p.members, "members", "0", "inputs that calls need, in turn, by commas")
	flag.IntVar(&p.calls, "calls", 3000, "calls in the log")
	flag.BoolVar(&p.zh, "zh", true, "speak Chinese")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	if err := p.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (p platform) say(zh, en string, args ...any) {
	if !p.zh {
		zh = en
	}
	fmt.Printf(zh+"\n", args...)
}

func (p platform) run(ctx context.Context) error {
	now, err := p.lawTime(ctx)
	if err != nil {
		return err
	}
	night, err := p.anotherNight(now)
	if err != nil {
		return err
	}
	if err := p.writeMap(night); err != nil {
		return err
	}
	address, err := waitFor(ctx, p.collector)
	if err != nil {
		return err
	}
	if err := p.writeLog(now); err != nil {
		return err
	}
	c := client{url: "http://" + address, token: p.token}
	ids, err := p.post(ctx, c, night)
	if err != nil {
		return err
	}
	return p.await(ctx, c, ids)
}

// lawTime is the ledger's present: the demo's ledger is months away from this machine's clock.
func (p platform) lawTime(ctx context.Context) (wire.Time, error) {
	c := localnet.Client{URLs: strings.Split(p.node, ",")}
	a, err := c.Query(ctx, abci.PathInfo, nil, 0, false)
	if err != nil {
		return 0, err
	}
	var s abci.State
	err = json.Unmarshal(a.Value, &s)
	return s.Law, err
}

// waitFor reads the address that the collector leaves when it listens.
func waitFor(ctx context.Context, file string) (string, error) {
	for {
		if text, err := os.ReadFile(file); err == nil && len(text) > 0 {
			return strings.TrimSpace(string(text)), nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s: the collector does not listen", file)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// writeMap maps the events' sources and outputs in turn, as the story's own replay did.
func (p platform) writeMap(night []openlineage.Event) error {
	slots := func(kind, list string) (out []openlineage.Slot, err error) {
		for _, text := range strings.Split(list, ",") {
			id, e := wire.ParseID(text)
			err = errors.Join(err, e)
			out = append(out, openlineage.Slot{Kind: kind, ID: id, Version: 1})
		}
		return out, err
	}
	sources, err1 := slots(access.KindResource, p.sources)
	outputs, err2 := slots(access.KindProduct, p.outputs)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	m := openlineage.AutoMap(openlineage.NewSurvey(openlineage.Merge(night)), sources, outputs)
	m.Jobs = []openlineage.JobRule{{Job: "*", Grant: p.grant, Maker: p.maker}}
	text, err := m.YAML()
	if err != nil {
		return err
	}
	return os.WriteFile(p.mapFile, text, 0o600)
}

// writeLog writes the calls of the minutes before now, and rotates the log in between.
func (p platform) writeLog(now wire.Time) error {
	sets := strings.Split(p.members, ",")
	write := func(from, to int) error {
		var b strings.Builder
		for i := from; i < to; i++ {
			at := uint64(now) - 300 + uint64(240*i/p.calls)
			fmt.Fprintf(&b, `{"ts":%d,"request_id":"call-%05d","method":"GET","path":"/v1/community",`+
				`"status":200,"inputs":%q,"ms":%d}`+"\n", at, i, sets[i%len(sets)], 3+i%40)
			if i%50 == 0 {
				fmt.Fprintf(&b, `{"ts":%d,"request_id":"-","path":"/health","status":200}`+"\n", at)
			}
		}
		f, err := os.OpenFile(p.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = f.WriteString(b.String())
		return errors.Join(err, f.Close())
	}
	if err := write(0, p.calls/2); err != nil {
		return err
	}
	time.Sleep(600 * time.Millisecond) // the collector is at the end of the file by now
	if err := os.Rename(p.log, p.log+".1"); err != nil {
		return err
	}
	p.say("网关：%d 次调用写入日志，其间轮转一次", "gateway: %d calls in its log, rotated once on the way",
		p.calls)
	return write(p.calls/2, p.calls)
}
