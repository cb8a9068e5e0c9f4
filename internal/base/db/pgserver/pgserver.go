// Package pgserver runs a private PostgreSQL server out of the system's
// packages for tests, benchmarks and fault runs: its own folder, a Unix
// socket instead of a port, and an end together with the process that started
// it, even when that process is killed.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// Options say where the server keeps its files and how careful it is.
type Options struct {
	Dir      string   // an existing empty folder for data and socket
	Volatile bool     // no fsync: for tests of logic only, never for figures
	Settings []string // further "name=value" settings
}

// Server is a running PostgreSQL.
type Server struct {
	dir  string
	cmd  *exec.Cmd
	done chan struct{}
}

// ErrMissing says that the server's programs are not installed.
var ErrMissing = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql)")

// Start makes a cluster in o.Dir and runs a server on it.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	who, err := account(o.Dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(o.Dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "hitomado", "-A", "trust",
			"-E", "UTF8", "--locale=C", "--no-sync")
		initdb.Dir, initdb.SysProcAttr = o.Dir, who
		if out, err := initdb.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("initdb: %w\n%s", err, out)
		}
	}
	return launch(ctx, bin, data, who, o)
}

func launch(ctx context.Context, bin, data string, who *syscall.SysProcAttr, o Options) (*Server, error) {
	args := []string{"-D", data, "-k", o.Dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "logging_collector=off"}
	if o.Volatile {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	for _, s := range o.Settings {
		args = append(args, "-c", s)
	}
	log, err := os.Create(filepath.Join(o.Dir, "server.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	s := &Server{dir: o.Dir, done: make(chan struct{})}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), args...) //nolint:noctx // it outlives the call that starts it
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = o.Dir, log, log
	attr := *who
	attr.Pdeathsig, attr.Setpgid = syscall.SIGINT, true
	s.cmd.SysProcAttr = &attr
	started := make(chan error)
	go s.hold(started)
	if err := <-started; err != nil {
		return nil, err
	}
	return s, s.await(ctx, bin)
}

// hold starts the server from a thread that lives as long as the server: the
// kernel sends the parent-death signal when the starting thread ends.
func (s *Server) hold(started chan<- error) {
	runtime.LockOSThread()
	err := s.cmd.Start()
	started <- err
	if err == nil {
		_ = s.cmd.Wait()
	}
	close(s.done)
}

func (s *Server) await(ctx context.Context, bin string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if exec.CommandContext(ctx, filepath.Join(bin, "pg_isready"), "-q", "-h", s.dir).Run() == nil {
			return nil
		}
		select {
		case <-s.done:
			out, _ := os.ReadFile(filepath.Join(s.dir, "server.log"))
			return fmt.Errorf("PostgreSQL ended at start:\n%s", out)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// URL is the address of a database of this server.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.dir}, "user": {"hitomado"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + q.Encode()
}

// Pid is the server's process id, for metering and fault runs.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() {
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.done
}

// Stop ends the server in order.
func (s *Server) Stop() {
	_ = s.cmd.Process.Signal(syscall.SIGINT)
	<-s.done
}

// binaries finds the folder with initdb and postgres.
func binaries() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Sort(dirs)
	slices.Reverse(dirs)
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			return d, nil
		}
	}
	return "", ErrMissing
}

// account chooses whom to run as: PostgreSQL refuses root, so under root the
// package's own account "postgres" runs it and owns the folder.
func account(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, ErrMissing
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
