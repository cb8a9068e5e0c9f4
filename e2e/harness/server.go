package harness

import (
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/hitomado/hitomado/internal/base/child"
)

// Options say which program runs over what.
type Options struct {
	Binary   string
	Listen   string   // loopback address; keep it over restarts so that clients find it again
	Data     string   // data folder
	Database string   // "postgres://…", "" for SQLite in the data folder
	Config   string   // configuration file with everything else, such as a bucket; "" is none
	Under    []string // command line of a tracer that becomes the program, before it; nil for none
}

// Server is one running process of the program.
type Server struct{ *child.Process }

// Start runs the program and waits until it answers. It ends together with
// the process that started it, even when that one is killed.
func Start(ctx context.Context, o Options) (*Server, error) {
	args := []string{"serve", "--listen", o.Listen, "--data", o.Data}
	if o.Database != "" {
		args = append(args, "--database", o.Database)
	}
	if o.Config != "" {
		args = append(args, "--config", o.Config)
	}
	all := slices.Concat(o.Under, []string{o.Binary}, args)
	cmd := exec.Command(all[0], all[1:]...) //nolint:gosec,noctx // the harness's own words; it outlives the call that starts it
	p, err := child.Start(ctx, cmd, filepath.Join(o.Data, "server.log"), func(ctx context.Context) bool { return healthy(ctx, "http://"+o.Listen+"/healthz") })
	if err != nil {
		return nil, err
	}
	return &Server{Process: p}, nil
}

func healthy(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Stop ends the program in order, as an update does.
func (s *Server) Stop() { s.Process.Stop(syscall.SIGTERM) }
