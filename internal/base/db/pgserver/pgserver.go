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
	"slices"
	"strconv"
	"syscall"

	"github.com/hitomado/hitomado/internal/base/child"
)

// Options say where the server keeps its files and how careful it is.
type Options struct {
	Dir      string   // an existing empty folder for data and socket
	Volatile bool     // no fsync: for tests of logic only, never for figures
	Settings []string // further "name=value" settings
}

// Server is a running PostgreSQL.
type Server struct {
	*child.Process
	dir string
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
	cmd := exec.Command(filepath.Join(bin, "postgres"), args...) //nolint:noctx // it outlives the call that starts it
	cmd.Dir = o.Dir
	attr := *who
	attr.Pdeathsig, attr.Setpgid = syscall.SIGINT, true
	cmd.SysProcAttr = &attr
	p, err := child.Start(ctx, cmd, filepath.Join(o.Dir, "server.log"), func(ctx context.Context) bool {
		return exec.CommandContext(ctx, filepath.Join(bin, "pg_isready"), "-q", "-h", o.Dir).Run() == nil
	})
	if err != nil {
		return nil, err
	}
	return &Server{Process: p, dir: o.Dir}, nil
}

// URL is the address of a database of this server.
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.dir}, "user": {"hitomado"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + q.Encode()
}

// Stop ends the server in order.
func (s *Server) Stop() { s.Process.Stop(syscall.SIGINT) }

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
