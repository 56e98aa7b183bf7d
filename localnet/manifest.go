package localnet

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/wire"
)

//go:embed networks/*.toml
var networks embed.FS

// Manifest describes a network: which nodes, whose, how fast, and the institutions that found its
// ledger. A story brings institutions and ledger of its own; then only nodes and speed are taken.
type Manifest struct {
	About     string   `toml:"about" json:"about"`
	Chain     string   `toml:"chain" json:"chain"`
	LawStart  string   `toml:"law_start" json:"law_start,omitempty"` // RFC 3339: makes a test ledger
	Regimes   []string `toml:"regimes" json:"regimes"`
	Overlays  []string `toml:"overlays" json:"overlays,omitempty"` // national documents
	Calendars []string `toml:"calendars" json:"calendars"`

	Fast      bool   `toml:"fast" json:"fast"`                 // no pause after a block
	Pause     string `toml:"pause" json:"pause,omitempty"`     // after a block, such as "500ms"
	Idle      string `toml:"idle" json:"idle,omitempty"`       // longest time without a block
	LogLevel  string `toml:"log_level" json:"log_level"`       // CometBFT's syntax
	LogFormat string `toml:"log_format" json:"log_format"`     // plain or json
	NoSync    bool   `toml:"no_sync" json:"no_sync,omitempty"` // blocks are not fsynced
	Memory    string `toml:"memory" json:"memory,omitempty"`   // GOMEMLIMIT of a node
	Threads   int    `toml:"threads" json:"threads,omitempty"` // GOMAXPROCS of a node; 0: all

	Nodes   []NodeSpec  `toml:"node" json:"-"`
	Parties []PartySpec `toml:"party" json:"-"`
}

// NodeSpec is one node of a manifest.
type NodeSpec struct {
	Name      string `toml:"name"`
	Party     string `toml:"party"`
	Validator bool   `toml:"validator"`
	Power     uint64 `toml:"power"` // 0: party.DefaultPower
}

// PartySpec is one founding institution; its accounts 0 root, 1 maker, 2 checker, 3 machine get
// new keys. With alg "both" root and checker hold SM2 keys, maker and machine secp256k1 keys.
type PartySpec struct {
	ID     string   `toml:"id"`
	Name   string   `toml:"name"`
	Nature string   `toml:"nature"`
	At     string   `toml:"at"` // six digits of GB/T 2260
	Roles  []string `toml:"roles"`
	Group  string   `toml:"group"`
	Alg    string   `toml:"alg"` // secp256k1, sm2 or both; "" is both
}

// MaxNodes is the largest network on one machine.
const MaxNodes = 32

// Default is the manifest for a number of validators: one.toml for one, else four.toml with
// validators taken away or further providers added.
func Default(validators int) (Manifest, error) {
	if validators < 1 || validators >= MaxNodes {
		return Manifest{}, fmt.Errorf("%w: %d validators, want 1 to %d", ErrManifest, validators,
			MaxNodes-1)
	}
	if validators == 1 {
		return embedded("one")
	}
	m, err := embedded("four")
	if err != nil {
		return m, err
	}
	var voters, others []NodeSpec
	for _, n := range m.Nodes {
		switch {
		case !n.Validator:
			others = append(others, n)
		case len(voters) < validators:
			voters = append(voters, n)
		}
	}
	for i := len(voters) + 1; i <= validators; i++ {
		id := fmt.Sprintf("gz-provider%d", i)
		voters = append(voters, NodeSpec{Name: fmt.Sprintf("provider%d", i), Party: id,
			Validator: true})
		m.Parties = append(m.Parties, PartySpec{ID: id, Name: fmt.Sprintf("数据提供单位%d", i),
			Nature: party.Institution, At: "520000", Roles: []string{"provider"}})
	}
	m.Nodes = append(voters, others...)
	return m, m.check("default")
}

func embedded(name string) (Manifest, error) {
	file := "networks/" + name + ".toml"
	b, err := networks.ReadFile(file)
	if err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return ParseManifest(file, b)
}

// ReadManifest reads a manifest file.
func ReadManifest(file string) (Manifest, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Manifest{}, fmt.Errorf("%w: %w", ErrManifest, err)
	}
	return ParseManifest(file, b)
}

// ParseManifest reads a manifest strictly: an unknown key is an error. file names it in errors.
func ParseManifest(file string, b []byte) (Manifest, error) {
	var m Manifest
	d := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%w: %s: %s", ErrManifest, file, tomlError(err))
	}
	return m, m.check(file)
}

// tomlError keeps place and key of a TOML error on one line.
func tomlError(err error) string {
	if strict, ok := err.(*toml.StrictMissingError); ok && len(strict.Errors) > 0 {
		row, _ := strict.Errors[0].Position()
		return fmt.Sprintf("line %d: unknown key %s", row, strings.Join(strict.Errors[0].Key(), "."))
	}
	if d, ok := err.(*toml.DecodeError); ok {
		row, _ := d.Position()
		return fmt.Sprintf("line %d: %v", row, d)
	}
	return err.Error()
}

func (m Manifest) check(file string) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", ErrManifest, file, fmt.Sprintf(format, args...))
	}
	names, voters := map[string]bool{}, 0
	for i, n := range m.Nodes {
		if !wire.IsName(n.Name) || strings.HasPrefix(n.Name, ".") || reserved[n.Name] {
			return bad("node %d: %q is no name for a node", i+1, n.Name)
		}
		if names[n.Name] {
			return bad("node %s appears twice", n.Name)
		}
		names[n.Name] = true
		if n.Validator {
			voters++
		}
		if !n.Validator && n.Power != 0 {
			return bad("node %s has power and is no validator", n.Name)
		}
		if n.Validator && !m.hasParty(n.Party) {
			return bad("validator %s is of %q, which is no party of the manifest", n.Name, n.Party)
		}
	}
	if voters == 0 || len(m.Nodes) > MaxNodes {
		return bad("%d nodes with %d validators, want at least 1 validator and at most %d nodes",
			len(m.Nodes), voters, MaxNodes)
	}
	for _, text := range []string{m.Pause, m.Idle} {
		if _, err := duration(text); err != nil {
			return bad("%v", err)
		}
	}
	if _, err := wire.ParseTime(m.LawStart); err != nil {
		return bad("law_start: %v", err)
	}
	return m.checkParties(bad)
}

// reserved are the names of what else is in a network's directory.
var reserved = map[string]bool{"keystore": true, "password": true, "network.json": true,
	"LOCK":   true,
	"config": true}

func (m Manifest) checkParties(bad func(string, ...any) error) error {
	seen := map[string]bool{}
	for _, p := range m.Parties {
		if seen[p.ID] {
			return bad("party %s appears twice", p.ID)
		}
		seen[p.ID] = true
		if _, err := p.algs(); err != nil {
			return bad("party %s: %v", p.ID, err)
		}
	}
	return nil
}

func (m Manifest) hasParty(id string) bool {
	for _, p := range m.Parties {
		if p.ID == id {
			return true
		}
	}
	return false
}

func duration(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a time span such as 500ms", s)
	}
	return d, nil
}
