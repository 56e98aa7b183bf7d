package signer

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/suyuan-ledger/suyuan/crypto"
)

// domains are all that a member's key signs on this ledger: a signer is no oracle for other bytes.
var domains = []string{"suyuan/tx/1", "suyuan/enroll/1", "suyuan/admission/1", "suyuan/file/1"}

// Server is the reference signer. It holds its keys in memory.
type Server struct {
	keys   map[string]crypto.PrivateKey
	listen net.Listener
	work   sync.WaitGroup
	// Signed is told of every signature and refusal, for the signer's own log; nil: nobody is.
	Signed func(key, domain string, err error)
}

// Listen opens the socket, mode 0600, for keys by name such as gz-bureau/1#2. A socket that a dead
// signer left is replaced, one that answers is not.
func Listen(path string, keys map[string]crypto.PrivateKey) (*Server, error) {
	if conn, err := net.DialTimeout("unix", path, time.Second); err == nil {
		conn.Close()
		return nil, fmt.Errorf("signer: %s is served already", path)
	}
	if info, err := os.Lstat(path); err == nil {
		if info.Mode().Type() != os.ModeSocket {
			return nil, fmt.Errorf("signer: %s is there and no socket", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("signer: %w", err)
		}
	}
	// Between its making and its mode the folder keeps others from the socket.
	if info, err := os.Stat(filepath.Dir(path)); err != nil || info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("signer: the folder of %s must be there with mode 0700", path)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("signer: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &Server{keys: keys, listen: l}, nil
}

// Serve answers until Close, then returns nil.
func (s *Server) Serve() error {
	for {
		conn, err := s.listen.Accept()
		if errors.Is(err, net.ErrClosed) {
			s.work.Wait()
			return nil
		}
		if err != nil {
			return fmt.Errorf("signer: %w", err)
		}
		s.work.Add(1)
		go func() {
			defer s.work.Done()
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(patience))
			_ = json.NewEncoder(conn).Encode(s.answer(conn))
		}()
	}
}

// Close ends serving and removes the socket.
func (s *Server) Close() error { return s.listen.Close() }

func (s *Server) answer(conn io.Reader) Answer {
	out := Answer{Version: Version}
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine)).ReadBytes('\n')
	var r Request
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		err = d.Decode(&r)
	}
	switch {
	case err != nil:
		out.Error = "not a request: " + err.Error()
	case r.Version != Version:
		out.Error = fmt.Sprintf("version %d, this signer speaks %d", r.Version, Version)
	case r.Key == "":
		out.Keys = s.list()
	default:
		rs, domain, err := s.sign(r)
		if s.Signed != nil {
			s.Signed(r.Key, domain, err)
		}
		if err != nil {
			out.Error = err.Error()
		} else {
			out.Signature = hex.EncodeToString(rs[:])
		}
	}
	return out
}

func (s *Server) list() (out []Held) {
	for name, k := range s.keys {
		out = append(out, Held{Key: name, Public: k.Public()})
	}
	slices.SortFunc(out, func(a, b Held) int { return strings.Compare(a.Key, b.Key) })
	return out
}

func (s *Server) sign(r Request) (rs [crypto.SignatureSize]byte, domain string, err error) {
	k, ok := s.keys[r.Key]
	if !ok {
		return rs, "", fmt.Errorf("no key %q here", r.Key)
	}
	preimage, err := hex.DecodeString(r.Preimage)
	if err != nil {
		return rs, "", errors.New("the preimage is not hex")
	}
	for _, d := range domains {
		if bytes.HasPrefix(preimage, []byte(d)) {
			domain = d
		}
	}
	if domain == "" {
		return rs, "", fmt.Errorf("the bytes begin with none of %s", strings.Join(domains, ", "))
	}
	if k.Public().Alg == crypto.SM2 && r.UserID != crypto.UserID {
		return rs, domain, fmt.Errorf("the user id is %q, not %q", r.UserID, crypto.UserID)
	}
	rs, err = k.Sign(preimage)
	return rs, domain, err
}
