package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
)

// Prefix is where the routes of this package are.
const Prefix = "/api/v1"

// Server answers over HTTP. Make one with New.
type Server struct {
	o      Options
	mux    *http.ServeMux
	http   *http.Server
	closed chan struct{} // ends the streams
	once   sync.Once
}

// New makes a server; it listens nowhere yet.
func New(o Options) (*Server, error) {
	if o.Ask == nil || len(o.Chapters) == 0 {
		return nil, errors.New("api: a server needs a node to ask and the chapters' tables")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.Limits = o.Limits.filled()
	s := &Server{o: o, mux: http.NewServeMux(), closed: make(chan struct{})}
	for pattern, h := range o.Mount {
		s.mux.Handle(pattern, h)
	}
	s.http = &http.Server{Handler: s.Handler(), TLSConfig: o.TLS,
		MaxHeaderBytes: o.Limits.HeaderBytes, ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	return s, nil
}

// Handler is everything the server serves, behind its guard.
func (s *Server) Handler() http.Handler { return s.mux }

// Serve answers on a listener until Close, with TLS where the options have it.
func (s *Server) Serve(l net.Listener) error {
	serve := s.http.Serve
	if s.o.TLS != nil {
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
	}
	if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends the streams, waits for answers under way as long as ctx allows, and closes.
func (s *Server) Close(ctx context.Context) error {
	s.once.Do(func() { close(s.closed) })
	if err := s.http.Shutdown(ctx); err != nil {
		return errors.Join(err, s.http.Close())
	}
	return nil
}

// At finds the height that a request asks about, by ?height= or ?as_of=: the latest where neither
// is given. Handlers that are mounted use it, and Fail for its errors.
func At(r *http.Request, ask source.Ask) (*source.Source, error) {
	return source.At(r.Context(), ask, 0)
}
