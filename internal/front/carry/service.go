package carry

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Values reads what was keyed of an application, inside a transaction; the
// entry room does.
type Values func(ctx context.Context, tx *db.Tx, application string) (map[string]catalog.Value, error)

// Service holds the use cases of carrying values over.
type Service struct {
	journal *journal.Journal
	visits  *visit.Service
	catalog *catalog.Catalog
	values  Values
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, c *catalog.Catalog, values Values) *Service {
	return &Service{journal: j, visits: v, catalog: c, values: values}
}

// Row is an application whose values wait for the core.
type Row struct {
	Application string     `json:"application"`
	Visit       string     `json:"visit"`
	Reception   string     `json:"reception"`
	Position    int        `json:"position"`
	Procedure   string     `json:"procedure"`
	Form        string     `json:"form"`
	ExportedBy  string     `json:"exported_by,omitempty"` // who last wrote it out
	ExportedAt  *time.Time `json:"exported_at,omitempty"`
}

// Waiting lists what an office has verified and the core does not hold yet, in
// the order of reception. A protected person's is listed for named staff only.
func (s *Service) Waiting(ctx context.Context, actor kernel.Actor, office string) ([]Row, error) {
	if err := staff.Require(actor, staff.CarryOut, office); err != nil {
		return nil, err
	}
	var out []Row
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { out, err = s.waiting(ctx, tx, actor, office); return err })
	return out, err
}

func (s *Service) waiting(ctx context.Context, tx *db.Tx, actor kernel.Actor, office string) ([]Row, error) {
	vs, err := s.visits.Completed(ctx, tx, actor, office)
	if err != nil {
		return nil, err
	}
	out := []Row{}
	for _, v := range vs {
		for _, a := range v.Applications {
			p, ok := s.catalog.Procedure(a.Procedure)
			if !ok || !p.Registers || a.State != visit.Completed || a.Way == catalog.WayCore {
				continue
			}
			out = append(out, Row{Application: a.ID, Visit: v.ID, Reception: v.Reception, Position: a.Position, Procedure: a.Procedure, Form: a.Form})
		}
	}
	return out, exported(ctx, tx, out)
}

// exported notes who last wrote each application out.
func exported(ctx context.Context, tx *db.Tx, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	at, args := map[string]int{}, make([]any, len(rows))
	for i, r := range rows {
		at[r.Application], args[i] = i, r.Application
	}
	return tx.Each(ctx, `SELECT i.application, e.staff, e.at FROM carry_item i JOIN carry_export e ON e.id=i.export WHERE i.application IN (`+db.List(1, len(args))+`) ORDER BY e.at, e.id`,
		args, func(scan func(...any) error) error {
			var id, by string
			var ms int64
			err := scan(&id, &by, &ms)
			t := kernel.FromMillis(ms)
			r := &rows[at[id]]
			r.ExportedBy, r.ExportedAt = by, &t
			return err
		})
}

// Order says what to write out.
type Order struct {
	Office       string
	Form         string
	Encoding     string   // utf8 | sjis
	Applications []string // empty: what was never written out
	Reason       string   // needed to write something out again
}

// File is what was written out.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Count int    `json:"count"`
	Data  []byte `json:"data"` // CSV
}

// Export writes values into one CSV and records who did it, when and of what.
// Nothing is written and nothing recorded when a value has a character that the
// encoding lacks, or would be a formula in a spreadsheet: the [Lost] values come
// back with "carry_unmappable". What was written out before needs a reason
// ("carry_again" says who did it and when). A retried command answers the same
// bytes, or "carry_changed" when the values are others by now.
func (s *Service) Export(ctx context.Context, actor kernel.Actor, in Order) (File, []Lost, error) {
	form, ok := s.catalog.Form(in.Form)
	if !ok {
		return File{}, nil, kernel.E(kernel.Invalid, "form_unknown").On("form")
	}
	if in.Encoding != UTF8 && in.Encoding != ShiftJIS {
		return File{}, nil, kernel.E(kernel.Invalid, "carry_encoding_unknown").On("encoding")
	}
	var err error
	if in.Reason, err = words.Note(in.Reason, "reason"); err != nil {
		return File{}, nil, err
	}
	if err := staff.Require(actor, staff.CarryOut, in.Office); err != nil {
		return File{}, nil, err
	}
	var f File
	var lost []Lost
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		rows, err := s.chosen(ctx, c, in)
		if err != nil {
			return "", err
		}
		f, lost, err = s.write(ctx, c.Tx, form, rows, in.Encoding)
		if err != nil {
			return "", err
		}
		if len(lost) > 0 {
			return "", kernel.E(kernel.Invalid, "carry_unmappable", "n", len(lost)).On("encoding")
		}
		f.ID = kernel.NewID()
		return f.ID, s.note(ctx, c, f, rows, in)
	})
	if err == nil && f.ID == "" { // a retry: the same values are written once more
		f, err = s.again(ctx, actor, ref, form, in.Encoding)
	}
	return f, lost, err
}

func (s *Service) chosen(ctx context.Context, c *journal.Change, in Order) ([]Row, error) {
	rows, err := s.wanted(ctx, c, in)
	if err != nil {
		return nil, err
	}
	// Held in one order, then asked again: of two people who press at once only
	// one is told that theirs is the first.
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.Application
	}
	slices.Sort(ids)
	for _, id := range ids {
		if _, err := s.visits.Locked(ctx, c, id); err != nil {
			return nil, err
		}
	}
	if rows, err = s.wanted(ctx, c, in); err != nil {
		return nil, err
	}
	if len(rows) == 0 || len(rows) < len(in.Applications) {
		return nil, kernel.E(kernel.NotFound, "carry_nothing")
	}
	for _, r := range rows {
		if r.ExportedAt != nil && in.Reason == "" {
			return nil, kernel.E(kernel.Conflict, "carry_again", "staff", r.ExportedBy, "at", r.ExportedAt.In(kernel.Tokyo).Format("2006-01-02 15:04"))
		}
	}
	return rows, nil
}

// wanted picks what an order asks for of what waits now.
func (s *Service) wanted(ctx context.Context, c *journal.Change, in Order) ([]Row, error) {
	all, err := s.waiting(ctx, c.Tx, c.Actor, in.Office)
	return slices.DeleteFunc(all, func(r Row) bool {
		named := slices.Contains(in.Applications, r.Application) || len(in.Applications) == 0 && r.ExportedAt == nil
		return r.Form != in.Form || !named
	}), err
}

func (s *Service) note(ctx context.Context, c *journal.Change, f File, rows []Row, in Order) error {
	if _, err := c.Exec(ctx, `INSERT INTO carry_export (id, office, form, encoding, count, digest, reason, staff, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
		f.ID, in.Office, in.Form, in.Encoding, f.Count, digest(f.Data), in.Reason, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
		return err
	}
	for i, r := range rows {
		if _, err := c.Exec(ctx, `INSERT INTO carry_item (export, application, position) VALUES ($1,$2,$3)`, f.ID, r.Application, i+1); err != nil {
			return err
		}
		if err := c.Record(ctx, journal.Event{Kind: "values.carried", Office: in.Office, Visit: r.Visit, Application: r.Application,
			Payload: map[string]any{"export": f.ID, "encoding": in.Encoding, "again": r.ExportedAt != nil}}); err != nil {
			return err
		}
	}
	return nil
}

// again writes the file of an earlier export for a retried command.
func (s *Service) again(ctx context.Context, actor kernel.Actor, id string, form *catalog.Form, encoding string) (File, error) {
	var f File
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		var rows []Row
		if err := tx.Each(ctx, `SELECT application FROM carry_item WHERE export=$1 ORDER BY position`, []any{id}, func(scan func(...any) error) error {
			var r Row
			err := scan(&r.Application)
			rows = append(rows, r)
			return err
		}); err != nil {
			return err
		}
		for i, r := range rows {
			a, err := s.visits.Application(ctx, tx, actor, r.Application)
			if err != nil {
				return err
			}
			v, err := s.visits.Visits(ctx, tx, a.Visit)
			if err != nil {
				return err
			}
			rows[i].Reception, rows[i].Position, rows[i].Procedure = v[a.Visit].Reception, a.Position, a.Procedure
		}
		var err error
		if f, _, err = s.write(ctx, tx, form, rows, encoding); err != nil {
			return err
		}
		f.ID = id
		var was string
		if err := tx.Row(ctx, `SELECT digest FROM carry_export WHERE id=$1`, []any{id}, &was); err != nil {
			return err
		}
		if was != digest(f.Data) {
			return kernel.E(kernel.Conflict, "carry_changed")
		}
		return nil
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}
