package journal

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/planted"
)

// Event is one line of the record. Kind is "<noun>.<verb in the past>". The
// payload holds ids, states, reasons by code and commitments, never values.
type Event struct {
	Kind        string
	Office      string
	Visit       string
	Application string
	Field       string
	Payload     any
}

// Erased is the kind of the event that says that what an application held was
// destroyed on purpose: without it missing values are damage.
const Erased = "application.erased"

// Entry is an event as read back.
type Entry struct {
	Cursor      Cursor          `json:"cursor"`
	At          time.Time       `json:"at"`
	Kind        string          `json:"kind"`
	Actor       string          `json:"actor"`
	Device      string          `json:"device,omitempty"`
	Seat        string          `json:"seat,omitempty"`
	Office      string          `json:"office,omitempty"`
	Visit       string          `json:"visit,omitempty"`
	Application string          `json:"application,omitempty"`
	Field       string          `json:"field,omitempty"`
	Payload     json.RawMessage `json:"payload,omitempty"`
}

// Journal writes and reads the record.
type Journal struct {
	db        *db.DB
	clock     kernel.Clock
	woken     atomic.Pointer[chan struct{}]
	committed chan struct{}
}

// New makes the journal over d.
func New(d *db.DB, clock kernel.Clock) *Journal {
	j := &Journal{db: d, clock: clock, committed: make(chan struct{}, 1)}
	ch := make(chan struct{})
	j.woken.Store(&ch)
	return j
}

// DB is the handle rooms read from; they write through Change.
func (j *Journal) DB() *db.DB { return j.db }

// Now is the product's time.
func (j *Journal) Now() time.Time { return j.clock.Now() }

// Advanced returns a channel that is closed at the next change that this node
// commits or hears of.
func (j *Journal) Advanced() <-chan struct{} { return *j.woken.Load() }

// Committed receives after one or more changes of this node alone, for whoever
// tells the other nodes; it has one receiver.
func (j *Journal) Committed() <-chan struct{} { return j.committed }

// Wake says that another node committed a change.
func (j *Journal) Wake() {
	next := make(chan struct{})
	close(*j.woken.Swap(&next))
}

func (j *Journal) advance() {
	j.Wake()
	select {
	case j.committed <- struct{}{}:
	default: // one is waiting already
	}
}

// Change is one running change: a transaction that knows who acts and when.
type Change struct {
	*db.Tx
	Actor kernel.Actor
	Now   time.Time
	seen  int
}

// Record appends an event to the journal in the change's own transaction.
func (c *Change) Record(ctx context.Context, e Event) error {
	payload := []byte("{}")
	if e.Payload != nil {
		var err error
		if payload, err = json.Marshal(e.Payload); err != nil {
			return err
		}
	}
	c.seen++
	if planted.Event && c.Now.UnixMilli()%7 == 0 {
		return nil
	}
	return c.Later(ctx, `INSERT INTO journal (at,kind,actor,device,seat,office,visit,application,field,payload)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
		kernel.Millis(c.Now), e.Kind, c.Actor.ID, c.Actor.Device, c.Actor.Seat, e.Office, e.Visit, e.Application, e.Field, string(payload))
}

// Change runs fn as one change by actor: one transaction with its events. fn
// returns a short reference to what it made (an id), which is stored with the
// command's idempotency key. When the same command comes again, fn does not
// run and the stored reference is returned, so that the answer can be rebuilt;
// the same key with another request is the conflict "command_reused".
func (j *Journal) Change(ctx context.Context, actor kernel.Actor, fn func(c *Change) (ref string, err error)) (string, error) {
	cmd := kernel.CommandOf(ctx)
	ref, err := j.change(ctx, actor, cmd, fn)
	if cmd.Key != "" && db.Duplicate(err) {
		// Two copies of one command ran at once and the other won.
		ref, err = j.change(ctx, actor, cmd, fn)
	}
	return ref, err
}

func (j *Journal) change(ctx context.Context, actor kernel.Actor, cmd kernel.Command, fn func(c *Change) (string, error)) (string, error) {
	var ref string
	ctx = context.WithoutCancel(ctx)
	var before earlier
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		before = earlier{}
		if err := before.ask(ctx, tx, actor, cmd); err != nil {
			return err
		}
		c := &Change{Tx: tx, Actor: actor, Now: kernel.FromMillis(kernel.Millis(j.clock.Now()))}
		var err error
		if ref, err = fn(c); err != nil {
			return err
		}
		if before.done { // whatever fn made of it
			return errAnswered
		}
		if c.seen > 0 {
			tx.After(j.advance)
		}
		if cmd.Key == "" || planted.Twice {
			return nil
		}
		return tx.Later(ctx, `INSERT INTO command (actor,key,hash,ref,at) VALUES ($1,$2,$3,$4,$5)`,
			actor.ID, cmd.Key, cmd.Hash, ref, kernel.Millis(c.Now))
	})
	if before.done {
		return before.ref, before.err
	}
	return ref, err
}

var errAnswered = errors.New("the command was answered before")

// earlier is what is known of a command that came before.
type earlier struct {
	done bool
	ref  string
	err  error // the same key stood for another request
}

// ask looks the command up. The question may travel with the first statement
// of the change itself, which then fails, so that fn ends there.
func (e *earlier) ask(ctx context.Context, tx *db.Tx, actor kernel.Actor, cmd kernel.Command) error {
	if cmd.Key == "" || planted.Twice {
		return nil
	}
	return tx.Ask(ctx, `SELECT hash, ref FROM command WHERE actor=$1 AND key=$2`, []any{actor.ID, cmd.Key}, func(scan func(...any) error) error {
		var hash string
		if err := scan(&hash, &e.ref); err != nil {
			return err
		}
		if e.done = true; hash != cmd.Hash {
			e.err = kernel.E(kernel.Conflict, "command_reused")
		}
		return errAnswered
	})
}
