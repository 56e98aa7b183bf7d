package abci

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/privval"
)

// The consensus key may live in another process: with priv_validator_laddr set, CometBFT's own
// signer server dials in and signs, and the home's own validator key is another one that signs
// nothing.
func TestRemoteConsensusKey(t *testing.T) {
	homes, _ := newNetwork(t, 1)
	home := homes[0]
	config, _, err := ReadConfig(home)
	if err != nil {
		t.Fatal(err)
	}
	away := t.TempDir()
	key, signed := filepath.Join(away, "key.json"), filepath.Join(away, "signed.json")
	for from, to := range map[string]string{config.PrivValidatorKeyFile(): key,
		config.PrivValidatorStateFile(): signed} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := MakeKeys(home); err != nil { // a key that is no validator's
		t.Fatal(err)
	}
	at := freePort(t)
	config.PrivValidatorListenAddr = "tcp://" + at
	cmtcfg.WriteConfigFile(filepath.Join(home, ConfigFile), config)

	held := privval.LoadFilePV(key, signed)
	dial := privval.DialTCPFn(at, 3*time.Second, held.Key.PrivKey)
	endpoint := privval.NewSignerDialerEndpoint(log.NewNopLogger(), dial,
		privval.SignerDialerEndpointConnRetries(200))
	server := privval.NewSignerServer(endpoint, "note-1", held)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Stop() }()
	n := nodeOf(t, home)
	defer n.Stop()
	for end := time.Now().Add(10 * time.Second); n.App().State().Height < 3; {
		if time.Sleep(20 * time.Millisecond); time.Now().After(end) {
			t.Fatalf("height %d", n.App().State().Height)
		}
	}
	b := n.comet.BlockStore().LoadBlockCommit(1)
	if got := b.Signatures[0].ValidatorAddress; got.String() != held.Key.Address.String() {
		t.Fatalf("block 1 is signed by %s", got)
	}
}
