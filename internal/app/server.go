package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/web"
)

// Config is how a program runs.
type Config struct {
	Settings
	Log *slog.Logger
	// Told is called once with the address that people open.
	Told func(url string)
}

// serve answers requests of an open hall until ctx ends, then finishes what
// runs and closes everything in order: door, what stands before the rooms (the
// simulated city), rooms, database.
func serve(ctx context.Context, c Config, h *hall.Hall, demo web.Demo, before func()) error {
	steadyHeap()
	spareThread()
	pages, err := web.New(web.Options{Hall: h, Log: c.Log, City: c.City, Demo: demo})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", api.New(h, c.Log))
	mux.HandleFunc("GET /healthz", healthy(h))
	mux.Handle("GET /metrics", metrics(c.MetricsToken))
	mux.Handle("/", pages.Handler())

	listener, scheme, err := c.listener(ctx)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	// Streams have no end of their own: they live in a context that ends before
	// the server waits for what is at work.
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	server := &http.Server{
		Handler: ending(streams, named(demo != nil, porter(mux))), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	rooms, endRooms := context.WithCancel(context.WithoutCancel(ctx))
	defer endRooms()
	roomsDone := make(chan struct{})
	go func() { defer close(roomsDone); h.Run(rooms, c.Log) }()

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if c.Told != nil {
		c.Told(scheme + "://" + listener.Addr().String())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		endStreams()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = server.Shutdown(grace)
	}
	before()
	endRooms()
	<-roomsDone
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, h.Close())
}

// listener takes the door, behind the given certificate when there is one.
func (c Config) listener(ctx context.Context) (l net.Listener, scheme string, err error) {
	l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, "", kernel.E(kernel.Conflict, "address_taken", "address", c.Listen).Because(err)
	}
	if err != nil || c.TLS.Certificate == "" {
		return l, "http", err
	}
	cert, err := openCertificate(c.in(c.TLS.Certificate, ""), c.in(c.TLS.Key, ""))
	if err != nil {
		return nil, "", errors.Join(err, l.Close())
	}
	return tls.NewListener(l, cert.config()), "https", nil
}

// Serve runs the program for an office.
func Serve(ctx context.Context, c Config) error {
	if err := c.addEras(); err != nil {
		return err
	}
	h, err := hall.Open(ctx, c.Options())
	if err != nil {
		return err
	}
	if guarded, err := h.DB.Guarded(ctx); err == nil && !guarded && h.DB.Engine() == db.Postgres {
		c.Log.Warn("the service's role owns its tables; only triggers guard the journal: set database.migrate_url and let the service run as another role")
	}
	told := c.Told
	c.Told = func(url string) {
		if told != nil {
			told(url)
		}
		announceSetup(ctx, h, url)
	}
	return serve(ctx, c, h, nil, func() {})
}

// announceSetup prints the one-time link that makes the first administrator,
// while there is none. It goes to the terminal of whoever started the program,
// never to the log.
func announceSetup(ctx context.Context, h *hall.Hall, url string) {
	code, err := h.Staff.SetupCode(ctx)
	if err != nil || code == "" {
		return
	}
	fmt.Printf("\n  First administrator (one time, one hour):\n  %s/setup?code=%s\n\n", url, code)
}
