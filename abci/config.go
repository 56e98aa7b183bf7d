package abci

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/pelletier/go-toml/v2"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Files of a home folder, relative to it.
const (
	ConfigFile  = "config/config.toml" // CometBFT's
	AppFile     = "config/app.toml"    // ours
	GenesisFile = "config/genesis.json"
	StoreDir    = "data/ledger" // our store; CometBFT's are beside it
	// SignedFile is what the validator signed last. It lies outside data: an old copy of data put
	// back must not make a validator forget what it signed, or it signs those heights again.
	SignedFile  = "signed.json"
	foreignFile = "signed.foreign.json" // beside it when it was found not to be the key's, see foreign
	lockFile    = "LOCK"
)

// Spec is what differs between nodes of one network. The zero value of a field means its default.
type Spec struct {
	Moniker string   // name among peers
	P2P     string   // listen address, such as "tcp://0.0.0.0:26656"
	RPC     string   // listen address; default "tcp://127.0.0.1:26657", the loopback only
	API     string   // listen address of the HTTP service, such as DefaultAPI; "off" for none
	Peers   []string // id@host:port of the others

	Genesis string // digest the genesis document must have, "" for any
	Sync    *Sync  // state sync from peers; nil: from the first block
	Keep    *Keep  // default DefaultKeep

	// Fast makes blocks as fast as the network allows while papers wait: timeout_commit 0.
	Fast bool
	// BlockEvery is the pause after a block, timeout_commit; default 500 ms.
	BlockEvery time.Duration
	// IdleEvery is the longest time without a block (rulings E5); default 5 s.
	IdleEvery time.Duration

	Admission Admission // what the node signs admissions with; default nothing

	LogFormat string // "plain" or "json"; default plain
	LogLevel  string // CometBFT's syntax; default "info"
	NoSync    bool   // do not fsync our store: simulations only
}

// Sync is how a node takes its first state from peers: RPC addresses of two of them or more, and a
// header that is trusted.
type Sync struct {
	RPC    []string
	Anchor Anchor
}

// App is app.toml.
type App struct {
	Genesis      string `toml:"genesis" comment:"digest of the genesis document; empty: any"`
	Sync         bool   `toml:"sync" comment:"fsync every block; false only for simulations"`
	PendingBytes int    `toml:"pending_bytes" comment:"of waiting papers, per institution"`
	CacheNodes   int    `toml:"cache_nodes" comment:"tree nodes kept in memory"`
	API          API    `toml:"api"`
	Keep         Keep   `toml:"keep"`

	Admission Admission `toml:"admission"`
}

// API is where and how a node serves HTTP. Files are relative to the home.
type API struct {
	Listen     string  `toml:"laddr" comment:"address of the HTTP service; empty: none"`
	Tokens     string  `toml:"tokens" comment:"token file, kept by suyuan token"`
	Cert       string  `toml:"tls_cert" comment:"certificate, PEM; needed outside the loopback"`
	Key        string  `toml:"tls_key"`
	ClientCA   string  `toml:"client_ca" comment:"callers need a certificate of this authority"`
	Plain      bool    `toml:"plain" comment:"no TLS outside the loopback: a proxy encrypts"`
	PerSecond  float64 `toml:"requests_per_second" comment:"of one caller"`
	Concurrent int     `toml:"requests_at_a_time"`
}

// DefaultAPI is where a node serves HTTP where nothing else is said.
const DefaultAPI = "127.0.0.1:26680"

func defaultApp() App {
	return App{Sync: true, PendingBytes: BlockBytes / 2, CacheNodes: 250_000, Keep: DefaultKeep,
		API: API{Listen: DefaultAPI, Tokens: "config/tokens.json", PerSecond: 200, Concurrent: 64}}
}

// WriteConfig makes the folders of a home and writes config.toml and app.toml.
func WriteConfig(home string, s Spec) error {
	for _, dir := range []string{"config", "data"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o700); err != nil {
			return err
		}
	}
	cmtcfg.WriteConfigFile(filepath.Join(home, ConfigFile), cometConfig(s))
	own := defaultApp()
	own.Genesis, own.Sync, own.Admission = s.Genesis, !s.NoSync, s.Admission
	if s.Keep != nil {
		own.Keep = *s.Keep
	}
	if own.API.Listen = or(s.API, DefaultAPI); s.API == "off" {
		own.API.Listen = ""
	}
	return own.write(home)
}

// Pin makes a home accept one genesis document only.
func Pin(home string, genesis wire.Hash) error {
	_, own, err := ReadConfig(home)
	if err != nil {
		return err
	}
	own.Genesis = genesis.String()
	return own.write(home)
}

func (a App) write(home string) error {
	b, err := toml.Marshal(a)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(home, AppFile), b)
}

// cometConfig holds the values measured best for four validators; each is explained in the runbook.
func cometConfig(s Spec) *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	c.Moniker = or(s.Moniker, c.Moniker)
	c.LogFormat, c.LogLevel = or(s.LogFormat, cmtcfg.LogFormatPlain), or(s.LogLevel, "info")
	c.DBBackend = "goleveldb"
	c.PrivValidatorState = SignedFile

	c.RPC.ListenAddress = or(s.RPC, "tcp://127.0.0.1:26657")
	c.RPC.CORSAllowedOrigins = nil

	c.P2P.ListenAddress = or(s.P2P, "tcp://0.0.0.0:26656")
	c.P2P.PersistentPeers = strings.Join(s.Peers, ",")
	c.P2P.PexReactor, c.P2P.AddrBookStrict, c.P2P.AllowDuplicateIP = false, false, true
	c.P2P.FlushThrottleTimeout = 10 * time.Millisecond
	c.P2P.SendRate, c.P2P.RecvRate = 200_000_000, 200_000_000

	c.Mempool.Type, c.Mempool.Recheck = cmtcfg.MempoolTypeFlood, true
	// What one institution may have waiting is bounded in bytes (E2); the number of papers must not
	// be the narrower bound, or a few institutions could fill it with small ones.
	c.Mempool.Size, c.Mempool.CacheSize = 50_000, 100_000
	c.Mempool.MaxTxBytes = 65536

	k := c.Consensus
	k.TimeoutPropose, k.TimeoutPrevote = 500*time.Millisecond, 300*time.Millisecond
	k.TimeoutPrecommit, k.TimeoutCommit = 300*time.Millisecond, or(s.BlockEvery, 500*time.Millisecond)
	if s.Fast {
		k.TimeoutCommit = 0
	}
	k.CreateEmptyBlocks, k.CreateEmptyBlocksInterval = true, or(s.IdleEvery, 5*time.Second)
	k.PeerGossipSleepDuration = 10 * time.Millisecond
	k.DoubleSignCheckHeight = 0 // above 0 a restart after a kill panics

	if y := s.Sync; y != nil {
		c.StateSync.Enable, c.StateSync.RPCServers = true, y.RPC
		c.StateSync.TrustHeight, c.StateSync.TrustHash = height64(y.Anchor.Height), y.Anchor.Hash.String()
		c.StateSync.DiscoveryTime = 5 * time.Second
	}
	c.TxIndex.Indexer = "null" // receipts are our own index
	return c
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Sections that both files have had since the first release: one that lacks any was cut off.
var (
	cometSections = []string{"rpc", "p2p", "mempool", "statesync", "blocksync", "consensus", "storage",
		"tx_index", "instrumentation"}
	ownSections = []string{"genesis", "api", "keep", "admission"}
)

// ReadConfig reads both files of a home strictly: an unknown key is an error and so is a file that
// was cut off, a missing key keeps its default.
func ReadConfig(home string) (*cmtcfg.Config, App, error) {
	own := defaultApp()
	b, _, err := readSections(home, AppFile, ownSections)
	if err != nil {
		return nil, own, err
	}
	d := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := d.Decode(&own); err != nil {
		return nil, own, fmt.Errorf("%s: %w", AppFile, err)
	}
	_, raw, err := readSections(home, ConfigFile, cometSections)
	if err != nil {
		return nil, own, err
	}
	c := cmtcfg.DefaultConfig()
	if err := fillStruct(raw, reflect.ValueOf(c).Elem(), ""); err != nil {
		return nil, own, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	c.SetRoot(home)
	if err := c.ValidateBasic(); err != nil {
		return nil, own, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	return c, own, nil
}

func readSections(home, name string, sections []string) (b []byte, raw map[string]any, err error) {
	if b, err = os.ReadFile(filepath.Join(home, name)); err != nil {
		return nil, nil, err
	}
	if err := toml.Unmarshal(b, &raw); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, section := range sections {
		if _, ok := raw[section]; !ok {
			return nil, nil, fmt.Errorf("%s is not whole: %s is missing", name, section)
		}
	}
	return b, raw, nil
}

// fillStruct sets the fields that TOML names by CometBFT's mapstructure tags.
func fillStruct(raw map[string]any, v reflect.Value, path string) error {
	fields := map[string]reflect.Value{}
	tagged(v, fields)
	for name, value := range raw {
		f, ok := fields[name]
		if !ok {
			return fmt.Errorf("unknown key %s%s", path, name)
		}
		if err := fill(value, f, path+name); err != nil {
			return err
		}
	}
	return nil
}

func tagged(v reflect.Value, into map[string]reflect.Value) {
	for i := 0; i < v.NumField(); i++ {
		tag := v.Type().Field(i).Tag.Get("mapstructure")
		name, squash, _ := strings.Cut(tag, ",")
		switch {
		case squash == "squash":
			tagged(v.Field(i), into)
		case name != "" && name != "-":
			into[name] = v.Field(i)
		}
	}
}

func fill(value any, f reflect.Value, path string) error {
	if f.Kind() == reflect.Pointer {
		if f.IsNil() {
			f.Set(reflect.New(f.Type().Elem()))
		}
		f = f.Elem()
	}
	if f.Type() == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(fmt.Sprint(value))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		f.SetInt(int64(d))
		return nil
	}
	wrong := fmt.Errorf("%s: %v does not fit", path, value)
	switch x := value.(type) {
	case map[string]any:
		if f.Kind() == reflect.Struct {
			return fillStruct(x, f, path+".")
		}
		return wrong
	case []any:
		if f.Kind() != reflect.Slice {
			return wrong
		}
		list := reflect.MakeSlice(f.Type(), len(x), len(x))
		for i := range x {
			if err := fill(x[i], list.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		f.Set(list)
		return nil
	case float64:
		if f.CanFloat() {
			f.SetFloat(x)
			return nil
		}
		return wrong
	case int64:
		return fillInt(x, f, wrong)
	case string:
		if f.CanInt() { // CometBFT's own template quotes some numbers
			n, err := strconv.ParseInt(x, 10, 64)
			if err != nil {
				return wrong
			}
			return fillInt(n, f, wrong)
		}
		if f.Type() == reflect.TypeFor[[]string]() { // and writes some lists with commas
			f.Set(reflect.ValueOf(strings.FieldsFunc(x, func(r rune) bool { return r == ',' })))
			return nil
		}
	}
	r := reflect.ValueOf(value)
	if !r.IsValid() || r.Kind() != f.Kind() || !r.CanConvert(f.Type()) {
		return wrong
	}
	f.Set(r.Convert(f.Type()))
	return nil
}

func fillInt(x int64, f reflect.Value, wrong error) error {
	switch {
	case f.CanInt() && !f.OverflowInt(x):
		f.SetInt(x)
	case f.CanUint() && x >= 0 && !f.OverflowUint(uint64(x)):
		f.SetUint(uint64(x))
	case f.CanFloat():
		f.SetFloat(float64(x))
	default:
		return wrong
	}
	return nil
}
