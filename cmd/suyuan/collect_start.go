package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/suyuan-ledger/suyuan/api/collect"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// collectLedger is a node as a collector needs it.
type collectLedger struct{ ledger }

func (l collectLedger) Where(ctx context.Context) (collect.Where, error) {
	at, err := l.info(ctx)
	return collect.Where{Chain: at.Chain, Genesis: at.Genesis, Law: at.Law}, err
}

func (l collectLedger) Highest(ctx context.Context, a tx.Account, lane uint16) (uint64, error) {
	n, err := l.nonce(ctx, a, strconv.Itoa(int(lane)))
	return n - 1, err
}

func (l collectLedger) Send(ctx context.Context, raw []byte) (*rule.Told, error) {
	var a localnet.Answer
	err := l.Call(ctx, "broadcast_tx_sync",
		map[string]any{"tx": base64.StdEncoding.EncodeToString(raw)}, &a)
	var r *localnet.RPCError
	if errors.As(err, &r) && strings.Contains(r.Error(), "already exists in cache") {
		return nil, nil
	}
	if err != nil || a.Code == 0 {
		return nil, err
	}
	t := toldOf(a)
	return &t, nil
}

func (l collectLedger) Outcome(ctx context.Context, id wire.Hash) (*collect.Outcome, error) {
	r, found, err := l.receipt(ctx, id)
	if err != nil || !found {
		return nil, err
	}
	o := &collect.Outcome{Height: r.Height, Refusal: r.Refusal}
	if r.Code != 0 && o.Refusal == nil {
		o.Refusal = &rule.Told{Code: "node", Number: r.Code, Zh: "未说明原因", En: "no reason given"}
	}
	return o, nil
}

func (l collectLedger) Batch(ctx context.Context, id wire.ID) (b trace.Batch, ok bool, err error) {
	ok, err = l.found(ctx, "batch", map[string]string{"id": id.String()}, &b)
	return b, ok, err
}

// collecting is a running collector.
type collecting struct {
	*collection
	config collect.Config
	c      *collect.Collector
	note   sync.Mutex
	last   string
	at     time.Time
}

// collectDoc says where a collector listens.
type collectDoc struct {
	Address  string `json:"address"` // "" without HTTP
	Store    string `json:"store"`
	Account  string `json:"account"`
	Gateways int    `json:"gateways"`
}

func (o *collection) startCommand() *cobra.Command {
	var once bool
	var keys, password string
	cmd := &cobra.Command{Use: "start", Args: cobra.NoArgs,
		Short: o.say("运行采集器：监听本机端口，跟踪网关日志，向节点报送",
			"run the collector: listen, follow the gateways' logs, file with the node"),
		Long: o.say("被杀死后重新启动即可，既不丢失也不重复。--once 读完日志、全部上链后退出。",
			"After a kill it is started again: nothing is lost or counted twice. With --once it reads "+
				"the logs to their ends, waits until all is on the ledger, and ends."),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.start(cmd, keys, password, once)
		}}
	cmd.Flags().BoolVar(&once, "once", false, o.say("读完并上链后退出", "end when all is on the ledger"))
	o.signFlags(cmd, &keys, &password)
	return cmd
}

func (o *collection) start(cmd *cobra.Command, keys, password string, once bool) error {
	config, err := o.config()
	if err != nil {
		return err
	}
	by, err := parseSigners(config.Account)
	if err != nil {
		return err
	}
	ring, err := o.openRing(by, keys, password)
	if err != nil {
		return err
	}
	limits, err := config.Limits()
	if err != nil {
		return err
	}
	for _, g := range config.Gateways {
		if _, err := os.Stat(g.File); once && err != nil {
			return unreadable(g.File, err)
		}
	}
	debug.SetMemoryLimit(collect.MemoryBytes)
	ctx, cancel := signal.NotifyContext(cmd.Context(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	r := &collecting{collection: o, config: config}
	r.c, err = collect.Open(collect.Options{Dir: config.Store, Account: by[0], Lane: config.Lane,
		Ledger: collectLedger{o.ledger(cmd)}, Signer: ring.seal, Limits: limits, Map: config.Map,
		Failed: r.failed})
	if err != nil {
		return asCollect(err)
	}
	return errors.Join(r.run(ctx, by[0], once), r.c.Close())
}

// failed tells of a fault; one that repeats is told once a minute.
func (r *collecting) failed(err error) {
	r.note.Lock()
	defer r.note.Unlock()
	if text := err.Error(); text != r.last || time.Since(r.at) > time.Minute {
		r.last, r.at = text, time.Now()
		r.collection.note("采集器：%v", "collector: %v", err)
	}
}

func (r *collecting) run(ctx context.Context, by tx.Account, once bool) error {
	doc := collectDoc{Store: r.config.Store, Account: by.String(), Gateways: len(r.config.Gateways)}
	if r.config.Tokens != "" {
		address, stop, err := r.listen(by)
		if err != nil {
			return err
		}
		defer stop()
		doc.Address = address
	}
	if !once {
		if err := r.printDoc(doc); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(r.config.Gateways))
	for _, g := range r.config.Gateways {
		go func() { ended <- r.c.Follow(ctx, g, !once) }()
	}
	for range r.config.Gateways {
		if err := <-ended; err != nil && ctx.Err() == nil {
			cancel()
			return asCollect(err)
		}
	}
	if !once {
		<-ctx.Done()
		return nil
	}
	return r.drain(ctx)
}

// drain waits until nothing is under way and prints the status.
func (r *collecting) drain(ctx context.Context) error {
	if err := r.c.Seal(); err != nil {
		return err
	}
	for {
		s, err := r.c.Status()
		if err != nil {
			return err
		}
		if s.Jobs.Waiting == 0 && s.Queued == 0 {
			text, err := json.Marshal(s)
			if err := r.told(text, err); err != nil || s.Jobs.Refused == 0 {
				return err
			}
			return failf(exitRefused, "%d 个批次被账本拒绝", "the ledger refused %d batches", s.Jobs.Refused)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// listen serves HTTP and leaves the address beside the store.
func (r *collecting) listen(by tx.Account) (address string, stop func(), err error) {
	sources, err := collect.ReadTokens(r.config.Tokens, by.Party)
	if err != nil {
		return "", nil, asCollect(err)
	}
	l, err := net.Listen("tcp", r.config.Listen)
	if err != nil {
		return "", nil, failf(exitConfig, "不能监听 %[1]s：%[2]v", "cannot listen on %[1]s: %[2]v",
			r.config.Listen, err)
	}
	address = l.Addr().String()
	file := r.config.AddressFile()
	if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
		return "", nil, errors.Join(unwritable(file, err), l.Close())
	}
	s := &http.Server{Handler: r.c.Handler(sources), ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 60 * time.Second, WriteTimeout: 60 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.failed(err)
		}
	}()
	return address, func() {
		wait, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Shutdown(wait)
		_ = os.Remove(file)
	}, nil
}
