package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/genesis"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/wire"
)

// network is four validators whose genesis holds the quarter.
type network struct {
	*localnet.Network
	story *scenario.Story
	law   wire.Time // when the story ended
	began time.Time // on the clock, then
}

// across says how a quarter is taken over its settlement.
type across struct {
	quarter    quarter
	validators int
	lead       time.Duration // between freezing and landing
	usual      time.Duration // of blocks before the quarter is frozen
	after      time.Duration // of blocks after the landing
	rate       int           // papers a second all along
	memory     string        // GOMEMLIMIT of a node
}

// up starts the network in dir and plays the story.
func (a across) up(dir string) (*network, error) {
	q, err := json.Marshal(a.quarter)
	if err != nil {
		return nil, err
	}
	if err := os.Setenv(quarterVar, string(q)); err != nil {
		return nil, err
	}
	text := bytes.Replace(storyText, []byte("land_lead_seconds: 20"),
		fmt.Appendf(nil, "land_lead_seconds: %d", int(a.lead.Seconds())), 1)
	file := filepath.Join(dir, "story.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	story, err := scenario.Load(file, nil)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	net, err := localnet.Up(localnet.Options{Dir: filepath.Join(dir, "net"), Binary: self, New: true,
		Manifest: localnet.Manifest{Chain: story.Chain, Idle: "1s", LogLevel: "error",
			Memory: a.memory},
		Founding: a.founding(story), Wait: 15 * time.Minute})
	if err != nil {
		return nil, err
	}
	// The nodes begin anew: what making the genesis took is no part of their usual state.
	if net, err = localnet.Down(net.Dir); err != nil {
		return nil, err
	}
	net, err = localnet.Up(localnet.Options{Dir: net.Dir, Binary: self, Wait: 5 * time.Minute})
	if err != nil {
		return nil, err
	}
	n := &network{Network: net, story: story}
	r, err := scenario.Run(story, scenario.Options{Nodes: n.URLs()})
	if err == nil && r.Difference != nil {
		err = r.Difference
	}
	if n.law, n.began = r.Time, time.Now(); err != nil {
		return nil, errors.Join(err, n.down())
	}
	return n, nil
}

func (n *network) down() error {
	_, err := localnet.Down(n.Dir)
	return err
}

// founding takes the first validators of the story.
func (a across) founding(story *scenario.Story) *localnet.Founding {
	f := &localnet.Founding{Genesis: func(now wire.Time, voters []party.GenesisVoter) (
		genesis.Document, error) {
		doc, err := story.GenesisAt(now, voters...)
		if err != nil {
			return genesis.Document{}, err
		}
		return *doc, nil
	}}
	for _, p := range story.Parties {
		if p.Validator && len(f.Validators) < a.validators {
			f.Validators = append(f.Validators, p.ID)
		}
	}
	return f
}

// instantsOf reads what a node told of its blocks.
func instantsOf(home string) (out []instant, err error) {
	f, err := os.Open(filepath.Join(home, instants))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var v instant
		if json.Unmarshal(lines.Bytes(), &v) != nil {
			break // being written
		}
		if n := len(out); n > 0 && out[n-1].Height == v.Height {
			out = out[:n-1] // executed again
		}
		out = append(out, v)
	}
	return out, lines.Err()
}

// through moves law time to shortly before the quarter is frozen, files papers all along, and waits
// until blocks after the landing are there.
func (a across) through(ctx context.Context, n *network) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	freeze, err := wire.ParseTime("2026-04-11T00:00:00+08:00")
	if err != nil {
		return err
	}
	s, err := n.signer()
	if err != nil {
		return err
	}
	if err := s.advance(ctx, freeze-wire.Time(a.usual.Seconds())-5); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- s.file(ctx, a.rate) }()
	limit := time.After(a.usual + 2*a.lead + a.after + 10*time.Minute)
	var done time.Time
	for done.IsZero() || time.Since(done) < a.after {
		select {
		case err := <-failed:
			return err
		case <-limit:
			return errors.New("the quarter does not land")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		all, err := instantsOf(n.Nodes[0].Home)
		if err != nil {
			return err
		}
		switch last := all[len(all)-1]; {
		case last.Stage == settle.Parked:
			return errors.New("the run was parked")
		case last.Stage == settle.Landed && done.IsZero():
			done = time.Now()
		}
	}
	return nil
}

// node is the node that the words after the program ask for: start --home HOME.
func node(args []string) (home string, yes bool) {
	if len(args) == 3 && args[0] == "start" && args[1] == "--home" {
		return args[2], true
	}
	return strings.Join(args, " "), false
}
