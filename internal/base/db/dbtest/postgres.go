package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver for the harness's own statements

	"github.com/hitomado/hitomado/internal/base/db/pgserver"
)

var (
	start   sync.Once
	server  *pgserver.Server
	failure error
	count   atomic.Int64
)

// PostgresURL makes an empty database on this process's PostgreSQL server and
// returns its URL. A machine without the server's programs fails the test
// with what to install: skipping would leave half the product untested.
func PostgresURL(t testing.TB) string {
	t.Helper()
	start.Do(func() {
		var dir string
		if dir, failure = os.MkdirTemp("", "hitomado-pg-"); failure == nil {
			server, failure = pgserver.Start(context.Background(), pgserver.Options{Dir: dir, Volatile: true})
		}
	})
	if failure != nil {
		t.Fatalf("PostgreSQL for tests: %v", failure)
	}
	name := fmt.Sprintf("t%d", count.Add(1))
	if err := create(server.URL("postgres"), name); err != nil {
		t.Fatal(err)
	}
	return server.URL(name)
}

func create(admin, name string) error {
	pool, err := sql.Open("pgx", admin)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	_, err = pool.ExecContext(context.Background(), "CREATE DATABASE "+name)
	return err
}
