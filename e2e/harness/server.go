package harness

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// Options say which program runs over what.
type Options struct {
	Binary   string
	Listen   string // loopback address; keep it over restarts so that clients find it again
	Data     string // data folder
	Database string // "postgres://…", "" for SQLite in the data folder
	Config   string // configuration file with everything else, such as a bucket; "" is none
}

// Server is one running process of the program.
type Server struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

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
	s := &Server{log: filepath.Join(o.Data, "server.log"), done: make(chan struct{})}
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	s.cmd = exec.Command(o.Binary, args...) //nolint:noctx // it outlives the call that starts it
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go s.hold(started)
	if err := <-started; err != nil {
		return nil, err
	}
	if err := s.await(ctx, "http://"+o.Listen+"/healthz"); err != nil {
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

func (s *Server) await(ctx context.Context, health string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if healthy(ctx, health) {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the program ended at start:\n%s", s.tail())
		case <-ctx.Done():
			return fmt.Errorf("the program did not answer: %w\n%s", ctx.Err(), s.tail())
		case <-tick.C:
		}
	}
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

// tail is the end of what the program wrote.
func (s *Server) tail() string {
	out, _ := os.ReadFile(s.log)
	return string(out[max(0, len(out)-4000):])
}

// Pid is the process id, for metering.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Kill ends the process at once (SIGKILL), as a crash would, and returns when
// it is gone.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

// Stop ends the process in order, by force after ten seconds.
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

// FreeAddress finds a loopback address that nobody listens on.
func FreeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String(), nil
}
