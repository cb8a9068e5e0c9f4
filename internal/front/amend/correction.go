package amend

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Case is something handed over that must be put right (交付後の訂正). The
// application stays finished and its visit closed; the case is linked to it
// and open until somebody closes it.
type Case struct {
	ID          string     `json:"id"`
	Application string     `json:"application"`
	Visit       string     `json:"visit"`
	Office      string     `json:"office"`
	Reason      string     `json:"reason"`
	OpenedBy    string     `json:"opened_by"`
	OpenedAt    time.Time  `json:"opened_at"`
	ClosedBy    string     `json:"closed_by,omitempty"`
	ClosedAt    *time.Time `json:"closed_at,omitempty"`
	Note        string     `json:"note,omitempty"` // how it ended
	Steps       []Step     `json:"steps"`
}

// Step is one thing that was done, or tried, to put it right.
type Step struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"` // contact | collect | reissue
	Done  bool      `json:"done"` // false: tried without success
	Note  string    `json:"note,omitempty"`
	Staff string    `json:"staff"`
	At    time.Time `json:"at"`
}

// stepEvents are the steps of a correction with what the journal calls them.
var stepEvents = []struct{ kind, event string }{
	{"contact", "correction.contacted"}, // 連絡: the visitor knows
	{"collect", "correction.collected"}, // 回収: the wrong paper is back
	{"reissue", "correction.reissued"},  // 再交付: the right one is given
}

// StepKinds lists the steps in the order in which they are usually done.
func StepKinds() []string {
	var out []string
	for _, s := range stepEvents {
		out = append(out, s.kind)
	}
	return out
}

// Left lists the steps that are not done yet.
func (k Case) Left() []string {
	return slices.DeleteFunc(StepKinds(), func(kind string) bool {
		return slices.ContainsFunc(k.Steps, func(st Step) bool { return st.Kind == kind && st.Done })
	})
}

// OpenCase opens the correction of a finished application. There is one open
// case of an application at a time ("correction_open"); before the end there
// is none, because the ordinary way still leads back ("correction_not_finished"),
// and after its erasure none any more ("application_erased").
func (s *Service) OpenCase(ctx context.Context, actor kernel.Actor, application, reason string) (string, error) {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.visits.Locked(ctx, c, application)
		if err == nil {
			err = staff.Require(actor, staff.Correct, a.Office)
		}
		if err == nil && a.State != visit.Finished {
			err = kernel.E(kernel.Conflict, "correction_not_finished")
		}
		if err == nil { // what is written about an erased one nobody would ever erase
			_, err = s.visits.Secret(ctx, c.Tx, a.ID)
		}
		if err != nil {
			return "", err
		}
		open, err := cases(ctx, c.Tx, `application=$1 AND closed_at=0`, a.ID)
		if err != nil {
			return "", err
		}
		if len(open) > 0 {
			return "", kernel.E(kernel.Conflict, "correction_open", "staff", open[0].OpenedBy)
		}
		k := Case{ID: kernel.NewID(), Application: a.ID, Visit: a.Visit, Office: a.Office}
		if _, err := c.Exec(ctx, `INSERT INTO correction_case (id, application, visit, office, reason, opened_by, opened_at, closed_by, closed_at, note) VALUES ($1,$2,$3,$4,$5,$6,$7,'',0,'')`,
			k.ID, a.ID, a.Visit, a.Office, reason, actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		if err := takenUp(ctx, c, a.ID); err != nil {
			return "", err
		}
		if err := s.visits.Settled(ctx, c, a); err != nil {
			return "", err
		}
		return k.ID, k.record(ctx, c, "correction.opened")
	})
}

// TakeStep records that a step was done, or only tried, with an optional note.
func (s *Service) TakeStep(ctx context.Context, actor kernel.Actor, id, kind string, done bool, note string) error {
	i := slices.Index(StepKinds(), kind)
	if i < 0 {
		return kernel.E(kernel.Invalid, "correction_kind_unknown").On("kind")
	}
	note, err := words.Note(note, "note")
	if err != nil {
		return err
	}
	return s.onCase(ctx, actor, id, func(c *journal.Change, k Case) error {
		event := stepEvents[i].event
		if !done {
			event = "correction.tried"
		}
		if _, err := c.Exec(ctx, `INSERT INTO correction_step (id, correction, application, kind, done, note, staff, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			kernel.NewID(), k.ID, k.Application, kind, db.Flag(done), note, actor.ID, kernel.Millis(c.Now)); err != nil {
			return err
		}
		return k.record(ctx, c, event)
	})
}

// CloseCase ends a correction. What was not done needs a note that says why
// not ("correction_steps_left").
func (s *Service) CloseCase(ctx context.Context, actor kernel.Actor, id, note string) error {
	note, err := words.Note(note, "note")
	if err != nil {
		return err
	}
	return s.onCase(ctx, actor, id, func(c *journal.Change, k Case) error {
		if n := len(k.Left()); n > 0 && note == "" {
			return kernel.E(kernel.Invalid, "correction_steps_left", "n", n).On("note")
		}
		if _, err := c.Exec(ctx, `UPDATE correction_case SET closed_by=$1, closed_at=$2, note=$3 WHERE id=$4 AND closed_at=0`, actor.ID, kernel.Millis(c.Now), note, k.ID); err != nil {
			return err
		}
		return k.record(ctx, c, "correction.closed")
	})
}

// onCase changes an open case while its application is held, so that two
// people cannot change it at once.
func (s *Service) onCase(ctx context.Context, actor kernel.Actor, id string, fn func(*journal.Change, Case) error) error {
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		k, err := oneCase(ctx, c.Tx, id)
		if err != nil {
			return "", err
		}
		a, err := s.visits.Locked(ctx, c, k.Application)
		if err == nil {
			err = staff.Require(actor, staff.Correct, a.Office)
		}
		if err == nil { // as it is now that nobody else can change it
			k, err = oneCase(ctx, c.Tx, id)
		}
		if err == nil && k.ClosedAt != nil {
			err = kernel.E(kernel.Conflict, "correction_closed", "staff", k.ClosedBy)
		}
		if err != nil {
			return "", err
		}
		return k.ID, fn(c, k)
	})
	return err
}

func (k Case) record(ctx context.Context, c *journal.Change, event string) error {
	return c.Record(ctx, journal.Event{Kind: event, Office: k.Office, Visit: k.Visit, Application: k.Application, Payload: map[string]any{"correction": k.ID}})
}

func oneCase(ctx context.Context, tx *db.Tx, id string) (Case, error) {
	list, err := cases(ctx, tx, `id=$1`, id)
	if err == nil && len(list) == 0 {
		err = kernel.E(kernel.NotFound, "correction_unknown")
	}
	if err != nil {
		return Case{}, err
	}
	return list[0], nil
}
