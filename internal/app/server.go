package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/web"
)

// Config is how a program runs.
type Config struct {
	Listen   string  // host:port
	Data     string  // folder for the database (SQLite), images and key
	Database string  // "postgres://…"; "" is SQLite in Data
	City     string  // name of the municipality
	Rate     float64 // requests a second that one account may make; 0 is no limit
	Log      *slog.Logger
	// Told is called once with the address that people open.
	Told func(url string)
}

// serve answers requests of an open hall until ctx ends, then finishes what
// runs and closes everything in order: door, what stands before the rooms (the
// simulated city), rooms, database.
func serve(ctx context.Context, c Config, h *hall.Hall, demo web.Demo, before func()) error {
	pages, err := web.New(web.Options{Hall: h, Log: c.Log, City: c.City, Demo: demo})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", api.New(h, c.Log))
	mux.HandleFunc("GET /healthz", healthy(h))
	mux.Handle("GET /metrics", metrics())
	mux.Handle("/", pages.Handler())

	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	// Open streams must end when the program stops, so requests live in a
	// context of their own that is ended before the server waits for them.
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	server := &http.Server{
		Handler: porter(mux), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return requests },
		ErrorLog:    slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	rooms, endRooms := context.WithCancel(context.WithoutCancel(ctx))
	defer endRooms()
	roomsDone := make(chan struct{})
	go func() { defer close(roomsDone); h.Run(rooms, c.Log) }()

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if c.Told != nil {
		c.Told("http://" + listener.Addr().String())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		endRequests()
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

// Serve runs the program for an office.
func Serve(ctx context.Context, c Config) error {
	h, err := hall.Open(ctx, hall.Options{Dir: c.Data, Database: c.Database, City: c.City, Rate: c.Rate})
	if err != nil {
		return err
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
