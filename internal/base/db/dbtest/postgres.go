package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for the harness's own statements

	"github.com/hitomado/hitomado/internal/base/db/pgserver"
)

// cluster is this process's PostgreSQL server and its administration.
type cluster struct {
	server *pgserver.Server
	admin  *sql.DB
	mu     sync.Mutex // one copy of the template at a time
	count  atomic.Int64
}

// template is the database that every test's own is copied from.
const template = "migrated"

var shared = sync.OnceValues(startCluster)

func startCluster() (*cluster, error) {
	dir, err := os.MkdirTemp("", "hitomado-pg-")
	if err != nil {
		return nil, err
	}
	c := &cluster{}
	if c.server, err = pgserver.Start(context.Background(), pgserver.Options{Dir: dir, Volatile: true}); err != nil {
		return nil, err
	}
	if err := cleanUpAfter(dir, c.server.Pid()); err != nil {
		return nil, err
	}
	if c.admin, err = sql.Open("pgx", c.server.URL("postgres")); err != nil {
		return nil, err
	}
	c.admin.SetMaxOpenConns(1)
	if err := c.create("CREATE DATABASE " + template); err != nil {
		return nil, err
	}
	return c, filled(c.server.URL(template), nothing)
}

// cleanUpAfter removes the server's folder once this process and the server
// are gone, however they ended: a small shell waits for the end of a pipe that
// only this process holds open.
func cleanUpAfter(dir string, server int) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	const script = `read -r _; n=0; while kill -0 "$2" 2>/dev/null && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done; rm -rf -- "$1"`
	janitor := exec.Command("/bin/sh", "-c", script, "sh", dir, strconv.Itoa(server)) //nolint:noctx // it outlives this process
	janitor.Stdin = r
	janitor.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := janitor.Start(); err != nil {
		return err
	}
	open = w
	return nil
}

// open keeps the janitor's pipe open as long as the process lives.
var open *os.File

func (c *cluster) create(statement string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.admin.ExecContext(context.Background(), statement)
	return err
}

// PostgresURL makes an empty database with the newest schema on this process's
// PostgreSQL server and returns its URL. A machine without the server's
// programs fails the test with what to install: skipping would leave half the
// product untested.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return copyOf(t, template)
}

// copyOf makes a copy of a database and returns its URL.
func copyOf(t testing.TB, of string) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	name := fmt.Sprintf("t%d", c.count.Add(1))
	if err := c.copy(name, of); err != nil {
		t.Fatal(err)
	}
	return c.server.URL(name)
}

func (c *cluster) copy(name, of string) error {
	return c.create("CREATE DATABASE " + name + " TEMPLATE " + of + " STRATEGY FILE_COPY")
}

// ServiceURL makes a role that owns nothing in the database at owner, a URL of
// [PostgresURL], and returns the database's URL for that role.
func ServiceURL(t testing.TB, owner string) string {
	t.Helper()
	c, err := shared()
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	u, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	role := "service_" + strings.TrimPrefix(u.Path, "/")
	if err := c.create("CREATE ROLE " + role + " LOGIN"); err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", role)
	u.RawQuery = q.Encode()
	return u.String()
}
