package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/suyuan-ledger/suyuan/app/govern"
)

// watchLine is one line of status --watch: an object per line with --output json.
type watchLine struct {
	At       time.Time `json:"at"` // this machine's clock
	Height   uint64    `json:"height"`
	Round    string    `json:"round"` // height/round/step that consensus is in
	BlockAge int64     `json:"block_age_seconds"`
	Peers    string    `json:"peers"`
	Waiting  int       `json:"waiting_papers"`
	Catching bool      `json:"catching_up"`
	Missing  []string  `json:"missing"` // institutions that did not sign the last block
	Fault    string    `json:"fault,omitempty"`
}

// watch writes a line whenever the node moves, until the context ends or count lines are written.
// An answer that does not come is a line as well.
func (c *cli) watch(ctx context.Context, every time.Duration, count int) error {
	c.printed = true
	last := ""
	for lines := 0; ; {
		l := c.look(ctx)
		if key := fmt.Sprint(l.Height, l.Round, l.Missing, l.Catching, l.Fault); key != last {
			last = key
			if err := c.writeWatched(l); err != nil {
				return err
			}
			if lines++; lines == count {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every):
		}
	}
}

// look asks a node for one line.
func (c *cli) look(ctx context.Context) watchLine {
	l := watchLine{At: time.Now().Truncate(time.Second), Missing: []string{}}
	s, err := c.status(ctx)
	if err != nil {
		zh, en := sentences(err)
		l.Fault = c.say(zh, en)
		return l
	}
	l.Height, l.BlockAge, l.Peers = s.Node.Height, s.BlockAge, s.Peers
	l.Waiting, l.Catching = s.Ledger.Waiting, s.Node.Catching
	client := ledger{c.client()}
	var round struct {
		State struct {
			At string `json:"height/round/step"`
		} `json:"round_state"`
	}
	if client.Call(ctx, "consensus_state", map[string]any{}, &round) == nil {
		l.Round = round.State.At
	}
	if missing, err := client.missing(ctx, l.Height); err == nil {
		l.Missing = missing
	}
	return l
}

// missing names the institutions whose validators did not sign the block of a height, each by its
// party and, where that is unknown, by its address.
func (l ledger) missing(ctx context.Context, height uint64) (out []string, err error) {
	at := strconv.FormatUint(height, 10)
	var commit struct {
		Signed struct {
			Commit struct {
				Signatures []struct {
					Flag int `json:"block_id_flag"`
				} `json:"signatures"`
			} `json:"commit"`
		} `json:"signed_header"`
	}
	if err := l.Call(ctx, "commit", map[string]any{"height": at}, &commit); err != nil {
		return nil, err
	}
	var set struct {
		Validators []struct {
			Address string `json:"address"`
			PubKey  struct {
				Value []byte `json:"value"`
			} `json:"pub_key"`
		} `json:"validators"`
	}
	args := map[string]any{"height": at, "page": "1", "per_page": "100"}
	if err := l.Call(ctx, "validators", args, &set); err != nil {
		return nil, err
	}
	a, err := l.query(ctx, "validator_set", nil, 0)
	if err != nil {
		return nil, err
	}
	var seats govern.SeatsAnswer
	if err := json.Unmarshal(a.Answer, &seats); err != nil {
		return nil, err
	}
	owner := map[string]string{}
	for _, s := range seats.Validators {
		owner[s.PubKey] = s.Party
	}
	out = []string{}
	votes := commit.Signed.Commit.Signatures
	for i, v := range set.Validators {
		if i < len(votes) && votes[i].Flag != signedBlock {
			name := owner[base64.StdEncoding.EncodeToString(v.PubKey.Value)]
			if name == "" {
				name = v.Address
			}
			out = append(out, name)
		}
	}
	return out, nil
}

// signedBlock is CometBFT's flag of a signature for the block.
const signedBlock = 2

func (c *cli) writeWatched(l watchLine) error {
	if c.output == "json" {
		return json.NewEncoder(c.out).Encode(l)
	}
	text := l.At.Format(time.DateTime)
	if l.Fault != "" {
		_, err := fmt.Fprintln(c.out, text, l.Fault)
		return err
	}
	text += fmt.Sprintf(c.say("  高度 %d  轮次 %s  区块距今 %ds  相连 %s  待入块 %d",
		"  height %d  round %s  block age %ds  peers %s  waiting %d"), l.Height, l.Round, l.BlockAge,
		l.Peers, l.Waiting)
	if l.Catching {
		text += c.say("  追赶中", "  catching up")
	}
	if len(l.Missing) > 0 {
		text += c.say("  未签名：", "  did not sign: ") + strings.Join(l.Missing, " ")
	}
	_, err := fmt.Fprintln(c.out, text)
	return err
}
