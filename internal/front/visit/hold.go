package visit

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Hold is why something rests for a while (保留) and when that is told to
// whoever is there. It is a mark beside the state, which stays as it is.
type Hold struct {
	Why      string    `json:"why"`
	Staff    string    `json:"staff"`
	At       time.Time `json:"at"`
	RemindAt time.Time `json:"remind_at"`
}

// Due tells whether the time that was set has come.
func (h *Hold) Due(now time.Time) bool { return h != nil && !now.Before(h.RemindAt) }

// Resting is a wish to hold something.
type Resting struct {
	Why     string // one of HoldReasons
	Minutes int    // until it is told, 1 to 240
	Note    string // needed for the reason "other"
}

// MostMinutes is the longest time after which a hold is told: what rests for
// longer waits for papers (補正待ち) and has a day.
const MostMinutes = 240

var (
	holdReasons = []string{"visitor", "phone", "colleague", "core", "other"}
	holdMinutes = []int{5, 15, 30, 60}
	holdable    = []State{Drafting, Accepted, Returned, Completed, Registered, Checked, Printed}
)

// HoldReasons lists why something may rest, by code.
func HoldReasons() []string { return slices.Clone(holdReasons) }

// HoldMinutes lists the times that screens offer.
func HoldMinutes() []int { return slices.Clone(holdMinutes) }

// Holdable tells whether an application in this state may rest at its counter:
// nobody is at work on it elsewhere, and it is not over.
func (s State) Holdable() bool { return slices.Contains(holdable, s) }

// Hold checks the wish and makes the mark of it. Errors: "rest_reason",
// "hold_minutes", "reason_missing" (a note is needed), "text_too_long",
// "text_invalid".
func (r *Resting) Hold(staffID string, now time.Time) (*Hold, error) {
	var err error
	if r.Note, err = words.Note(r.Note, "note"); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(holdReasons, r.Why):
		return nil, kernel.E(kernel.Invalid, "rest_reason").On("why")
	case r.Minutes < 1 || r.Minutes > MostMinutes:
		return nil, kernel.E(kernel.Invalid, "hold_minutes", "most", MostMinutes).On("minutes")
	case r.Why == "other" && r.Note == "":
		return nil, kernel.E(kernel.Invalid, "reason_missing").On("note")
	}
	now = kernel.Kept(now) // it is stored as it is told
	return &Hold{Why: r.Why, Staff: staffID, At: now, RemindAt: now.Add(time.Duration(r.Minutes) * time.Minute)}, nil
}

// Hold has an application rest at its counter; holding it again sets another
// time. Until it is taken up again nobody moves it by accident
// ("application_held"); what ends it or sets it aside ends the hold too. Errors
// besides those of the wish: "hold_not_here" while somebody else is at work on
// it or it is over.
func (s *Service) Hold(ctx context.Context, actor kernel.Actor, application string, r Resting) error {
	h, err := r.Hold(actor.ID, s.journal.Now())
	if err != nil {
		return err
	}
	return s.resting(ctx, actor, application, func(c *journal.Change, a *Application) error {
		if !a.State.Holdable() {
			return kernel.E(kernel.Conflict, "hold_not_here", "state", string(a.State))
		}
		if a.Hold != nil {
			h.At = a.Hold.At // it has rested since then
		}
		if err := s.mark(ctx, c, *a, h); err != nil {
			return err
		}
		if err := s.Remark(ctx, c, a.Visit, a.ID, "held", r.Note); err != nil {
			return err
		}
		return c.Record(ctx, journal.Event{Kind: "application.held", Office: a.Office, Visit: a.Visit, Application: a.ID,
			Payload: map[string]any{"why": h.Why, "minutes": r.Minutes}})
	})
}

// Unhold takes an application up again. It is no error when it does not rest.
func (s *Service) Unhold(ctx context.Context, actor kernel.Actor, application string) error {
	return s.resting(ctx, actor, application, func(c *journal.Change, a *Application) error {
		if a.Hold == nil {
			return nil
		}
		if err := s.mark(ctx, c, *a, nil); err != nil {
			return err
		}
		return c.Record(ctx, journal.Event{Kind: "application.unheld", Office: a.Office, Visit: a.Visit, Application: a.ID,
			Payload: map[string]any{"why": a.Hold.Why}})
	})
}

func (s *Service) resting(ctx context.Context, actor kernel.Actor, application string, fn func(c *journal.Change, a *Application) error) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.Locked(ctx, c, application)
		if err != nil {
			return "", err
		}
		if _, err := s.holding(ctx, c, a.Visit, staff.Send); err != nil {
			return "", err
		}
		return a.ID, fn(c, &a)
	})
	return err
}

func (s *Service) mark(ctx context.Context, c *journal.Change, a Application, h *Hold) error {
	text, remind, err := h.Stored()
	if err != nil {
		return err
	}
	n, err := c.Exec(ctx, `UPDATE application SET hold=$1, remind_at=$2, version=version+1 WHERE id=$3 AND version=$4`, text, remind, a.ID, a.Version)
	if err == nil && n != 1 {
		err = kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	return err
}

// Stored is a hold as one column and the time at which it is told; both are
// empty without one.
func (h *Hold) Stored() (text string, remindAt int64, err error) {
	if h == nil {
		return "", 0, nil
	}
	raw, err := json.Marshal(h)
	return string(raw), kernel.Millis(h.RemindAt), err
}

// StoredHold reads what Stored wrote.
func StoredHold(text string) (*Hold, error) {
	if text == "" {
		return nil, nil
	}
	h := &Hold{}
	return h, json.Unmarshal([]byte(text), h)
}

// ends are the moves that a hold does not stop, because they say what becomes
// of the application.
var ends = []Move{Pend, Withdraw, Mistake, Refuse, Guide}

// awake refuses to move what rests.
func awake(a Application, m Move) error {
	if a.Hold == nil || slices.Contains(ends, m) {
		return nil
	}
	return kernel.E(kernel.Conflict, "application_held", "staff", a.Hold.Staff, "why", a.Hold.Why)
}

// Remind tells each office once about applications whose hold has come due.
// The program calls it every few seconds; it returns how many it told.
func (s *Service) Remind(ctx context.Context) (int, error) {
	now := kernel.Millis(s.journal.Now())
	return Remind(ctx, s.journal, `SELECT id, id, visit, office FROM application WHERE remind_at>0 AND remind_at<=$1 ORDER BY remind_at LIMIT 50`,
		`UPDATE application SET remind_at=0 WHERE id=$1 AND remind_at>0 AND remind_at<=$2`, "application.hold_due", now)
}

// Remind finds what has come due with a query that answers id, application,
// visit and office, and records each once.
func Remind(ctx context.Context, j *journal.Journal, due, told, kind string, now int64) (int, error) {
	type thing struct{ id, application, visit, office string }
	var list []thing
	err := j.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, due, []any{now}, func(scan func(...any) error) error {
			var x thing
			err := scan(&x.id, &x.application, &x.visit, &x.office)
			list = append(list, x)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range list {
		var rows int64
		_, err := j.Change(ctx, kernel.SystemActor, func(c *journal.Change) (_ string, err error) {
			if rows, err = c.Exec(ctx, told, x.id, now); err != nil || rows == 0 { // another node was first, or it was taken up
				return x.id, err
			}
			detail := map[string]any{}
			if x.id != x.application {
				detail["task"] = x.id
			}
			return x.id, c.Record(ctx, journal.Event{Kind: kind, Office: x.office, Visit: x.visit, Application: x.application, Payload: detail})
		})
		if err != nil {
			return n, err
		}
		n += int(rows)
	}
	return n, nil
}
