package page

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Works tells whether a person works on an application at the center and may
// therefore see its pages, or a portion of them; the request room does.
type Works func(ctx context.Context, tx *db.Tx, actor kernel.Actor, application string) (bool, catalog.Portion, error)

// Service holds the use cases of pages.
type Service struct {
	journal *journal.Journal
	visits  *visit.Service
	catalog *catalog.Catalog
	store   blob.Store
	works   Works
	prove   Prove
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, c *catalog.Catalog, store blob.Store, works Works, prove Prove) *Service {
	return &Service{journal: j, visits: v, catalog: c, store: store, works: works, prove: prove}
}

// Upload is one sheet from a scanner or a file.
type Upload struct {
	Application string
	Kind        string // one of Kinds
	Turn        int    // quarter turns clockwise asked by a person, or scan.Automatic
	Raw         []byte // JPEG or PNG as it came
}

// Add takes a page in: checked, straightened, encrypted, safely stored, and
// bound to its application, before the answer. A bad file changes nothing.
func (s *Service) Add(ctx context.Context, actor kernel.Actor, in Upload) (string, error) {
	if slices.ContainsFunc(s.catalog.Codes(catalog.NotScanned), func(c catalog.Code) bool { return c.Value == in.Kind }) {
		return "", kernel.E(kernel.Invalid, "page_not_scanned").On("kind")
	}
	if !slices.Contains(kinds, in.Kind) {
		return "", kernel.E(kernel.Invalid, "page_kind_unknown").On("kind")
	}
	info, err := scan.Inspect(in.Raw)
	if err != nil {
		return "", err
	}
	a, secret, err := s.open(ctx, actor, in.Application)
	if err != nil {
		return "", err
	}
	p := Page{ID: kernel.NewID(), Visit: a.Visit, Application: a.ID, Kind: in.Kind, State: Current, Version: 1,
		Format: info.Format, Width: info.W, Height: info.H, DPI: info.DPI, Bytes: len(in.Raw), Staff: actor.ID, At: s.journal.Now(), Cover: CoverAuto, digest: digest(in.Raw)}
	if err := s.derive(ctx, a, secret, in.Raw, in.Turn, &p); err != nil {
		return "", err
	}
	if in.Kind != "form" && !p.known {
		p.Cover = CoverOpen
	}
	ref, sealed := secret.Seal(in.Raw)
	if err := s.store.Put(ctx, ref, sealed, true); err != nil {
		return "", err
	}
	p.original = ref
	return s.bind(ctx, actor, p)
}

// open checks that the actor may scan for the application and opens its key.
func (s *Service) open(ctx context.Context, actor kernel.Actor, application string) (a visit.Application, secret blob.Secret, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		s.visits.SecretAhead(tx, application)
		tx.Last()
		if a, err = s.visits.Application(ctx, tx, actor, application); err != nil {
			return err
		}
		if err = staff.Require(actor, staff.Scan, a.Office); err != nil {
			return err
		}
		secret, err = s.visits.Secret(ctx, tx, application)
		return err
	})
	return a, secret, err
}

func (s *Service) bind(ctx context.Context, actor kernel.Actor, p Page) (string, error) {
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		s.visits.LockAhead(c, p.Application)
		c.Ahead(selecting(ofVisit), p.Visit)
		a, err := s.visits.Locked(ctx, c, p.Application)
		if err != nil {
			return "", err
		}
		if a.State.Over() {
			return "", kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State))
		}
		same, err := list(ctx, c.Tx, ofVisit, p.Visit)
		if err != nil {
			return "", err
		}
		p.Position = 1
		for _, o := range same {
			if o.digest == p.digest && o.State == Current {
				return "", kernel.E(kernel.Conflict, "page_already_scanned", "page", o.ID)
			}
			if o.Application == p.Application {
				p.Position = max(p.Position, o.Position+1)
			}
		}
		if err := insert(ctx, c, p); err != nil {
			return "", err
		}
		return p.ID, s.record(ctx, c, "page.added", a, p, nil)
	})
}

func (s *Service) record(ctx context.Context, c *journal.Change, kind string, a visit.Application, p Page, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	detail["page"], detail["kind"], detail["blob"] = p.ID, p.Kind, p.original
	return c.Record(ctx, journal.Event{Kind: kind, Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: detail})
}

// derive makes and stores the view and the thumbnail. The regions of numbers on
// a form, and the areas that a person drew, are blacked out before anything is
// stored.
func (s *Service) derive(ctx context.Context, a visit.Application, secret blob.Secret, raw []byte, turn int, p *Page) error {
	sheet, err := scan.DeriveHiding(ctx, raw, turn, s.hiding(a, *p))
	if err != nil {
		return err
	}
	p.Turn, p.Straightened = sheet.Turn, sheet.Straightened
	form, n, known := s.catalog.SheetOf(sheet.QR)
	if p.form, p.sheet, p.known = "", 0, known; known {
		p.form, p.sheet = form.ID, max(1, n)
	}
	ref, sealed := secret.Seal(pair(sheet.View, sheet.Thumb)...)
	if err := s.store.Put(ctx, ref, sealed, false); err != nil {
		return err
	}
	p.view, p.thumb = ref, ref
	return nil
}

// Turn turns a page by quarters clockwise from how it was scanned. Areas that a
// person drew lie elsewhere then: they are to be drawn again, and until then the
// center does not see the page. What is over stays as it was handed over. Errors:
// "state_conflict", those of [scan.Derive], "changed_meanwhile".
func (s *Service) Turn(ctx context.Context, actor kernel.Actor, id string, turn int) error {
	p, a, secret, err := s.find(ctx, actor, id)
	if err != nil {
		return err
	}
	if p.State != Current || a.State.Over() {
		return s.refuse(ctx, actor, kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State)))
	}
	raw, err := s.fetch(ctx, secret, p.original)
	if err != nil {
		return err
	}
	old := []string{p.view, p.thumb}
	if len(p.Covers) > 0 {
		p.Cover, p.Covers = CoverOpen, nil
	}
	if err := s.derive(ctx, a, secret, raw, turn, &p); err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if err := update(ctx, c, p); err != nil {
			return "", err
		}
		if err := s.drop(ctx, c, p.Visit, old...); err != nil {
			return "", err
		}
		return id, s.record(ctx, c, "page.turned", a, p, map[string]any{"turn": p.Turn})
	})
	return err
}

// Move binds a page to another application of the same visit, with a reason;
// its images are encrypted anew under the other application's key. Errors:
// those of [words.Reason], "page_target_invalid", "state_conflict" when the
// other application is over or the page was replaced.
func (s *Service) Move(ctx context.Context, actor kernel.Actor, id, application, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	p, from, secret, err := s.find(ctx, actor, id)
	if err != nil {
		return err
	}
	to, other, err := s.open(ctx, actor, application)
	if err != nil {
		return err
	}
	if to.Visit != from.Visit || to.ID == from.ID {
		return s.refuse(ctx, actor, kernel.E(kernel.Invalid, "page_target_invalid").On("application"))
	}
	if p.State != Current || to.State.Over() {
		return s.refuse(ctx, actor, kernel.E(kernel.Conflict, "state_conflict", "state", string(to.State)))
	}
	raw, err := s.fetch(ctx, secret, p.original)
	if err != nil {
		return err
	}
	old := []string{p.original, p.view, p.thumb}
	if err := s.derive(ctx, to, other, raw, p.Turn/90, &p); err != nil {
		return err
	}
	ref, sealed := other.Seal(raw)
	if err := s.store.Put(ctx, ref, sealed, true); err != nil {
		return err
	}
	p.original, p.Application = ref, to.ID
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		if _, err := s.movable(ctx, c, from.ID, id); err != nil {
			return "", err
		}
		if err := update(ctx, c, p); err != nil {
			return "", err
		}
		if err := s.visits.Remark(ctx, c, to.Visit, to.ID, "page_moved", reason); err != nil {
			return "", err
		}
		if err := s.drop(ctx, c, to.Visit, old...); err != nil {
			return "", err
		}
		return id, s.record(ctx, c, "page.moved", to, p, map[string]any{"from": from.ID})
	})
	return err
}

// movable holds an application and reads one of its pages, which must be the
// current one of something that is not over: what was handed over was compared
// with these very pages. Errors: "state_conflict", "changed_meanwhile".
func (s *Service) movable(ctx context.Context, c *journal.Change, application, id string) (Page, error) {
	a, err := s.visits.Locked(ctx, c, application)
	if err != nil {
		return Page{}, err
	}
	p, err := read(ctx, c.Tx, id, c.Lock())
	switch {
	case err != nil:
	case a.State.Over():
		err = kernel.E(kernel.Conflict, "state_conflict", "state", string(a.State))
	case p.State != Current || p.Application != application:
		err = kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	return p, err
}

// refuse answers why, unless this very command has been done already: the page
// then is as it was to be.
func (s *Service) refuse(ctx context.Context, actor kernel.Actor, why error) error {
	_, err := s.journal.Change(ctx, actor, func(*journal.Change) (string, error) { return "", why })
	return err
}

// Replace marks a page as 差し替え前 when a better scan has taken its place.
// Errors: "reason_missing", "state_conflict", "changed_meanwhile" for one that
// was replaced before.
func (s *Service) Replace(ctx context.Context, actor kernel.Actor, id, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, a, _, err := s.find(ctx, actor, id)
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p, err := s.movable(ctx, c, a.ID, id)
		if err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `UPDATE page SET state=$1, version=version+1 WHERE id=$2`, Replaced, id); err != nil {
			return "", err
		}
		if err := s.visits.Remark(ctx, c, a.Visit, a.ID, "page_replaced", reason); err != nil {
			return "", err
		}
		return id, s.record(ctx, c, "page.replaced", a, p, nil)
	})
	return err
}

func (s *Service) find(ctx context.Context, actor kernel.Actor, id string) (p Page, a visit.Application, secret blob.Secret, err error) {
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { p, err = read(ctx, tx, id, ""); return err })
	if err == nil {
		a, secret, err = s.open(ctx, actor, p.Application)
	}
	return p, a, secret, err
}

// Of lists the pages of applications in order; who may see them is decided by
// who may see the applications.
func (s *Service) Of(ctx context.Context, applications ...string) ([]Page, error) {
	out := []Page{}
	if len(applications) == 0 {
		return out, nil
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = list(ctx, tx, ofApplications(len(applications)), db.Args(applications)...)
		return err
	})
	return out, err
}
