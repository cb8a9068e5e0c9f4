package visit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of the reception.
type Service struct {
	journal *journal.Journal
	catalog *catalog.Catalog
	offices *office.Service
	keys    *blob.Keys
	recall  Recall

	followers []Follower
	glances   glances
}

// New makes the room.
func New(j *journal.Journal, c *catalog.Catalog, o *office.Service, keys *blob.Keys, r Recall) *Service {
	return &Service{journal: j, catalog: c, offices: o, keys: keys, recall: r}
}

// Arrival is a visitor taking a number.
type Arrival struct {
	Office   string
	Language string   // BCP 47; "" is Japanese
	Wish     []string // procedures named at arrival, may be empty
}

// maxLanguage is how long the name of a language may be (RFC 5646 4.4.1).
const maxLanguage = 35

// Arrive gives a visitor the next number of the office's day. Errors:
// "office_unknown", "procedure_unknown", "language_unknown".
func (s *Service) Arrive(ctx context.Context, actor kernel.Actor, in Arrival) (string, error) {
	if err := staff.Require(actor, staff.Call, in.Office); err != nil {
		return "", err
	}
	o, err := s.offices.Office(ctx, in.Office)
	if err != nil {
		return "", err
	}
	for _, p := range in.Wish {
		if _, ok := s.catalog.Procedure(p); !ok {
			return "", kernel.E(kernel.Invalid, "procedure_unknown").On("wish")
		}
	}
	if in.Language == "" {
		in.Language = "ja"
	}
	if _, err := language.Parse(in.Language); err != nil || len(in.Language) > maxLanguage {
		return "", kernel.E(kernel.Invalid, "language_unknown").On("language")
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.arrive(ctx, c, o, in, c.Now, false)
		return v.ID, err
	})
}

// arrive takes the next number of the office's day for a visitor who came at.
func (s *Service) arrive(ctx context.Context, c *journal.Change, o office.Office, in Arrival, at time.Time, late bool) (Visit, error) {
	day := kernel.Day(at)
	n, err := nextNumber(ctx, c.Tx, o.ID, day)
	if err != nil {
		return Visit{}, err
	}
	v := Visit{ID: kernel.NewID(), Office: o.ID, Day: day, Number: n, Language: in.Language, Wish: in.Wish, State: Waiting, Version: 1, ArrivedAt: at, Late: late,
		Ticket: fmt.Sprintf("A-%04d", n), Reception: fmt.Sprintf("%s %s-%04d", o.Mark, at.In(kernel.Tokyo).Format("0102"), n)}
	if err := insertVisit(ctx, c.Tx, v); err != nil {
		return Visit{}, err
	}
	detail := map[string]any{"ticket": v.Ticket}
	if late { // its times are no measure of anything
		detail["late"] = true
	}
	return v, c.Record(ctx, journal.Event{Kind: "visit.arrived", Office: v.Office, Visit: v.ID, Payload: detail})
}

// Receive records who came and adds the named procedures that the visit does not
// have yet, all in one step: an old page sent again, or by a colleague, doubles
// nothing. Who came can be corrected later, with a reason once something was taken in, and
// even when the visit is closed: all that was taken in is then looked at again.
func (s *Service) Receive(ctx context.Context, actor kernel.Actor, id string, came Came, procedures []string) error {
	came, err := s.proved(came)
	if err == nil {
		err = came.valid()
	}
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		for _, p := range procedures { // mostly the visit is at the actor's own office
			s.offices.RolloutAhead(c.Tx, actor.Office, p)
		}
		if _, err := s.lockWhole(ctx, c, id); err != nil {
			return "", err
		}
		v, procedures, err := s.receiving(ctx, c, id, procedures)
		if err != nil {
			return "", err
		}
		reason, err := v.corrected(came)
		if err != nil {
			return "", err
		}
		ways, err := s.ways(ctx, c.Tx, v.Office, procedures)
		if err != nil {
			return "", err
		}
		v.Came = came
		v.Came.By = actor.ID
		if err := s.shield(ctx, c, &v, came.Protected); err != nil {
			return "", err
		}
		if err := s.update(ctx, c, v, kernel.MillisOf(v.ClosedAt), "visit.received", came.detail()); err != nil {
			return "", err
		}
		if err := s.Remark(ctx, c, v.ID, "", "came", reason); err != nil {
			return "", err
		}
		if err := s.reexamine(ctx, c, v); err != nil {
			return "", err
		}
		v.Version++
		for _, p := range procedures {
			if v.has(p) { // named twice
				continue
			}
			if _, err := s.add(ctx, c, &v, p, ways[p], 1); err != nil {
				return "", err
			}
		}
		return id, nil
	})
	return err
}

// maxHouseholds bounds for how many households one agent comes at once.
const maxHouseholds = 9

// Add adds one procedure and returns the application's id: once for the
// visitor's household, else "procedure_twice", and once more for each further
// household that an agent comes for.
func (s *Service) Add(ctx context.Context, actor kernel.Actor, id, procedure string, further bool) (string, error) {
	return s.adding(ctx, actor, id, procedure, func(v Visit) (int, error) {
		last := 0
		for _, a := range v.Applications {
			if a.Procedure == procedure && (further || a.State != Mistaken) {
				last = max(last, a.Household)
			}
		}
		switch {
		case further && last >= maxHouseholds:
			return 0, kernel.E(kernel.Invalid, "households_too_many", "max", maxHouseholds).On("household")
		case further:
			return max(last, 1) + 1, nil
		case last > 0:
			return 0, kernel.E(kernel.Conflict, "procedure_twice").On("procedure")
		}
		return 1, nil
	})
}

// adding adds a procedure for the household that the visit, once it is held,
// calls for.
func (s *Service) adding(ctx context.Context, actor kernel.Actor, id, procedure string, household func(Visit) (int, error)) (string, error) {
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		v, err := s.holding(ctx, c, id, staff.Receive)
		if err != nil {
			return "", err
		}
		ways, err := s.ways(ctx, c.Tx, v.Office, []string{procedure})
		if err != nil {
			return "", err
		}
		n, err := household(v)
		if err != nil {
			return "", err
		}
		return s.add(ctx, c, &v, procedure, ways[procedure], n)
	})
}

func (s *Service) add(ctx context.Context, c *journal.Change, v *Visit, procedure, way string, household int) (string, error) {
	p, ok := s.catalog.Procedure(procedure)
	if !ok {
		return "", kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
	}
	form, ok := s.catalog.Form(p.Form)
	if !ok {
		return "", kernel.E(kernel.Internal, "form_unknown")
	}
	_, wrapped, err := s.keys.NewSecret()
	if err != nil {
		return "", err
	}
	a := Application{ID: kernel.NewID(), Visit: v.ID, Office: v.Office, Position: nextPosition(*v), Procedure: p.ID, Form: form.ID,
		FormVersion: form.Version, State: Drafting, Version: 1, Way: way, ChangedAt: c.Now, Protected: v.Protected, Household: household}
	if err := insertApplication(ctx, c.Tx, a, wrapped); err != nil {
		return "", err
	}
	v.Applications = append(v.Applications, a)
	return a.ID, c.Record(ctx, journal.Event{Kind: "application.added", Office: a.Office, Visit: a.Visit, Application: a.ID,
		Payload: map[string]any{"procedure": a.Procedure, "way": a.Way, "household": a.Household}})
}

// ways is the way to key of each procedure by the office's rollout rule, else
// the procedure's own.
func (s *Service) ways(ctx context.Context, tx *db.Tx, at string, procedures []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range procedures {
		p, ok := s.catalog.Procedure(id)
		if !ok {
			return nil, kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
		}
		out[id] = p.Way
		r, ok, err := s.offices.RolloutIn(ctx, tx, at, id)
		if err != nil {
			return nil, err
		}
		if !ok || !r.Holds(kernel.Day(s.journal.Now())) {
			continue
		}
		if r.Mode == office.Closed {
			return nil, kernel.E(kernel.Conflict, "procedure_not_here").On("procedure")
		}
		out[id] = r.Way
	}
	return out, nil
}

// Accept takes an application in (受付): who came must be known first.
func (s *Service) Accept(ctx context.Context, actor kernel.Actor, application string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		v, err := s.holding(ctx, c, a.Visit, staff.Receive)
		if err != nil {
			return "", err
		}
		if v.Came.valid() != nil {
			return "", kernel.E(kernel.Invalid, "identity_not_checked")
		}
		p, ok := s.catalog.Procedure(a.Procedure)
		if !ok {
			return "", kernel.E(kernel.Internal, "procedure_unknown")
		}
		why, refused := s.doubt(v.Came, p, a.Protected)
		if refused {
			return "", refuseDoubt(why)
		}
		if err := s.Move(ctx, c, &a, Accept, Set{}); err != nil {
			return "", err
		}
		return a.ID, s.owe(ctx, c, a, why)
	})
	return err
}

// Get reads a visit with its applications.
func (s *Service) Get(ctx context.Context, actor kernel.Actor, id string) (Visit, error) {
	var v Visit
	err := s.journal.DB().ReadOne(ctx, func(tx *db.Tx) (err error) { v, err = selectVisit(ctx, tx, id); return err })
	if err == nil {
		err = may(actor, staff.SeeVisit, v.Office, v.Protected)
	}
	if err != nil {
		return Visit{}, err
	}
	s.looked(ctx, actor, v)
	return v, nil
}

// Application reads one application; who may see it is the caller's rule,
// because center staff see it through their task and not through the visit.
// Only what belongs to a protected person is refused here, to everybody but
// the named staff.
func (s *Service) Application(ctx context.Context, tx *db.Tx, actor kernel.Actor, id string) (Application, error) {
	a, err := selectApplication(ctx, tx, id, "")
	if err == nil {
		err = open(actor, a.Office, a.Protected)
	}
	if err == nil && a.Protected {
		noted(ctx, actor, look{visit: a.Visit, office: a.Office, protected: true})
	}
	return a, err
}

// GetApplication reads one application for the counter's staff.
func (s *Service) GetApplication(ctx context.Context, actor kernel.Actor, id string) (Application, error) {
	var a Application
	var v Visit
	err := s.journal.DB().ReadOne(ctx, func(tx *db.Tx) (err error) { a, v, err = applicationInCare(ctx, tx, id); return err })
	if err == nil {
		err = may(actor, staff.SeeVisit, a.Office, a.Protected)
	}
	if err != nil {
		return Application{}, err
	}
	s.looked(ctx, actor, v)
	return a, nil
}

const secretOf = `SELECT wrapped FROM application_secret WHERE application=$1`

// SecretAhead has [Service.Secret] answered together with what is asked next.
func (s *Service) SecretAhead(tx *db.Tx, application string) { tx.Ahead(secretOf, application) }

// Secret opens an application's own key; "application_erased" when it was
// destroyed.
func (s *Service) Secret(ctx context.Context, tx *db.Tx, application string) (blob.Secret, error) {
	var wrapped string
	err := tx.Row(ctx, secretOf, []any{application}, &wrapped)
	if errors.Is(err, db.ErrNoRows) {
		return blob.Secret{}, kernel.E(kernel.NotFound, "application_erased")
	}
	if err != nil {
		return blob.Secret{}, err
	}
	return s.keys.Unwrap(wrapped)
}

// Remarks reads the free-text reasons of a visit, oldest first.
func (s *Service) Remarks(ctx context.Context, actor kernel.Actor, visit string) ([]Remark, error) {
	if _, err := s.Get(ctx, actor, visit); err != nil {
		return nil, err
	}
	out := []Remark{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT id, application, kind, text, staff, at FROM remark WHERE visit=$1
			UNION SELECT id, application, kind, text, staff, at FROM remark WHERE application IN (SELECT id FROM application WHERE visit=$2) ORDER BY at, id`, []any{visit, visit}, func(scan func(...any) error) error {
			var r Remark
			var at int64
			var id string
			err := scan(&id, &r.Application, &r.Kind, &r.Text, &r.Staff, &at)
			r.At = kernel.FromMillis(at)
			out = append(out, r)
			return err
		})
	})
	return out, err
}

// LastRemark reads the newest reason of a kind that was given for a visit,
// inside a transaction of another room, which has decided who may see it; nil
// when there is none.
func (s *Service) LastRemark(ctx context.Context, tx *db.Tx, visit, kind string) (*Remark, error) {
	r := Remark{Kind: kind}
	var at int64
	err := tx.Row(ctx, `SELECT text, staff, at FROM remark WHERE visit=$1 AND kind=$2 ORDER BY at DESC, id DESC LIMIT 1`, []any{visit, kind}, &r.Text, &r.Staff, &at)
	if errors.Is(err, db.ErrNoRows) {
		return nil, nil
	}
	r.At = kernel.FromMillis(at)
	return &r, err
}

// Timeline reads a visit's whole record.
func (s *Service) Timeline(ctx context.Context, actor kernel.Actor, visit string) ([]journal.Entry, error) {
	if _, err := s.Get(ctx, actor, visit); err != nil {
		return nil, err
	}
	return s.journal.OfVisit(ctx, visit)
}
