package request

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Kind says what a task asks of a person.
type Kind string

// The kinds of tasks.
const (
	First        Kind = "first"
	Second       Kind = "second" // blind: never sees the first
	Third        Kind = "third"  // blind too, only where the policy asks for it
	Adjudication Kind = "adjudication"
	Verification Kind = "verification" // a room for several people
	// A sample asks a few delivered fields again, blind; nothing shows its
	// person that it is none of the entries of a form in work. Where it differs
	// from what was delivered, a settlement says which was right.
	Sample     Kind = "sample"
	Settlement Kind = "settlement"
)

// Sampled tells whether the task looks at what was delivered; such a task
// changes nothing of its application.
func (k Kind) Sampled() bool { return k == Sample || k == Settlement }

// Shown is the kind that whoever works on the task is told.
func (k Kind) Shown() Kind {
	switch k {
	case Sample:
		return Second
	case Settlement:
		return Adjudication
	}
	return k
}

// Keying tells whether the task has exactly one leaseholder who types.
func (k Kind) Keying() bool { return k != Verification }

// State is where a task stands.
type State string

// The states of a task. A verification is leased while anybody is in it.
const (
	Open      State = "open"
	Leased    State = "leased"
	Held      State = "held" // its application is returned or pending; the draft is kept
	Finished  State = "done"
	Cancelled State = "cancelled"
)

// Task is one piece of work at the entry center or at a counter.
type Task struct {
	ID          string     `json:"id"`
	Application string     `json:"application"`
	Visit       string     `json:"visit"`
	Office      string     `json:"office"`
	Kind        Kind       `json:"kind"`
	State       State      `json:"state"`
	Version     int        `json:"version"`
	Local       bool       `json:"local"` // keyed at the counter, never handed out by the center
	Staff       string     `json:"staff,omitempty"`
	LeaseUntil  *time.Time `json:"lease_until,omitempty"`
	VisitAt     time.Time  `json:"visit_at"` // when the visit's first application was taken in
	OpenedAt    time.Time  `json:"opened_at"`
	// What the order of dispatch goes by; see package dispatch.
	Procedure  string         `json:"procedure"`
	Class      dispatch.Class `json:"class"`
	Place      int            `json:"place"`     // the form's position in its visit
	Work       int64          `json:"work"`      // expected work of the application from this task on, milliseconds
	Remaining  int64          `json:"remaining"` // expected work of the visit, milliseconds
	PromisedAt *time.Time     `json:"promised_at,omitempty"`
	Why        *dispatch.Why  `json:"why,omitempty"` // why it was given to its holder
	// Portion is the part of a split form that it is about; empty is the whole.
	Portion catalog.Portion `json:"portion,omitempty"`
	// Hold marks a task that its holder put aside for a while (保留).
	Hold *visit.Hold `json:"hold,omitempty"`
}

const taskColumns = `id, application, visit, office, kind, state, version, local, staff, lease_until, visit_at, opened_at, procedure, class, place, work, remaining, promised_at, why, portion`

func scanTask(scan func(...any) error) (Task, error) {
	var t Task
	var lease, visitAt, opened, promised int64
	var local int
	var why, hold string
	err := scan(&t.ID, &t.Application, &t.Visit, &t.Office, &t.Kind, &t.State, &t.Version, &local, &t.Staff, &lease, &visitAt, &opened,
		&t.Procedure, &t.Class, &t.Place, &t.Work, &t.Remaining, &promised, &why, &t.Portion, &hold)
	t.Local, t.VisitAt, t.OpenedAt = local == 1, kernel.FromMillis(visitAt), kernel.FromMillis(opened)
	t.LeaseUntil, t.PromisedAt = kernel.Moment(lease), kernel.Moment(promised)
	if err == nil && why != "" {
		err = json.Unmarshal([]byte(why), &t.Why)
	}
	if err == nil {
		t.Hold, err = visit.StoredHold(hold)
	}
	return t, err
}

func tasksWhere(where string) string {
	return `SELECT ` + taskColumns + `, hold FROM task WHERE ` + where
}

func selectTasks(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Task, error) {
	var out []Task
	err := tx.Each(ctx, tasksWhere(where), args, func(scan func(...any) error) error {
		t, err := scanTask(scan)
		out = append(out, t)
		return err
	})
	return out, err
}

// taskKey names a task that a transaction keeps.
type taskKey string

func selectTask(ctx context.Context, tx *db.Tx, id, lock string) (Task, error) {
	if t, ok := db.Kept[Task](tx, taskKey(id)); ok {
		return t, nil
	}
	ts, err := selectTasks(ctx, tx, `id=$1`+lock, id)
	if err == nil && len(ts) == 0 {
		err = kernel.E(kernel.NotFound, "task_unknown")
	}
	if err != nil {
		return Task{}, err
	}
	db.Keep(tx, taskKey(id), ts[0], lock != "", "task")
	return ts[0], nil
}

// own leaves out what only samples an application.
const own = `kind<>'sample' AND kind<>'settlement'`

const unfinished = `application=$1 AND done_at=0 AND ` + own + ` ORDER BY opened_at, id`

// live reads the tasks of an application that are not over.
func live(ctx context.Context, c *journal.Change, application string) ([]Task, error) {
	return selectTasks(ctx, c.Tx, unfinished+c.Lock(), application)
}

func insertTask(ctx context.Context, c *journal.Change, t *Task) error {
	t.ID, t.Version, t.OpenedAt = kernel.NewID(), 1, c.Now
	leased := int64(0)
	if t.State == Leased {
		leased = kernel.Millis(c.Now)
	}
	return c.Later(ctx, `INSERT INTO task (`+taskColumns+`, leased_at, done_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,0)`,
		t.ID, t.Application, t.Visit, t.Office, string(t.Kind), string(t.State), t.Version, db.Flag(t.Local), t.Staff, kernel.MillisOf(t.LeaseUntil),
		kernel.Millis(t.VisitAt), kernel.Millis(c.Now), t.Procedure, int(t.Class), t.Place, t.Work, t.Remaining, kernel.MillisOf(t.PromisedAt), "", string(t.Portion), leased)
}

// set writes a task's new state if nobody changed it meanwhile.
func set(ctx context.Context, c *journal.Change, t *Task, state State, staffID string, until *time.Time) error {
	var leased, done int64
	if state == Leased {
		leased = kernel.Millis(c.Now)
	}
	if state == Finished || state == Cancelled {
		done = kernel.Millis(c.Now)
	}
	why, err := t.reason()
	if err != nil {
		return err
	}
	was, held := db.Kept[Task](c.Tx, taskKey(t.ID))
	ok, err := c.Update(ctx, held && was.Version == t.Version, `UPDATE task SET state=$1, staff=$2, lease_until=$3, leased_at=$4, done_at=$5, local=$6, why=$7, portion=$8, hold='', remind_at=0, version=version+1 WHERE id=$9 AND version=$10`,
		string(state), staffID, kernel.MillisOf(until), leased, done, db.Flag(t.Local), why, string(t.Portion), t.ID, t.Version)
	if err != nil {
		return err
	}
	if !ok {
		return kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	t.State, t.Staff, t.LeaseUntil, t.Hold = state, staffID, until, nil
	t.Version++
	if held {
		db.Keep(c.Tx, taskKey(t.ID), *t, true, "task")
	}
	return nil
}

// reason is the stored form of why the task was given.
func (t *Task) reason() (string, error) {
	if t.Why == nil {
		return "", nil
	}
	b, err := json.Marshal(t.Why)
	return string(b), err
}
