package api

import (
	"context"
	"crypto/tls"
	"net/http"
	"time"

	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Options is what a server is made of. Ask and Chapters are required; the zero value of the rest
// means none, or its default.
type Options struct {
	Ask      source.Ask
	Chapters []rule.Chapter // whose queries are served: app.Standard().Chapters()

	// Mount adds handlers by patterns of http.ServeMux, such as "GET /api/v1/reports/" or "/". They
	// stand behind the same guard. Caller tells them who asks, At which height is asked about.
	Mount map[string]http.Handler

	// Health is what the node says of itself: /livez, /readyz, /metrics, /version.
	Health Health

	// Broadcast hands a signed paper to the node, which answers with its own admission: code 0 and
	// nothing else where it was taken. nil: papers are not taken.
	Broadcast func(ctx context.Context, paper []byte) (rule.Told, error)
	// Header gives the header that proves a height, as JSON, for answers with a proof; nil: none.
	Header func(ctx context.Context, height uint64) (Header, error)

	// Seen is told of every request of a caller that may make it, before it is answered, except those
	// about the node itself; an error keeps it from being answered. nil: nobody is told.
	Seen func(w Who, r *http.Request) error

	Tokens  *Tokens // nil: nobody from outside the loopback is served
	TLS     *tls.Config
	Limits  Limits
	Version string           // of the program
	Clock   func() time.Time // default time.Now
}

// Limits bound what one caller, and all together, may ask. A zero field means its default.
type Limits struct {
	Concurrent  int           // requests at a time; default 64
	Streams     int           // event streams at a time, besides; default 32
	PerSecond   float64       // requests of one caller; default 50
	Burst       int           // that it may save up; default 200
	HeaderBytes int           // default 16 KiB
	PathBytes   int           // of a path with its arguments; default 8 KiB
	Answer      time.Duration // for one answer; default 30 s
	Download    time.Duration // for a list of all rows; default 10 min
	Heartbeat   time.Duration // of event streams; default 15 s
}

func (l Limits) filled() Limits {
	fill(&l.Concurrent, 64)
	fill(&l.Streams, 32)
	fill(&l.PerSecond, 50)
	fill(&l.Burst, 200)
	fill(&l.HeaderBytes, 16<<10)
	fill(&l.PathBytes, 8<<10)
	fill(&l.Answer, 30*time.Second)
	fill(&l.Download, 10*time.Minute)
	fill(&l.Heartbeat, 15*time.Second)
	return l
}

func fill[T comparable](v *T, standard T) {
	var zero T
	if *v == zero {
		*v = standard
	}
}

// Header is what proves the state after a height: the header of the next one with its commit.
type Header struct {
	AppHash wire.Hash `json:"app_hash"` // of the state that is proved
	Header  any       `json:"header"`
	Commit  any       `json:"commit"`
}
