package staff_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

const password = "correct horse 電池"

var (
	ctx    = context.Background()
	system = kernel.SystemActor
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo)
)

// town is one database with two offices; several nodes may stand on it.
type town struct {
	d     *db.DB
	clock *kernel.Manual
	j     *journal.Journal
	s     *staff.Service
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	clock := kernel.NewManual(noon)
	j := journal.New(d, clock)
	w := &town{d: d, clock: clock, j: j, s: staff.New(j, office.New(j), keys)}
	for _, o := range []office.Office{
		{ID: "minato", Kind: office.Area, Name: "みなと", Mark: "み"},
		{ID: "naka", Kind: office.Area, Name: "なか", Mark: "な"},
	} {
		seat := office.Seat{ID: o.ID + "-3", Kind: office.Counter, Name: "3番窓口"}
		if err := office.New(j).Add(ctx, system, o, []office.Seat{seat}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func clerk(login string) staff.NewPerson {
	return staff.NewPerson{Login: login, Name: "田村 葉子", NameEN: "Yoko Tamura", Password: password,
		Grants: []kernel.Grant{{Role: staff.RoleClerk, Office: "minato"}}}
}

func (w *town) add(t *testing.T, n staff.NewPerson) staff.Person {
	t.Helper()
	p, err := w.s.Add(ctx, system, n)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *town) signIn(t *testing.T, login, seat string) (string, kernel.Actor) {
	t.Helper()
	token, who, err := w.s.SignIn(ctx, login, password, seat)
	if err != nil {
		t.Fatal(err)
	}
	return token, who
}

// events reads the events without a visit, after the offices' own.
func (w *town) events(t *testing.T) []journal.Entry {
	t.Helper()
	entries, err := w.j.OfVisit(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	return entries[2:]
}

func (w *town) wantEvents(t *testing.T, kinds ...string) {
	t.Helper()
	var got []string
	for _, e := range w.events(t) {
		got = append(got, e.Kind)
	}
	if strings.Join(got, " ") != strings.Join(kinds, " ") {
		t.Errorf("events %v, want %v", got, kinds)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

// stored reads every text of the room's tables and of the journal.
func (w *town) stored(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := w.d.Read(ctx, func(tx *db.Tx) error {
		for _, q := range []string{
			`SELECT login || password FROM staff`, `SELECT token || seat FROM session`, `SELECT login FROM sign_in_failure`,
			`SELECT code FROM setup_code`, `SELECT kind || payload || actor || field FROM journal`,
		} {
			err := tx.Each(ctx, q, nil, func(scan func(...any) error) error {
				var text string
				err := scan(&text)
				all.WriteString(text + "\n")
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
