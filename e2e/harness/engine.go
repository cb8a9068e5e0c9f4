package harness

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for the harness's own statements

	"github.com/hitomado/hitomado/internal/base/child"
	"github.com/hitomado/hitomado/internal/base/db/pgserver"
)

// Engines holds what both engines need for one run: folders, and one real
// PostgreSQL server, as careful as in production.
type Engines struct {
	dir      string
	pg       string // the server's folder
	settings []string
	server   *pgserver.Server
	count    atomic.Int64
}

// Place is one empty town hall: a data folder and a database.
type Place struct {
	Engine   string // sqlite | postgres
	Data     string
	Database string // "" for SQLite
	Listen   string
}

// OpenEngines prepares the named engines under dir.
func OpenEngines(ctx context.Context, dir string, names ...string) (*Engines, error) {
	return OpenEnginesOn(ctx, dir, func(string) []string { return nil }, names...)
}

// OpenEnginesOn is OpenEngines on a disk of the caller's: before PostgreSQL
// keeps files in its folder, disk is called with it and returns settings that
// suit ("name=value").
func OpenEnginesOn(ctx context.Context, dir string, disk func(folder string) []string, names ...string) (*Engines, error) {
	e := &Engines{dir: dir}
	for _, n := range names {
		switch n {
		case "sqlite":
		case "postgres":
			var err error
			if e.pg, err = os.MkdirTemp("", "hitomado-pg-"); err != nil { // a socket's path must be short
				return nil, err
			}
			e.settings = disk(e.pg)
			if e.server, err = pgserver.Start(ctx, pgserver.Options{Dir: e.pg, Settings: e.settings}); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("engine %q: want sqlite or postgres", n)
		}
	}
	return e, nil
}

// Stop ends the PostgreSQL server.
func (e *Engines) Stop() {
	if e.server != nil {
		e.server.Stop()
	}
}

// Close ends the PostgreSQL server and removes its files.
func (e *Engines) Close() {
	if e.Stop(); e.server != nil {
		_ = os.RemoveAll(e.pg)
	}
}

// Pid is the PostgreSQL server's process, 0 when the place has none.
func (e *Engines) Pid(p Place) int {
	if p.Engine != "postgres" {
		return 0
	}
	return e.server.Pid()
}

// Place makes an empty data folder and database.
func (e *Engines) Place(ctx context.Context, engine string) (Place, error) {
	n := e.count.Add(1)
	p := Place{Engine: engine, Data: fmt.Sprintf("%s/%s-%d", e.dir, engine, n)}
	if err := os.Mkdir(p.Data, 0o700); err != nil {
		return p, err
	}
	var err error
	if p.Listen, err = child.FreeAddress(); err != nil || engine == "sqlite" {
		return p, err
	}
	name := fmt.Sprintf("town%d", n)
	p.Database = e.server.URL(name)
	return p, e.admin(ctx, "CREATE DATABASE "+name)
}

// Leave removes a place's folder and database; nothing may use them any more.
func (e *Engines) Leave(ctx context.Context, p Place) error {
	err := os.RemoveAll(p.Data)
	if u, bad := url.Parse(p.Database); p.Database != "" && bad == nil {
		err = errors.Join(err, e.admin(ctx, "DROP DATABASE "+strings.TrimPrefix(u.Path, "/")+" WITH (FORCE)"))
	}
	return err
}

func (e *Engines) admin(ctx context.Context, statement string) error {
	pool, err := sql.Open("pgx", e.server.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(ctx, statement)
	return err
}

// Serve starts the binary over the place.
func (p Place) Serve(ctx context.Context, binary string) (*Server, error) {
	return Start(ctx, Options{Binary: binary, Listen: p.Listen, Data: p.Data, Database: p.Database})
}

// URL is where the place's server answers.
func (p Place) URL() string { return "http://" + p.Listen }

// CrashDatabase ends PostgreSQL as a power cut would.
func (e *Engines) CrashDatabase() { e.server.Kill() }

// Answers tells whether PostgreSQL takes statements.
func (e *Engines) Answers(ctx context.Context) bool { return e.admin(ctx, "SELECT 1") == nil }

// Processes are PostgreSQL's: the one that starts the others, and those.
func (e *Engines) Processes() []int {
	pids := []int{e.server.Pid()}
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pids[0], pids[0]))
	for f := range strings.FieldsSeq(string(raw)) {
		if pid, err := strconv.Atoi(f); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// ReviveDatabase starts PostgreSQL over the files of the one that ended, as
// soon as its processes are gone.
func (e *Engines) ReviveDatabase(ctx context.Context) error {
	var err error
	for range 100 {
		if e.server, err = pgserver.Start(ctx, pgserver.Options{Dir: e.pg, Settings: e.settings}); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return err
}

// DatabaseProxy is a network between a program and PostgreSQL; through turns a
// place's address into the one through it.
func (e *Engines) DatabaseProxy() (p *Proxy, through func(string) string, err error) {
	dir, err := os.MkdirTemp("", "hitomado-px-") // a socket's path must be short
	if err != nil {
		return nil, nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the server's account has to reach it
		return nil, nil, err
	}
	const socket = "/.s.PGSQL.5432"
	p, err = NewProxy("unix", dir+socket, e.pg+socket)
	return p, func(direct string) string {
		return strings.ReplaceAll(direct, url.QueryEscape(e.pg), url.QueryEscape(dir))
	}, err
}
