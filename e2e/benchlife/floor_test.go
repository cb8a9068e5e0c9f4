package main

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/hitomado/hitomado/e2e/harness"
	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/hall"
)

// TestFloorLeavesTheRowsOfARealLife keeps the floor honest: it may skip every
// thought, but no row.
func TestFloorLeavesTheRowsOfARealLife(t *testing.T) {
	t.Parallel()
	cases, err := harness.Cases(1, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			real := realLife(t, placeOn(t, engine), cases)
			for name, c := range map[string]codec{"floor": nil, "floor with a codec": bare} {
				low := floorLives(t, placeOn(t, engine), cases, c)
				for table, n := range real {
					if n != low[table] {
						t.Errorf("%s: a real life leaves %d rows, the %s %d", table, n, name, low[table])
					}
				}
			}
		})
	}
}

func placeOn(t *testing.T, engine string) harness.Place {
	t.Helper()
	p := harness.Place{Engine: engine, Data: t.TempDir()}
	if engine == "postgres" {
		p.Database = dbtest.PostgresURL(t)
	}
	return p
}

// realLife lives one case through the API and counts what it added.
func realLife(t *testing.T, p harness.Place, cases []*harness.Case) map[string]int {
	t.Helper()
	ctx := t.Context()
	if err := harness.Found(ctx, p, 1); err != nil {
		t.Fatal(err)
	}
	h, err := hall.Open(ctx, hall.Options{Dir: p.Data, Database: p.Database, City: "みほん市"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	server := httptest.NewServer(api.New(h, slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	p.Listen = server.Listener.Addr().String()
	c, err := hire(ctx, p, 1, cases)
	if err != nil {
		t.Fatal(err)
	}
	before := count(ctx, t, h.DB)
	if err := c.life(ctx, c.workers[0], cases[0]); err != nil {
		t.Fatal(err)
	}
	after := count(ctx, t, h.DB)
	c.next.Store(1)
	if err := check(ctx, p, c); err != nil {
		t.Error(err)
	}
	c.done = nil
	if err := check(ctx, p, c); err == nil {
		t.Error("the check accepts fewer finished applications than were begun")
	}
	return since(before, after)
}

func floorLives(t *testing.T, p harness.Place, cases []*harness.Case, c codec) map[string]int {
	t.Helper()
	f, err := openFloor(t.Context(), p, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.db.Close() })
	before := count(t.Context(), t, f.db)
	if err := f.life(0).all(t.Context(), cases[0]); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(p.Data, "blobs", "??", "*"))
	if len(files) != 3 {
		t.Errorf("the floor leaves %d files", len(files))
	}
	if n := drawn(t, files); n != map[bool]int{true: 1, false: 2}[c == nil] {
		t.Errorf("%d of the floor's files hold a picture, the page among them", n)
	}
	return since(before, count(t.Context(), t, f.db))
}

// drawn counts the files that begin with a whole JPEG.
func drawn(t *testing.T, files []string) (n int) {
	t.Helper()
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := jpeg.Decode(bytes.NewReader(raw)); err == nil {
			n++
		}
	}
	return n
}

// since is how many rows came between two counts.
func since(before, after map[string]int) map[string]int {
	for table, n := range before {
		after[table] -= n
	}
	return after
}

// count counts the rows of every table there is: one that a later step of a
// life writes to cannot be forgotten.
func count(ctx context.Context, t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := d.Read(ctx, func(tx *db.Tx) error {
		tables, err := tx.Tables(ctx)
		for _, table := range tables {
			var n int
			if err := tx.Row(ctx, fmt.Sprintf("SELECT COUNT(*) FROM %s", table.Name), nil, &n); err != nil {
				return err
			}
			out[table.Name] = n
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
