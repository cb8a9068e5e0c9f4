package verify

import (
	"context"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of verification.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	entries  *entry.Service
	catalog  *catalog.Catalog
	moved    func(task string) // told of presence, which is not in the journal
}

// New makes the room; moved is called when somebody comes, goes or looks at
// another field.
func New(j *journal.Journal, v *visit.Service, r *request.Service, e *entry.Service, c *catalog.Catalog, moved func(task string)) *Service {
	return &Service{journal: j, visits: v, requests: r, entries: e, catalog: c, moved: moved}
}

// See reads the room for somebody who may verify.
func (s *Service) See(ctx context.Context, actor kernel.Actor, id string) (Room, error) {
	var r Room
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if t, err := s.requests.Read(ctx, tx, id); err == nil { // kept for Head
			buildAhead(tx, t)
			if t.Kind == request.Verification && !t.Portion.Split() {
				tx.Last() // nobody else's values are compared
			}
		}
		w, err := s.entries.Head(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if w.Task.Kind != request.Verification {
			return kernel.E(kernel.Invalid, "task_not_verification")
		}
		r, err = s.build(ctx, tx, w)
		return err
	})
	return r, err
}

// Join enters the room. The one who keyed cannot ("own_entry"). Somebody who
// is in it already stays.
func (s *Service) Join(ctx context.Context, actor kernel.Actor, id string) (Room, error) {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.locked(ctx, c, id)
		if err != nil {
			return "", err
		}
		return id, s.enter(ctx, c, &t, &a)
	})
	if err != nil {
		return Room{}, err
	}
	return s.See(ctx, actor, id)
}

// Enter has the change's actor enter a room that the list gives them, in the
// same change: two people who ask at once for the next one get two rooms.
func (s *Service) Enter(ctx context.Context, c *journal.Change, t *request.Task) error {
	a, err := s.visits.Locked(ctx, c, t.Application)
	if err != nil {
		return err
	}
	return s.enter(ctx, c, t, &a)
}

func (s *Service) enter(ctx context.Context, c *journal.Change, t *request.Task, a *visit.Application) error {
	if err := s.requests.See(ctx, c, *t); err != nil {
		return err
	}
	here := false
	if a.State != visit.Entered { // the first one's coming is the application's own event
		var err error
		if here, err = s.here(ctx, c, t.ID); err != nil {
			return err
		}
	}
	if err := s.appear(ctx, c, t.ID, ""); err != nil {
		return err
	}
	if t.State == request.Open {
		if err := s.requests.Occupy(ctx, c, t, true); err != nil {
			return err
		}
	}
	if a.State == visit.Entered {
		return s.visits.Move(ctx, c, a, visit.Verify, visit.Set{Detail: map[string]any{"task": t.ID}})
	}
	if here {
		return nil
	}
	return s.record(ctx, c, *t, "verification.joined", "", nil)
}

// locked is admitted, and keeps that the actor has seen the room's portion.
func (s *Service) locked(ctx context.Context, c *journal.Change, id string, then ...func(request.Task)) (t request.Task, a visit.Application, err error) {
	if t, a, err = s.admitted(ctx, c, id, then...); err == nil {
		err = s.requests.See(ctx, c, t)
	}
	return t, a, err
}

// admitted reads the room's task and application inside a change and checks
// that the actor may be here. Rows are locked in the order every other use
// case locks them: the application first. What then asks ahead is answered with
// that.
func (s *Service) admitted(ctx context.Context, c *journal.Change, id string, then ...func(request.Task)) (t request.Task, a visit.Application, err error) {
	if t, err = s.requests.Read(ctx, c.Tx, id); err != nil {
		return
	}
	if t.Kind != request.Verification {
		return t, a, kernel.E(kernel.Invalid, "task_not_verification")
	}
	s.requests.EnterAhead(c, t)
	for _, ahead := range then {
		ahead(t)
	}
	if a, err = s.visits.Locked(ctx, c, t.Application); err != nil {
		return
	}
	if !request.MayVerify(c.Actor, a) {
		return t, a, kernel.E(kernel.Forbidden, "not_permitted", "action", string(staff.Verify))
	}
	if t, err = s.requests.Locked(ctx, c, id); err != nil {
		return
	}
	if t.State != request.Open && t.State != request.Leased {
		return t, a, kernel.E(kernel.Conflict, "verification_over", "state", string(t.State))
	}
	keyed, err := s.requests.Keyed(ctx, c, a.ID, c.Actor.ID)
	if err == nil && keyed {
		err = kernel.E(kernel.Forbidden, "own_entry")
	}
	return t, a, err
}

func (s *Service) record(ctx context.Context, c *journal.Change, t request.Task, kind, field string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	detail["task"] = t.ID
	return c.Record(ctx, journal.Event{Kind: kind, Office: t.Office, Visit: t.Visit, Application: t.Application, Field: field, Payload: detail})
}

// Confirm says yes to the current value of fields. A field that changed since
// the actor saw it is the conflict "field_changed" with who changed it, and
// then nothing of the call is kept.
func (s *Service) Confirm(ctx context.Context, actor kernel.Actor, id string, fields []Fielded) (Room, error) {
	if len(fields) == 0 || len(fields) > 500 {
		return Room{}, kernel.E(kernel.Invalid, "fields_missing").On("fields")
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.locked(ctx, c, id, func(t request.Task) { entry.ValuesAhead(c.Tx, t.Application) })
		if err != nil {
			return "", err
		}
		if err := s.works(ctx, c, t, a); err != nil {
			return "", err
		}
		stored, err := entry.Values(ctx, c.Tx, a.ID)
		if err != nil {
			return "", err
		}
		if err := s.unname(ctx, c.Tx, a.ID, stored); err != nil {
			return "", err
		}
		sh, err := entry.SheetOf(s.catalog, a)
		if err != nil {
			return "", err
		}
		for _, f := range fields {
			if !sh.In(t.Portion, f.Field) {
				return "", kernel.E(kernel.NotFound, "field_unknown").On(f.Field)
			}
			if err := s.current(stored, f); err != nil {
				return "", err
			}
		}
		if err := writeConfirmations(ctx, c, a.ID, fields); err != nil {
			return "", err
		}
		return id, s.record(ctx, c, t, "fields.confirmed", single(fields), map[string]any{"fields": fieldsOf(fields)})
	})
	if err != nil {
		return Room{}, err
	}
	return s.See(ctx, actor, id)
}

func (s *Service) current(stored map[string]entry.Stored, f Fielded) error {
	v, ok := stored[f.Field]
	switch {
	case !ok:
		return kernel.E(kernel.NotFound, "field_unknown").On(f.Field)
	case v.Version != f.Version:
		return entry.Changed(f.Field, v)
	case v.M == catalog.Unreadable:
		return kernel.E(kernel.Invalid, "unreadable_not_confirmable").On(f.Field)
	}
	return nil
}

func single(fields []Fielded) string {
	if len(fields) == 1 {
		return fields[0].Field
	}
	return ""
}

// Correct changes a value. Earlier confirmations of it count no more; the
// corrector's own yes counts, but a corrector may not be its only confirmer,
// so one more person must confirm it.
func (s *Service) Correct(ctx context.Context, actor kernel.Actor, id, field string, version int, typed entry.Typed, reason string) (Room, error) {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return Room{}, err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.locked(ctx, c, id)
		if err != nil {
			return "", err
		}
		if err := s.works(ctx, c, t, a); err != nil {
			return "", err
		}
		sh, err := entry.SheetOf(s.catalog, a)
		if err != nil {
			return "", err
		}
		if !sh.In(t.Portion, field) {
			return "", kernel.E(kernel.NotFound, "field_unknown").On(field)
		}
		return id, s.unnamed(ctx, c, a.ID, s.entries.Correct(ctx, c, a, field, version, typed, reason))
	})
	if err != nil {
		return Room{}, err
	}
	return s.See(ctx, actor, id)
}

// unnamed takes a keyer's name out of the conflict "field_changed".
func (s *Service) unnamed(ctx context.Context, c *journal.Change, application string, err error) error {
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || e.Code != "field_changed" {
		return err
	}
	who, _ := e.Args["staff"].(string)
	if keyed, kerr := s.requests.Keyed(ctx, c, application, who); kerr != nil || keyed {
		delete(e.Args, "staff")
	}
	return e
}

// Finish ends the verification when every field is confirmed by enough
// people; "verification_incomplete" says how many are left.
func (s *Service) Finish(ctx context.Context, actor kernel.Actor, id string) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		t, a, err := s.locked(ctx, c, id, func(t request.Task) { buildAhead(c.Tx, t) })
		if err != nil {
			return "", err
		}
		sh, err := entry.SheetOf(s.catalog, a)
		if err != nil {
			return "", err
		}
		r, err := s.build(ctx, c.Tx, entry.Work{Task: t, Application: a, Sheet: sh})
		if err != nil {
			return "", err
		}
		if r.Left > 0 {
			return "", kernel.E(kernel.Invalid, "verification_incomplete", "left", r.Left)
		}
		left := false
		if t.Portion.Split() { // opened before this one is done: the visit's work goes on
			if left, err = s.other(ctx, c, t, a, sh, &r); err != nil {
				return "", err
			}
		}
		if !left {
			if err := s.judge(ctx, c, t, a, r); err != nil {
				return "", err
			}
		}
		t.Staff = ""
		if err := s.requests.Done(ctx, c, &t); err != nil {
			return "", err
		}
		if err := c.Later(ctx, `DELETE FROM presence WHERE task=$1`, id); err != nil {
			return "", err
		}
		if left {
			if alone, err := s.alone(ctx, c, t); err != nil || !alone {
				return id, err
			}
			return id, s.visits.Move(ctx, c, &a, visit.Leave, visit.Set{Detail: map[string]any{"task": id, "portion": t.Portion.Other()}})
		}
		return id, s.complete(ctx, c, &a, t)
	})
	return err
}

// complete ends the verification; a form keyed straight into the core is
// registered with that, under the number the keyer recorded.
func (s *Service) complete(ctx context.Context, c *journal.Change, a *visit.Application, t request.Task) error {
	if err := s.visits.Move(ctx, c, a, visit.Complete, visit.Set{Detail: map[string]any{"task": t.ID}}); err != nil {
		return err
	}
	p, ok := s.catalog.Procedure(a.Procedure)
	if a.Way == catalog.WayCore && a.Registered != "" && ok && p.Registers {
		return s.visits.Move(ctx, c, a, visit.Register, visit.Set{Detail: map[string]any{"with": "entry"}})
	}
	return nil
}
