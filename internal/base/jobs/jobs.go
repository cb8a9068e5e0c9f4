package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

const (
	maxAttempts = 10 // over about four hours
	firstWait   = 5 * time.Second
	longestWait = time.Hour
	lookEvery   = 2 * time.Second
)

// leaseFor is how long a job is one node's, and how long it may take.
var leaseFor = func() time.Duration {
	if kernel.Hurried {
		return 10 * time.Second
	}
	return 2 * time.Minute
}()

// Job is one piece of work.
type Job struct {
	ID       string
	Kind     string
	Ref      string // what it is about
	Attempts int    // tries begun, this one included
	Due      time.Time
	Created  time.Time
	Error    string // code of the last failure, "" for none
}

// Handler does a job. It may be called again for a job it has done, and must
// end before ctx does, when the job's lease is over.
type Handler func(ctx context.Context, j Job) error

// Put asks for a job once tx is committed, not before due. A second job of the
// same kind and ref is the first one. ref is an id, never a visitor's data.
func Put(ctx context.Context, tx *db.Tx, kind, ref string, now, due time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO job (id,kind,ref,state,due_at,lease_until,attempts,error,created_at) VALUES ($1,$2,$3,'waiting',$4,0,0,'',$5)
		ON CONFLICT (kind, ref) DO NOTHING`, kernel.NewID(), kind, ref, kernel.Millis(due), kernel.Millis(now))
	return err
}

// Runner does the jobs of one node.
type Runner struct {
	db    *db.DB
	clock kernel.Clock
	kinds map[string]kind
}

type kind struct {
	do    Handler
	every time.Duration // 0: done once
}

// New makes a runner without kinds.
func New(d *db.DB, clock kernel.Clock) *Runner {
	return &Runner{db: d, clock: clock, kinds: map[string]kind{}}
}

// Handle has the runner do jobs of a kind; all kinds are named before Run.
func (r *Runner) Handle(name string, do Handler) { r.kinds[name] = kind{do: do} }

// Every has the runner do something again and again, on one node at a time.
func (r *Runner) Every(name string, every time.Duration, do Handler) {
	r.kinds[name] = kind{do: do, every: every}
}

// Run does jobs until ctx ends, each kind by itself, so that a heap of one kind
// keeps no other waiting.
func (r *Runner) Run(ctx context.Context, log *slog.Logger) {
	var wg sync.WaitGroup
	for name := range r.kinds {
		wg.Go(func() {
			for ctx.Err() == nil {
				did, err := r.One(ctx, name)
				if err != nil && ctx.Err() == nil {
					log.Error("job", "kind", name, "err", err)
				}
				if !did || err != nil {
					kernel.Pause(ctx, lookEvery)
				}
			}
		})
	}
	wg.Wait()
}

// One does one due job of a kind; did is false when none was due. The error is
// the job's own or the database's; the job is then tried again later.
func (r *Runner) One(ctx context.Context, name string) (did bool, err error) {
	k, ok := r.kinds[name]
	if !ok {
		return false, fmt.Errorf("jobs: nobody handles %q", name)
	}
	if k.every > 0 {
		if err := r.ensure(ctx, name, k.every); err != nil {
			return false, err
		}
	}
	j, err := r.claim(ctx, name)
	if err != nil || j.ID == "" {
		return false, err
	}
	within, cancel := context.WithTimeout(ctx, leaseFor)
	defer cancel()
	if err := r.guarded(within, k.do, j); err != nil {
		return true, r.failed(ctx, j, k.every > 0, err)
	}
	return true, r.done(ctx, j, k.every)
}

// guarded turns a panic into a failure: one bad job must not end the node.
func (r *Runner) guarded(ctx context.Context, do Handler, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do(ctx, j)
}

// later is how long to wait after the n-th failure: twice as long each time,
// and not all at the same moment.
func later(n int) time.Duration {
	d := min(longestWait, firstWait<<min(n-1, 20))
	return d - time.Duration(rand.Int64N(int64(d)/4)) //nolint:gosec // spread, not a secret
}
