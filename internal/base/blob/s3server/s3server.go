// Package s3server runs a private S3-compatible server (versitygw over a
// folder) for tests and fault runs: built once from the Go modules, on a
// loopback port of its own, and ended together with the process that started
// it, even when that process is killed.
package s3server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/hitomado/hitomado/internal/base/child"
)

// The credentials of every server this package starts.
const (
	AccessKey = "hitomado-test"
	SecretKey = "hitomado-test-secret"
	Region    = "us-east-1"
)

// Options say where the server keeps its objects and where it listens.
type Options struct {
	Dir    string // an existing folder; objects survive a restart over the same one
	Listen string // loopback host:port; "" takes a free one. Keep it over a restart.
}

// Server is a running S3-compatible server.
type Server struct {
	*child.Process
	listen string
}

// Start builds the server when that has not been done on this machine, runs it
// and waits until it listens.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := binary(ctx)
	if err != nil {
		return nil, err
	}
	if o.Listen == "" {
		if o.Listen, err = child.FreeAddress(); err != nil {
			return nil, err
		}
	}
	objects, meta := filepath.Join(o.Dir, "objects"), filepath.Join(o.Dir, "meta")
	for _, d := range []string{objects, meta} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(bin, "--port", o.Listen, "--region", Region, "--quiet", "--keep-alive", "posix", "--sidecar", meta, objects) //nolint:noctx // it outlives the call that starts it
	cmd.Dir = o.Dir
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
	p, err := child.Start(ctx, cmd, filepath.Join(o.Dir, "server.log"), func(ctx context.Context) bool { return child.Listens(ctx, o.Listen) })
	if err != nil {
		return nil, err
	}
	return &Server{Process: p, listen: o.Listen}, nil
}

// Address is host:port; Endpoint is the same as a URL.
func (s *Server) Address() string { return s.listen }

// Endpoint is where the server answers, as the configuration writes it.
func (s *Server) Endpoint() string { return "http://" + s.listen }

// Stop ends the server in order.
func (s *Server) Stop() { s.Process.Stop(syscall.SIGTERM) }

// binary is the built server, kept in the user's cache under the hash of the
// module files that pin its version and every dependency.
func binary(ctx context.Context) (string, error) {
	module, err := moduleDir(ctx)
	if err != nil {
		return "", err
	}
	pins := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		raw, err := os.ReadFile(filepath.Join(module, name))
		if err != nil {
			return "", err
		}
		pins.Write(raw)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	dir := filepath.Join(cache, "hitomado-test")
	bin := filepath.Join(dir, "versitygw-"+hex.EncodeToString(pins.Sum(nil)[:8]))
	if _, err := os.Stat(bin); !errors.Is(err, fs.ErrNotExist) {
		return bin, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	unfinished, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(unfinished) }()
	made := filepath.Join(unfinished, "versitygw")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", made, "github.com/versity/versitygw/cmd/versitygw")
	build.Dir = module
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the S3 server: %w\n%s", err, out)
	}
	return bin, os.Rename(made, bin)
}

func moduleDir(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/hitomado/hitomado").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "tools", "s3server"), nil
}
