package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// The regular job packs a volume once its events are a week old and sealed,
// neither earlier nor without seals.
func TestAWeekLaterSealedEventsArePacked(t *testing.T) {
	t.Parallel()
	for engine, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := openAt(t, hall.Options{Dir: t.TempDir(), Database: url()})
			w.offices()
			_, visit := w.lived()
			story := w.timeline(visit, "")
			w.ok(w.DB.Write(w.ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(w.ctx, `INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload)
					WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM s WHERE n < $1)
					SELECT j.at, 'visit.called', 'x', '', '', 'chuo', 'v' || CAST(n/20 AS TEXT), '', '', '{"n":' || CAST(n AS TEXT) || '}' FROM s, (SELECT MAX(at) AS at FROM journal) j`, journal.VolumeMost)
				return err
			}))
			packed := func() (n int) {
				t.Helper()
				_, err := w.Jobs.One(w.ctx, "journal.rest")
				w.ok(err)
				w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { return tx.Row(w.ctx, `SELECT COUNT(*) FROM journal_part`, nil, &n) }))
				return n
			}
			if n := packed(); n != 0 {
				t.Fatalf("%d parts of young events", n)
			}
			w.clock.Advance(journal.Resting + time.Hour)
			if n := packed(); n != 0 {
				t.Fatalf("%d parts of events that no seal holds", n)
			}
			w.ok(w.Seals.All(w.ctx))
			w.clock.Advance(25 * time.Hour)
			for until := time.Now().Add(20 * time.Second); packed() == 0; w.clock.Advance(2 * time.Hour) { // others on the same server may hold the horizon
				w.receive("transfer_in", 1)
				w.ok(w.Seals.All(w.ctx))
				if time.Now().After(until) {
					t.Fatal("nothing was packed")
				}
			}
			w.timeline(visit, story)
			w.whole()
		})
	}
}
