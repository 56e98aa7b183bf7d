package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// Prefix is where the routes of this package are.
const Prefix = "/api/v1"

// Server answers over HTTP. Make one with New.
type Server struct {
	o       Options
	t       *tables
	handler http.Handler
	http    *http.Server
	routes  []route
	items   map[string]reflect.Type // of the records of lists
	spec    []byte                  // the OpenAPI document

	cross          *http.CrossOriginProtection
	buckets        *buckets
	repeats        *repeats      // answers by Idempotency-Key
	slots, streams chan struct{} // one place each for what is under way
	own            chan struct{} // for what the node says of itself
	closed         chan struct{} // ends the streams
	once           sync.Once
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
	l := o.Limits
	s := &Server{o: o, t: newTables(o.Chapters), closed: make(chan struct{}),
		cross: http.NewCrossOriginProtection(), buckets: newBuckets(l.PerSecond, l.Burst),
		repeats: newRepeats(),
		slots:   make(chan struct{}, l.Concurrent), streams: make(chan struct{}, l.Streams),
		own: make(chan struct{}, 8)}
	s.items, s.routes = s.t.itemTypes(), s.table()
	var err error
	if s.spec, err = s.openapi(); err != nil {
		return nil, err
	}
	mux, err := s.mux()
	if err != nil {
		return nil, err
	}
	s.handler = s.guarded(mux)
	s.http = &http.Server{Handler: s.handler, TLSConfig: o.TLS, MaxHeaderBytes: l.HeaderBytes,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		IdleTimeout: 2 * time.Minute}
	return s, nil
}

// mux serves the routes and what is mounted; everything else below the prefix is a problem.
func (s *Server) mux() (mux *http.ServeMux, err error) {
	defer func() {
		if p := recover(); p != nil { // two patterns that neither gives way
			err = fmt.Errorf("api: %v", p)
		}
	}()
	mux = http.NewServeMux()
	for _, r := range s.routes {
		serve := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if err := r.serve(w, q); err != nil {
				Fail(w, q, err)
			}
		})
		for _, path := range r.paths() {
			mux.Handle(r.method+" "+path, serve)
		}
	}
	s.health(mux)
	for pattern, h := range s.o.Mount {
		mux.Handle(pattern, h)
	}
	mux.HandleFunc(Prefix+"/", s.nowhere)
	return mux, nil
}

// nowhere answers for paths that there are not, and for methods that a path does not take.
func (s *Server) nowhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		Fail(w, r, errMethod)
		return
	}
	Fail(w, r, errRoute)
}

// Handler is everything the server serves, behind its guard.
func (s *Server) Handler() http.Handler { return s.handler }

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
