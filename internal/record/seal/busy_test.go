package seal_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/record/seal"
)

// counted counts the attempts at a seal: each asks once for the last one.
type counted struct {
	kept
	asked int
	then  func(asked int)
}

func (c *counted) Last() (string, error) {
	c.asked++
	c.then(c.asked)
	return c.kept.Last()
}

// Whoever seals beside a server at full load hardly ever finds SQLite's one
// lock free: the seal is asked for again, and not for ever.
func TestABusyDatabaseIsAskedAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		free, asked int // at which attempt the lock is let go of, and how many there are
		code        string
	}{
		"free at the third":    {3, 3, ""},
		"free at the last":     {7, 7, ""},
		"never free meanwhile": {0, 7, "busy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "hitomado.db")
			d, server := dbtest.Open(t, path), dbtest.Open(t, path)
			r := &record{T: t, db: d, journal: journal.New(d, kernel.NewManual(time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo))), keys: newKeys(t)}
			r.events(2)
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `PRAGMA busy_timeout=1`); return err }); err != nil {
				t.Fatal(err)
			}
			held, free, freed := make(chan bool), make(chan bool), make(chan error)
			go func() {
				freed <- server.Write(ctx, func(*db.Tx) error { close(held); <-free; return nil })
			}()
			<-held
			letGo := sync.OnceValue(func() error { close(free); return <-freed })
			outside := &counted{then: func(asked int) {
				if asked == c.free {
					_ = letGo()
				}
			}}
			err := seal.New(r.journal, r.keys, outside).All(ctx)
			if err := letGo(); err != nil {
				t.Fatal(err)
			}
			if (err != nil) != (c.code != "") || err != nil && kernel.CodeOf(err) != c.code || outside.asked != c.asked || (outside.note != "") != (c.code == "") {
				t.Errorf("asked %d times, kept %q: %v", outside.asked, outside.note, err)
			}
		})
	}
}
