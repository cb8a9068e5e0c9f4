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
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
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
	listen string
	cmd    *exec.Cmd
	log    string
	done   chan struct{}
}

// Start builds the server when that has not been done on this machine, runs it
// and waits until it listens.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := binary(ctx)
	if err != nil {
		return nil, err
	}
	if o.Listen == "" {
		if o.Listen, err = freeAddress(); err != nil {
			return nil, err
		}
	}
	objects, meta := filepath.Join(o.Dir, "objects"), filepath.Join(o.Dir, "meta")
	for _, d := range []string{objects, meta} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	s := &Server{listen: o.Listen, log: filepath.Join(o.Dir, "server.log"), done: make(chan struct{})}
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	s.cmd = exec.Command(bin, "--port", o.Listen, "--region", Region, "--quiet", "--keep-alive", "posix", "--sidecar", meta, objects) //nolint:noctx // it outlives the call that starts it
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = o.Dir, log, log
	s.cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go s.hold(started)
	if err := <-started; err != nil {
		return nil, err
	}
	if err := s.await(ctx); err != nil {
		s.Kill()
		return nil, err
	}
	return s, nil
}

// hold starts the process from a thread that lives as long as the process:
// the kernel sends the parent-death signal when the starting thread ends.
func (s *Server) hold(started chan<- error) {
	runtime.LockOSThread()
	err := s.cmd.Start()
	started <- err
	if err == nil {
		_ = s.cmd.Wait()
	}
	close(s.done)
}

func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.listen); err == nil {
			return c.Close()
		}
		select {
		case <-s.done:
			out, _ := os.ReadFile(s.log)
			return fmt.Errorf("the S3 server ended at start:\n%s", out)
		case <-ctx.Done():
			return fmt.Errorf("the S3 server did not answer: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// Address is host:port; Endpoint is the same as a URL.
func (s *Server) Address() string { return s.listen }

// Endpoint is where the server answers, as the configuration writes it.
func (s *Server) Endpoint() string { return "http://" + s.listen }

// Pid is the server's process id, for metering and fault runs.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

// Stop ends the server in order, by force after ten seconds.
func (s *Server) Stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.NewTimer(10 * time.Second)
	defer timer.Stop()
	select {
	case <-s.done:
	case <-timer.C:
		s.Kill()
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}

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
