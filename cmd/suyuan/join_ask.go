package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/cometbft/cometbft/blocksync"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/libs/protoio"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/p2p/conn"
	blockmsg "github.com/cometbft/cometbft/proto/tendermint/blocksync"
	nodes "github.com/cometbft/cometbft/proto/tendermint/p2p"
	snapshots "github.com/cometbft/cometbft/proto/tendermint/statesync"
	"github.com/cometbft/cometbft/statesync"
	protocol "github.com/cometbft/cometbft/version"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	peerWait = 5 * time.Second // for a connection, and for each answer
	// quietAfter is how long a peer is silent when it has told all its snapshots: it sends them in
	// one go, and says nothing when it has none.
	quietAfter = 2 * time.Second
)

// peerSays is what a node tells others on the port that nodes dial.
type peerSays struct {
	peer      string // id@host:port, as it was given
	initial   int64  // first height of the ledger
	base, top int64  // its blocks; 0 and 0: it has none yet
	genesis   wire.Hash
	snapshots []uint64 // heights
}

// inquiry is a connection to a peer that speaks CometBFT's protocol between nodes, under a key of
// its own: nothing but what every newcomer is told is asked.
type inquiry struct {
	peerSays
	link    *conn.MConnection
	answers chan any // parts of the messages of both channels
	ended   chan any // why the connection ended
}

// askPeer asks a node for its id, its ledger, which blocks it has, and by which genesis document
// the ledger began: the first header carries its digest, and so does every snapshot.
func askPeer(ctx context.Context, peer, chain string, initial int64, shelf bool) (peerSays, error) {
	id, at, _ := strings.Cut(peer, "@")
	a := &inquiry{peerSays: peerSays{peer: peer, initial: initial}, answers: make(chan any, 64),
		ended: make(chan any, 1)}
	dial := net.Dialer{Timeout: peerWait}
	line, err := dial.DialContext(ctx, "tcp", at)
	if err != nil {
		return a.peerSays, failf(exitUnreachable, "连不上 %[1]s：%[2]v。请向其管理者核对地址与防火墙",
			"%[1]s cannot be reached: %[2]v. Ask who runs it about address and firewall", peer, err)
	}
	defer line.Close()
	_ = line.SetDeadline(time.Now().Add(peerWait))
	key := ed25519.GenPrivKey()
	secret, err := conn.MakeSecretConnection(line, key)
	if err != nil {
		return a.peerSays, failf(exitUnreachable, "%[1]s 有应答，但不是节点间端口（通常为 26656）：%[2]v",
			"what answers at %[1]s is not the port that nodes dial (26656 as a rule): %[2]v", peer, err)
	}
	if has := string(p2p.PubKeyToID(secret.RemotePubKey())); has != id {
		return a.peerSays, failf(exitVerify, "%[1]s 处的节点 id 是 %[2]s：请向其管理者核对 id",
			"the node at %[1]s has the id %[2]s: ask who runs it for the right one", peer, has)
	}
	if err := a.introduce(secret, p2p.PubKeyToID(key.PubKey()), chain); err != nil {
		return a.peerSays, err
	}
	_ = line.SetDeadline(time.Time{})
	a.open(secret)
	if err := a.link.Start(); err != nil {
		return a.peerSays, err
	}
	defer func() { _ = a.link.Stop() }()
	return a.peerSays, a.ask(ctx, shelf)
}

// introduce changes names with the node, and refuses one of another ledger.
func (a *inquiry) introduce(line *conn.SecretConnection, as p2p.ID, chain string) error {
	me := p2p.DefaultNodeInfo{
		ProtocolVersion: p2p.NewProtocolVersion(protocol.P2PProtocol, protocol.BlockProtocol, 0),
		DefaultNodeID:   as, ListenAddr: "tcp://127.0.0.1:1", // nobody dials it
		Network: chain, Version: protocol.TMCoreSemVer, Moniker: "joining",
		Channels: []byte{blocksync.BlocksyncChannel, statesync.SnapshotChannel}}
	sent := make(chan error, 1)
	go func() {
		_, err := protoio.NewDelimitedWriter(line).WriteMsg(me.ToProto())
		sent <- err
	}()
	var it nodes.DefaultNodeInfo
	_, err := protoio.NewDelimitedReader(line, p2p.MaxNodeInfoSize()).ReadMsg(&it)
	if err == nil {
		err = <-sent
	}
	switch {
	case err != nil:
		return a.away(err.Error())
	case it.Network != chain:
		return failf(exitVerify, "节点 %[1]s 属于账本 %[2]s，不是 %[3]s：请核对节点地址与创世文件",
			"%[1]s is of the ledger %[2]s, not %[3]s: check the address and the genesis document", a.peer,
			it.Network, chain)
	case it.ProtocolVersion.Block != protocol.BlockProtocol:
		return failf(exitVerify, "节点 %[1]s 的区块协议版本为 %[2]d，本程序为 %[3]d：请安装同版程序",
			"%[1]s has block protocol %[2]d, this program %[3]d: install the program that it has", a.peer,
			it.ProtocolVersion.Block, protocol.BlockProtocol)
	}
	return nil
}

// away is a node that ended the conversation.
func (a *inquiry) away(why string) error {
	return failf(exitUnreachable, "节点 %[1]s 中断了连接：%[2]s。可能已达其连接上限（max_num_inbound_peers），请询问其管理者",
		"%[1]s ended the connection: %[2]s. It may have all the peers it takes "+
			"(max_num_inbound_peers): ask who runs it", a.peer, why)
}

// open makes the channels on which the node tells of blocks and snapshots.
func (a *inquiry) open(line net.Conn) {
	tell := func(part any) {
		select {
		case a.answers <- part:
		default: // more than anybody asked for
		}
	}
	receive := func(channel byte, b []byte) {
		switch channel {
		case blocksync.BlocksyncChannel:
			var m blockmsg.Message
			if m.Unmarshal(b) == nil {
				tell(m.Sum)
			}
		case statesync.SnapshotChannel:
			var m snapshots.Message
			if m.Unmarshal(b) == nil {
				tell(m.Sum)
			}
		}
	}
	broken := func(why any) {
		select {
		case a.ended <- why:
		default:
		}
	}
	a.link = conn.NewMConnection(line, []*conn.ChannelDescriptor{
		{ID: blocksync.BlocksyncChannel, Priority: 5, RecvMessageCapacity: blocksync.MaxMsgSize},
		{ID: statesync.SnapshotChannel, Priority: 5, RecvMessageCapacity: 4 << 20}}, receive, broken)
	a.link.SetLogger(log.NewNopLogger())
}

// ask waits for the range of blocks, which every node tells a newcomer, and asks for the rest.
func (a *inquiry) ask(ctx context.Context, shelf bool) error {
	err := a.listen(ctx, peerWait, func(part any) bool {
		s, ok := part.(*blockmsg.Message_StatusResponse)
		if ok {
			a.base, a.top = s.StatusResponse.Base, s.StatusResponse.Height
		}
		return ok
	})
	if err != nil {
		return err
	}
	if a.base == a.initial && a.top >= a.base {
		first := blockmsg.Message{Sum: &blockmsg.Message_BlockRequest{
			BlockRequest: &blockmsg.BlockRequest{Height: a.base}}}
		if err := a.send(blocksync.BlocksyncChannel, first.Marshal); err != nil {
			return err
		}
		err := a.listen(ctx, peerWait, func(part any) bool {
			b, ok := part.(*blockmsg.Message_BlockResponse)
			if ok && b.BlockResponse.Block != nil {
				copy(a.genesis[:], b.BlockResponse.Block.Header.AppHash)
			}
			_, none := part.(*blockmsg.Message_NoBlockResponse)
			return ok || none
		})
		if err != nil {
			return err
		}
	}
	if !shelf && (!a.genesis.IsZero() || a.top == 0) {
		return nil
	}
	return a.askShelf(ctx)
}

// askShelf asks for the node's snapshots.
func (a *inquiry) askShelf(ctx context.Context) error {
	m := snapshots.Message{Sum: &snapshots.Message_SnapshotsRequest{
		SnapshotsRequest: &snapshots.SnapshotsRequest{}}}
	if err := a.send(statesync.SnapshotChannel, m.Marshal); err != nil {
		return err
	}
	for more := true; more; {
		more = false
		err := a.listen(ctx, quietAfter, func(part any) bool {
			s, ok := part.(*snapshots.Message_SnapshotsResponse)
			if !ok {
				return false
			}
			var of abci.Manifest
			if json.Unmarshal(s.SnapshotsResponse.Metadata, &of) == nil && a.genesis.IsZero() {
				a.genesis = of.Genesis
			}
			if s.SnapshotsResponse.Format == abci.SnapshotNumber {
				a.snapshots = append(a.snapshots, s.SnapshotsResponse.Height)
			}
			more = true
			return true
		})
		if err != nil {
			break // it has told all
		}
	}
	return nil
}

func (a *inquiry) send(channel byte, m func() ([]byte, error)) error {
	b, err := m()
	if err == nil && !a.link.Send(channel, b) {
		err = a.away("send")
	}
	return err
}

// listen hands the node's messages to take until it has what it waits for.
func (a *inquiry) listen(ctx context.Context, most time.Duration, take func(part any) bool) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for {
		select {
		case part := <-a.answers:
			if take(part) {
				return nil
			}
		case why := <-a.ended:
			return a.away(fmt.Sprint(why))
		case <-ctx.Done():
			return failf(exitUnreachable, "节点 %[1]s 在 %[2]v 内没有应答：请稍后再试，或另找节点",
				"%[1]s does not answer within %[2]v: try later, or name another node", a.peer, most)
		}
	}
}
