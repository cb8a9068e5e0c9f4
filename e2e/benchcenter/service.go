package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // for the server's own statements

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/pgserver"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/promise"
	"github.com/hitomado/hitomado/internal/insight/sim"
	"github.com/hitomado/hitomado/internal/insight/sim/through"
)

// lite opens a fresh SQLite database, as in production.
func (b *bench) lite(name string) (*db.DB, error) {
	return b.open(filepath.Join(b.dir, name+".db"))
}

func (b *bench) open(url string) (*db.DB, error) {
	d, err := db.Open(b.ctx, url)
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(b.ctx); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// service plays one whole day of every rule through the real services on
// SQLite and compares each assignment with the simulator's. Separate offices
// are a list each; what true sizes would say no service can know, and an order
// without ageing the service refuses.
func (b *bench) service() error {
	s := sim.Ward()
	day := s.Day(sim.Seed)
	for _, rule := range sim.Rules() {
		if rule.Oracle || rule.Policy.Ageing(dispatch.Normal) == 0 {
			continue
		}
		same, all := 0, 0
		for i, part := range parts(s, day, rule) {
			n, m, err := b.compare(s, part.day, part.people, rule, fmt.Sprintf("%s-%d", rule.Name, i))
			if err != nil {
				return err
			}
			same, all = same+n, all+m
		}
		b.row(sim.Row{Bench: "turnaround", Rule: rule.Name + "_service", Seed: sim.Seed, Value: float64(same) / float64(all),
			Note: fmt.Sprintf("share of %d assignments equal to the simulator's", all)})
		if same != all {
			return fmt.Errorf("%s: %d of %d assignments are equal", rule.Name, same, all)
		}
	}
	return nil
}

// part is who works on which visitors.
type part struct {
	day    []sim.Visit
	people int
}

func parts(s sim.Scenario, day []sim.Visit, rule sim.Rule) []part {
	if !rule.Apart {
		return []part{{day, s.Everybody()}}
	}
	var out []part
	for office, people := range s.People {
		out = append(out, part{slices.DeleteFunc(slices.Clone(day), func(v sim.Visit) bool { return v.Office != office }), people})
	}
	return out
}

func (b *bench) compare(s sim.Scenario, day []sim.Visit, people int, rule sim.Rule, name string) (same, all int, err error) {
	rule.Apart = false
	f := promise.Learned()
	want, err := sim.Play(day, people, rule.In(s, day, people, &f))
	if err != nil {
		return 0, 0, err
	}
	d, err := b.lite(name)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = d.Close() }()
	rooms, err := through.New(b.ctx, d, s, day, people, rule.Policy)
	if err != nil {
		return 0, 0, err
	}
	got, err := sim.Play(day, people, rooms)
	if err != nil {
		return 0, 0, err
	}
	for i := range want.Assignments {
		if i < len(got.Assignments) && got.Assignments[i] == want.Assignments[i] {
			same++
		}
	}
	return same, max(len(want.Assignments), len(got.Assignments)), nil
}

// claims measures how long somebody waits for a task on lists of growing
// length, on both engines: the figures must stay flat.
func (b *bench) claims() error {
	return b.engines(func(engine string, fresh func(name string) (*db.DB, error)) error {
		for _, n := range []int{1_000, 10_000, 100_000} {
			if err := b.claimsOf(engine, n, fresh); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bench) claimsOf(engine string, n int, fresh func(string) (*db.DB, error)) error {
	d, err := fresh(fmt.Sprintf("claims%d", n))
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	rooms, err := through.New(b.ctx, d, sim.Ward(), nil, 30, dispatch.Recommended)
	if err != nil {
		return err
	}
	if err := rooms.Fill(n); err != nil {
		return err
	}
	if _, err := rooms.Claims(20); err != nil { // statements are prepared
		return err
	}
	took, err := rooms.Claims(300)
	if err != nil {
		return err
	}
	slices.Sort(took)
	ms := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))]) / float64(time.Millisecond) }
	b.row(sim.Row{Bench: "claims", Rule: fmt.Sprintf("%s_%d", engine, n), Value: ms(.5), Low: ms(.5), High: ms(.99), Max: ms(1), Seed: sim.Seed,
		Note: "p50 (value, low) and p99 (high) of one assignment in milliseconds, with commit"})
	return nil
}

// preload measures how often the form that a keyer is given was among those
// that their station had fetched, by when it looked ahead.
func (b *bench) preload() error {
	s := sim.Ward()
	for _, people := range []int{10, 30} {
		d, err := b.lite(fmt.Sprintf("preload%d", people))
		if err != nil {
			return err
		}
		day := s.Day(sim.Seed)
		day = day[:min(len(day), 10*people)]
		for i := range day { // as many forms an hour for each keyer, however many they are
			day[i].At = day[0].At + (day[i].At-day[0].At)*10/int64(people)
		}
		rooms, err := through.New(b.ctx, d, s, day, people, dispatch.Recommended)
		if err == nil {
			var a through.Ahead
			a, err = rooms.LookAhead(people)
			b.row(sim.Row{Bench: "preload", Rule: fmt.Sprintf("keyers_%d", people), Value: a.Sent, Low: a.Opening, High: a.Late, Seed: sim.Seed,
				Note: fmt.Sprintf("share of %d next forms that were there: looked when the form before was sent (value), opened (low), three quarters keyed (high)", a.Claims)})
		}
		_ = d.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// engines runs fn on SQLite and on a private PostgreSQL.
func (b *bench) engines(fn func(engine string, fresh func(name string) (*db.DB, error)) error) error {
	if err := fn("sqlite", b.lite); err != nil {
		return err
	}
	dir := filepath.Join(b.dir, "pg")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.Chmod(b.dir, 0o755); err != nil { // the server runs under an account of its own
		return err
	}
	srv, err := pgserver.Start(b.ctx, pgserver.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer srv.Stop()
	admin, err := sql.Open("pgx", srv.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	return fn("postgres", func(name string) (*db.DB, error) {
		if _, err := admin.ExecContext(b.ctx, "CREATE DATABASE "+name); err != nil {
			return nil, err
		}
		return b.open(srv.URL(name))
	})
}

// fire has a hundred people, some vanishing with work in hand, do many tasks.
func (b *bench) fire() error {
	return b.engines(func(engine string, fresh func(string) (*db.DB, error)) error {
		d, err := fresh("fire")
		if err != nil {
			return err
		}
		defer func() { _ = d.Close() }()
		const people, forms = 100, 5
		rooms, err := through.New(b.ctx, d, sim.Ward(), through.Tickets(b.tasks/2/forms, forms), people, dispatch.Recommended)
		if err != nil {
			return err
		}
		begin := time.Now()
		f, err := rooms.UnderFire(people, sim.Seed)
		if err != nil {
			return err
		}
		b.row(sim.Row{Bench: "fire", Rule: engine, Value: float64(f.Tasks), Max: f.Oldest.Minutes(), Mean: float64(f.Tasks) / time.Since(begin).Seconds(), Seed: sim.Seed,
			Note: fmt.Sprintf("tasks, each done once; mean: tasks a second, max: oldest wait in minutes; %d vanished", f.Deaths)})
		return nil
	})
}
