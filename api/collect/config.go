package collect

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/api/openlineage"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ConfigFormat is the first line of a collector's configuration.
const ConfigFormat = "suyuan-collect/1"

// Config is a collector's configuration file. Paths in it are taken from its folder.
type Config struct {
	Format   string        `yaml:"format"`
	Account  string        `yaml:"account"`          // machine account that signs, party/number
	Lane     uint16        `yaml:"lane"`             // its own lane
	Listen   string        `yaml:"listen,omitempty"` // 127.0.0.1:0 when left out
	Store    string        `yaml:"store"`            // folder of the queue and the segments
	Tokens   string        `yaml:"tokens,omitempty"` // file of who may send; left out: no HTTP
	Map      string        `yaml:"map,omitempty"`    // file that maps datasets and jobs
	Settle   string        `yaml:"settle,omitempty"` // see Limits; 3s when left out
	Batch    BatchSettings `yaml:"batch,omitempty"`
	Streams  Streams       `yaml:"streams,omitempty"`
	Gateways []Gateway     `yaml:"gateways,omitempty"`

	dir string
}

// BatchSettings say when a batch is sealed.
type BatchSettings struct {
	Uses int    `yaml:"uses,omitempty"`
	Age  string `yaml:"age,omitempty"` // such as 60s
}

// Streams say when a run that need not end gets a record of what is known.
type Streams struct {
	Idle string `yaml:"idle,omitempty"` // without an event, 15m when left out
	Age  string `yaml:"age,omitempty"`  // since the first event in no record, 1h when left out
}

// ErrConfig says that a configuration, tokens or map file is wrong.
var ErrConfig = errors.New("the collector's configuration is wrong（采集器配置有误）")

// ReadConfig reads a configuration file strictly.
func ReadConfig(file string) (Config, error) {
	c := Config{dir: filepath.Dir(file)}
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	if err := strictYAML(text, &c); err != nil {
		return c, err
	}
	wrong := func(format string, args ...any) (Config, error) {
		return c, fmt.Errorf("%w: %s", ErrConfig, fmt.Sprintf(format, args...))
	}
	switch {
	case c.Format != ConfigFormat:
		return wrong("format must be %s（format 须为 %s）", ConfigFormat, ConfigFormat)
	case c.Store == "":
		return wrong("store is required（须写明 store）")
	case c.Lane == 0:
		return wrong("lane must be 1 or more, and used by nobody else（lane 须为 1 以上且专用）")
	}
	if _, err := tx.ParseAccount(c.Account); err != nil {
		return wrong("account must be party/number（account 须为 主体/编号）")
	}
	if _, err := c.Limits(); err != nil {
		return wrong("%v", err)
	}
	names := map[string]bool{}
	for i := range c.Gateways {
		g := &c.Gateways[i]
		g.File = c.path(g.File)
		if _, err := g.compile(); err != nil {
			return c, fmt.Errorf("%w: %w", ErrConfig, err)
		}
		if g.File == "" || names[g.Name] {
			return wrong("gateway %q: file is required and names are different（须写明 file，名称不得重复）",
				g.Name)
		}
		names[g.Name] = true
	}
	c.Store, c.Tokens, c.Map = c.path(c.Store), c.path(c.Tokens), c.path(c.Map)
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	return c, nil
}

func (c Config) path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.dir, name)
}

// Limits are the limits of a batch and of a run.
func (c Config) Limits() (l Limits, err error) {
	l.BatchUses, l.Settle = c.Batch.Uses, settle
	for _, one := range []struct {
		name, text string
		to         *time.Duration
	}{{"batch.age", c.Batch.Age, &l.BatchAge}, {"settle", c.Settle, &l.Settle},
		{"streams.idle", c.Streams.Idle, &l.StreamIdle}, {"streams.age", c.Streams.Age, &l.StreamAge}} {
		if one.text == "" {
			continue
		}
		if *one.to, err = time.ParseDuration(one.text); err != nil || *one.to < 0 {
			return l, fmt.Errorf("%s: %q is no duration such as 60s（不是时长）", one.name, one.text)
		}
	}
	return l, nil
}

// settle is the default of a configuration.
const settle = 3 * time.Second

// AddressFile holds, while a collector runs, the address where it listens.
func (c Config) AddressFile() string { return c.Store + ".address" }

func strictYAML(text []byte, v any) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %v", ErrConfig, err)
	}
	return nil
}

// Sources are who may send, with their tokens.
type Sources []Source

// ReadTokens reads a tokens file, which nobody but its owner may read.
func ReadTokens(file string, party string) (Sources, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s must have mode 0600（权限须为 0600）", ErrConfig, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Tokens Sources `yaml:"tokens"`
	}
	if err := strictYAML(text, &doc); err != nil {
		return nil, err
	}
	for i, s := range doc.Tokens {
		_, err := zoneNamed(s.NaiveTime)
		switch {
		case len(s.Token) < 16:
			err = errors.New("a token has at least 16 characters（令牌至少 16 个字符）")
		case !wire.IsName(s.Member) || s.Member != party && !s.Admin:
			err = fmt.Errorf("member must be %s, whose account signs（member 须为签署账号的主体）", party)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: tokens[%d]: %w", ErrConfig, i, err)
		}
	}
	return doc.Tokens, nil
}

// find compares in time that does not depend on the token.
func (s Sources) find(token string) (Source, bool) {
	var found Source
	ok := false
	given := sha256.Sum256([]byte(token))
	for _, one := range s {
		sum := sha256.Sum256([]byte(one.Token))
		if subtle.ConstantTimeCompare(sum[:], given[:]) == 1 {
			found, ok = one, true
		}
	}
	return found, ok
}

// AddRule puts a rule in front of those of the map file, which is made when it is not there.
func AddRule(file string, datasets []openlineage.DatasetRule, jobs []openlineage.JobRule) error {
	m := openlineage.Map{Format: openlineage.MapFormat}
	text, err := os.ReadFile(file)
	if err == nil {
		if m, err = openlineage.ParseMap(text); err != nil {
			return err
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	m.Datasets, m.Jobs = append(datasets, m.Datasets...), append(jobs, m.Jobs...)
	if err := m.Check(); err != nil {
		return err
	}
	if text, err = m.YAML(); err != nil {
		return err
	}
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
