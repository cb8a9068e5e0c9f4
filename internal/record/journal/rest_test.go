package journal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// lines are events as every reader must see them, wherever they lie.
func lines(events []journal.Entry) (out []string) {
	for _, e := range events {
		seq := e.Cursor.Seq()
		e.Cursor = ""
		b, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		out = append(out, fmt.Sprintf("%d %s", seq, b))
	}
	return out
}

// sealed is behind every event.
const sealed journal.Cursor = "9223372036854775807-0"

// seen is what all ways of reading the record say.
type seen struct {
	Tail, Pages, Walk, Visit, Nobody []string
	End                              int64
	Last, Of                         time.Time
}

func look(t *testing.T, j *journal.Journal, from journal.Cursor) (s seen) {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tail, _, err := j.After(ctx, from, 1000)
	ok(err)
	s.Tail = lines(tail)
	for at := from; ; {
		page, next, err := j.After(ctx, at, 7)
		ok(err)
		if s.Pages = append(s.Pages, lines(page)...); len(page) < 7 {
			break
		}
		at = next
	}
	ok(j.Walk(ctx, func(e journal.Entry) error { s.Walk = append(s.Walk, lines([]journal.Entry{e})...); return nil }))
	visit, err := j.OfVisit(ctx, "v3")
	ok(err)
	s.Visit = lines(visit)
	nobody, err := j.OfVisit(ctx, "")
	ok(err)
	s.Nobody = lines(nobody)
	end, err := j.End(ctx)
	ok(err)
	s.End = end.Seq()
	s.Last, err = j.LastAt(ctx)
	ok(err)
	ok(j.DB().Read(ctx, func(tx *db.Tx) (err error) { s.Of, err = j.LastOf(ctx, tx, "v3", "a3", "page.added"); return err }))
	return s
}

// live lets changes happen a minute apart; on PostgreSQL some commit in another
// order than their numbers, as they do under load.
func live(t *testing.T, j *journal.Journal, clock *kernel.Manual, n int) {
	t.Helper()
	ctx := t.Context()
	for i := range n {
		clock.Advance(time.Minute)
		_, err := j.Change(ctx, kernel.Actor{ID: fmt.Sprint("s", i%3), Seat: "seat", Device: "d"}, func(c *journal.Change) (string, error) {
			e := journal.Event{Kind: "page.added", Office: "chuo", Visit: fmt.Sprint("v", i%5), Application: fmt.Sprint("a", i%5), Field: "f", Payload: map[string]any{"i": i, "<&>": "…"}}
			if i%4 == 0 {
				e = journal.Event{Kind: "staff.signed_in"}
			}
			if i%6 != 5 || j.DB().Engine() == db.SQLite {
				return "", c.Record(ctx, e)
			}
			if _, err := c.Exec(ctx, `SELECT pg_current_xact_id()`); err != nil {
				return "", err
			}
			early := make(chan error)
			go func() { // takes its transaction later, its number earlier
				_, err := j.Change(ctx, kernel.SystemActor, func(in *journal.Change) (string, error) {
					if err := in.Record(ctx, journal.Event{Kind: "page.added", Visit: "v3", Application: "a3"}); err != nil {
						return "", err
					}
					_, err := in.Exec(ctx, `SELECT 1`)
					return "", err
				})
				early <- err
			}()
			if err := <-early; err != nil {
				return "", err
			}
			return "", c.Record(ctx, e)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// settle waits until nothing of this database is held back by transactions of
// other tests on the same server.
func settle(t *testing.T, j *journal.Journal, want int) {
	t.Helper()
	if n := readOn(t, j, "", want); n != want {
		t.Fatalf("%d of %d events", n, want)
	}
}

// recorded is a journal of n events, and how many they are: on PostgreSQL every
// sixth has another beside it, whose number is lower and whose commit is later.
func recorded(t *testing.T, d *db.DB, n int) (j *journal.Journal, clock *kernel.Manual, all int) {
	t.Helper()
	clock = kernel.NewManual(noon)
	j = journal.New(d, clock)
	live(t, j, clock, n)
	if all = n; d.Engine() == db.Postgres {
		all += n / 6
	}
	settle(t, j, all)
	return j, clock, all
}

func count(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Row(t.Context(), `SELECT COUNT(*) FROM `+table, nil, &n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPackedEventsAreReadAsBefore(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		j, clock, all := recorded(t, d, 60)
		everything, _, err := j.After(ctx, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		before := map[journal.Cursor]seen{}
		for i := -1; i < len(everything); i += 3 {
			from := journal.Cursor("")
			if i >= 0 {
				from = everything[i].Cursor
			}
			before[from] = look(t, j, from)
		}
		if n, err := j.Rest(ctx, clock.Now().Add(-time.Hour), sealed, 20); err != nil || n != 0 {
			t.Fatalf("young events were packed: %d %v", n, err)
		}
		packed := 0
		for _, age := range []time.Duration{40 * time.Minute, 20 * time.Minute, -time.Hour} { // volumes of some events each
			n, err := j.Rest(ctx, clock.Now().Add(-age), sealed, 5)
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			packed += n
			if rows := count(t, d, "journal"); rows != all-packed || rows == 0 {
				t.Fatalf("%d rows, %d packed", rows, packed)
			}
			for from, want := range before {
				got := look(t, j, from)
				// The order inside the tail is the order of commits, packed or not.
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("behind %q with %d packed: %s", from, packed, diff)
				}
			}
		}
		// New events come behind packed ones, also for a tail that stood in the middle.
		live(t, j, clock, 3)
		settle(t, j, all+3)
		tail, _, err := j.After(ctx, everything[all/2].Cursor, 1000)
		if err != nil || len(tail) != all-all/2-1+3 {
			t.Fatal(len(tail), err)
		}
	})
}

// However old it is, what no seal holds yet stays a row.
func TestOnlySealedEventsArePacked(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		j, clock, _ := recorded(t, d, 12)
		events, _, err := j.After(t.Context(), "", 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, until := range []struct {
			sealed journal.Cursor
			packed int
		}{{"", 0}, {events[4].Cursor, 5}, {events[4].Cursor, 0}} {
			if n, err := j.Rest(t.Context(), clock.Now().Add(time.Hour), until.sealed, 1); err != nil || n != until.packed {
				t.Errorf("sealed up to %q: %d packed, want %d: %v", until.sealed, n, until.packed, err)
			}
		}
	})
}

// A volume that is full but for an event that must stay with a later one is
// packed without it, or it would be so for ever.
func TestAVolumeEndsWhereBothOrdersAgree(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		j, clock, all := recorded(t, d, 6)
		if n, err := j.Rest(t.Context(), clock.Now().Add(time.Hour), sealed, all-1); err != nil || n != 5 {
			t.Errorf("%d packed: %v", n, err)
		}
	})
}

// Rows leave only into a volume, and nothing that is packed can be changed.
func TestNothingElseTakesEventsAway(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		j, clock, _ := recorded(t, d, 12)
		if n, err := j.Rest(ctx, clock.Now().Add(-5*time.Minute), sealed, 3); err != nil || n == 0 {
			t.Fatal(n, err)
		}
		refused := []string{`DELETE FROM journal`, `UPDATE journal SET kind='x'`, `DELETE FROM journal_part`, `UPDATE journal_part SET part=7`,
			`DELETE FROM journal_place`, `UPDATE journal_place SET visit='x'`}
		if d.Engine() == db.Postgres {
			refused = append(refused, `SELECT journal_leave(1, 1000)`, `TRUNCATE journal`, `TRUNCATE journal_part`, `TRUNCATE journal_place`)
		}
		for _, q := range refused {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }); err == nil {
				t.Errorf("%s was allowed", q)
			}
		}
	})
}

// A large visit stays in one part, many visits make many parts, and several
// nodes that pack at once pack everything once.
func TestNodesPackTogether(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		j := journal.New(d, kernel.NewManual(noon))
		const visits, each = 300, 12
		for v := range visits {
			_, err := j.Change(ctx, kernel.SystemActor, func(c *journal.Change) (string, error) {
				for i := range each {
					if err := c.Record(ctx, journal.Event{Kind: "k", Visit: fmt.Sprintf("v%d", v%299), Payload: i}); err != nil {
						return "", err
					}
				}
				return "", nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		settle(t, j, visits*each)
		type done struct {
			n   int
			err error
		}
		packed := make(chan done)
		for range 3 {
			go func() {
				n, err := journal.New(d, kernel.NewManual(noon)).Rest(ctx, noon.Add(time.Hour), sealed, 100)
				packed <- done{n, err}
			}()
		}
		sum := 0
		for range 3 {
			p := <-packed
			if p.err != nil {
				t.Error(p.err)
			}
			sum += p.n
		}
		if sum != visits*each-1 || count(t, d, "journal") != 1 || count(t, d, "journal_part") < 4 {
			t.Errorf("%d packed, %d rows, %d parts", sum, count(t, d, "journal"), count(t, d, "journal_part"))
		}
		events, err := j.OfVisit(ctx, "v0")
		if err != nil || len(events) != 2*each || !slices.IsSortedFunc(events, func(a, b journal.Entry) int { return int(a.Cursor.Seq() - b.Cursor.Seq()) }) {
			t.Error(len(events), err)
		}
	})
}
