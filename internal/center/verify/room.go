package verify

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Room is an entry under verification as everybody in it sees it.
type Room struct {
	entry.Work
	Rows   []Row
	People []Person
	Left   int // fields not yet confirmed by enough people
}

// Row is one field to verify.
type Row struct {
	entry.Cell
	Value     entry.Stored
	Need      int // how many different people must confirm the current value
	Confirmed []Confirmation
	Asked     bool // a question about it is open
}

// Done tells whether enough different people confirmed the current value; who
// last changed it may not be its only confirmer.
func (r Row) Done() bool {
	other := slices.ContainsFunc(r.Confirmed, func(c Confirmation) bool { return c.Staff != r.Value.Staff })
	return other && len(r.Confirmed) >= r.Need
}

// Confirmation is one person's yes to a field's current value.
type Confirmation struct {
	Staff string    `json:"staff"`
	At    time.Time `json:"at"`
}

// Person is somebody in the room.
type Person struct {
	Staff  string `json:"staff"`
	Name   string `json:"name"`
	Office string `json:"office"`
	Field  string `json:"field"` // what they look at
}

// present is how long somebody is shown after the last sign of life.
const present = 30 * time.Second

// buildAhead asks ahead for what build reads in any case.
func buildAhead(tx *db.Tx, t request.Task) {
	if !tx.Postgres() {
		return
	}
	tx.Ahead(confirmationsOf, t.Application)
	tx.Ahead(questionsOpen, t.Application)
	tx.Ahead(peopleIn, t.ID)
	entry.ValuesAhead(tx, t.Application)
	entry.KeyingAhead(tx, t.Application)
}

func (s *Service) build(ctx context.Context, tx *db.Tx, w entry.Work) (Room, error) {
	r := Room{Work: w, People: []Person{}}
	confirmed, asked := map[string][]vote{}, map[string]bool{}
	buildAhead(tx, w.Task)
	for _, read := range []func() error{
		func() error { return confirmations(ctx, tx, w.Application.ID, confirmed) },
		func() error { return openQuestions(ctx, tx, w.Application.ID, asked) },
		func() error { return people(ctx, tx, w.Task.ID, kernel.Millis(s.journal.Now()), &r.People) },
	} {
		if err := read(); err != nil {
			return r, err
		}
	}
	stored, err := entry.Values(ctx, tx, w.Application.ID)
	if err != nil {
		return r, err
	}
	if err := s.unname(ctx, tx, w.Application.ID, stored); err != nil {
		return r, err
	}
	k, err := s.entries.Keying(ctx, tx, w.Application)
	if err != nil {
		return r, err
	}
	r.Cells = w.Sheet.Cells(func(key string) string { return stored[key].V })
	r.Cells = slices.DeleteFunc(r.Cells, func(c entry.Cell) bool { return !w.Shows(c.Key) })
	r.Parts = w.Sheet.Parts(r.Cells)
	for _, c := range r.Cells {
		v, ok := stored[c.Key]
		if !ok || !w.Shows(c.Key) {
			continue
		}
		row := Row{Cell: c, Value: v, Need: max(k.People(c.Dangerous), c.Confirm), Asked: asked[c.Key]}
		for _, k := range confirmed[c.Key] {
			if k.version == v.Version {
				row.Confirmed = append(row.Confirmed, k.Confirmation)
			}
		}
		if !row.Done() {
			r.Left++
		}
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

// unname takes the keyers' names off the values: who verifies must judge the
// paper, not the colleague. What stays is who corrected a value here.
func (s *Service) unname(ctx context.Context, tx *db.Tx, application string, stored map[string]entry.Stored) error {
	var keyers map[string]bool
	for f, v := range stored {
		if v.Version > 1 && keyers == nil {
			var err error
			if keyers, err = s.requests.Keyers(ctx, tx, application); err != nil {
				return err
			}
		}
		if v.Version == 1 || keyers[v.Staff] {
			v.Staff = ""
			stored[f] = v
		}
	}
	return nil
}

type vote struct {
	Confirmation
	version int
}

const (
	confirmationsOf = `SELECT field, staff, version, at FROM confirmation WHERE application=$1 ORDER BY at, staff`
	questionsOpen   = `SELECT field FROM inquiry WHERE application=$1 AND answered_at=0`
	peopleIn        = `SELECT staff, name, office, field, until FROM presence WHERE task=$1 ORDER BY staff`
)

func confirmations(ctx context.Context, tx *db.Tx, application string, out map[string][]vote) error {
	return tx.Each(ctx, confirmationsOf, []any{application}, func(scan func(...any) error) error {
		var f string
		var v vote
		var at int64
		err := scan(&f, &v.Staff, &v.version, &at)
		v.At = kernel.FromMillis(at)
		out[f] = append(out[f], v)
		return err
	})
}

func openQuestions(ctx context.Context, tx *db.Tx, application string, out map[string]bool) error {
	return tx.Each(ctx, questionsOpen, []any{application}, func(scan func(...any) error) error {
		var f string
		err := scan(&f)
		out[f] = true
		return err
	})
}

func people(ctx context.Context, tx *db.Tx, task string, now int64, out *[]Person) error {
	return tx.Each(ctx, peopleIn, []any{task}, func(scan func(...any) error) error {
		var p Person
		var until int64
		err := scan(&p.Staff, &p.Name, &p.Office, &p.Field, &until)
		if until >= now {
			*out = append(*out, p)
		}
		return err
	})
}

// Fielded is a field with the version somebody saw.
type Fielded struct {
	Field   string `json:"field"`
	Version int    `json:"version"`
}

// writeConfirmations stores yeses in one statement; a yes to an older version
// is replaced.
func writeConfirmations(ctx context.Context, c *journal.Change, application string, fields []Fielded) error {
	names, versions := make([]string, len(fields)), make([]int64, len(fields))
	for i, f := range fields {
		names[i], versions[i] = f.Field, int64(f.Version)
	}
	return c.LaterRows(ctx, `INSERT INTO confirmation (application, field, staff, version, at)`,
		`ON CONFLICT (application, field, staff) DO UPDATE SET version=excluded.version, at=excluded.at`,
		len(fields), application, names, c.Actor.ID, versions, kernel.Millis(c.Now))
}

// Rest drops the confirmations of a form that is over: nobody will count them
// again, and the record tells who confirmed which fields when.
func (s *Service) Rest(ctx context.Context, tx *db.Tx, application string) error {
	return tx.Later(ctx, `DELETE FROM confirmation WHERE application=$1`, application)
}

func fieldsOf(fields []Fielded) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Field
	}
	slices.Sort(out)
	return out
}
