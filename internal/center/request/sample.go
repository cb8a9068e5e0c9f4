package request

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// perField is the expected work on one sampled field, milliseconds.
const perField = 12_000

// GiveSamples has the list give samples out, or no more.
func (s *Service) GiveSamples(ctx context.Context, c *journal.Change, on bool) error {
	_, err := c.Exec(ctx, `UPDATE dispatch_now SET samples=$1 WHERE id=1`, db.Flag(on))
	return err
}

// OpenSample puts a sample of a delivered application on the list, or the
// settlement of one, for everybody but those set apart. It belongs to no visit:
// nobody waits for it, so it delays no promise. Where it may wait for a quiet
// moment it is given out only when nothing else waits; otherwise it stands in
// the order of dispatch like a small form that was just taken in.
func (s *Service) OpenSample(ctx context.Context, c *journal.Change, a visit.Application, kind Kind, portion catalog.Portion, fields int, quiet bool, apart []string) (Task, error) {
	t := Task{Application: a.ID, Office: a.Office, Kind: kind, Portion: portion, State: Open, Procedure: a.Procedure, Place: a.Position,
		VisitAt: c.Now, Remaining: int64(fields) * perField}
	if quiet {
		t.Class = idle
	}
	if err := insertTask(ctx, c, &t); err != nil {
		return t, err
	}
	p, err := s.policy(ctx, c.Tx, true)
	if err != nil {
		return t, err
	}
	if _, err := c.Exec(ctx, `UPDATE task SET rank=$1 WHERE id=$2`, p.Rank(t.item()), t.ID); err != nil {
		return t, err
	}
	for _, who := range apart {
		if err := s.SetApart(ctx, c, t.ID, who); err != nil {
			return t, err
		}
	}
	return t, nil
}

// Apart lists who must not work on a sample: they had a hand in what it looks
// at.
func (s *Service) Apart(ctx context.Context, tx *db.Tx, task string) ([]string, error) {
	var out []string
	err := tx.Each(ctx, `SELECT staff FROM rekey_apart WHERE task=$1`, []any{task}, func(scan func(...any) error) error {
		var who string
		err := scan(&who)
		out = append(out, who)
		return err
	})
	return out, err
}

// SetApart sets a person apart from a sample, and from what is made of it.
func (s *Service) SetApart(ctx context.Context, c *journal.Change, task, person string) error {
	return c.Later(ctx, `INSERT INTO rekey_apart (task, staff) VALUES ($1,$2) ON CONFLICT (task, staff) DO NOTHING`, task, person)
}

// OldSamples lists samples that nobody took since a time, and settlements since
// another.
func (s *Service) OldSamples(ctx context.Context, tx *db.Tx, samples, settlements time.Time) ([]Task, error) {
	return selectTasks(ctx, tx, `state='open' AND (kind='sample' AND opened_at<$1 OR kind='settlement' AND opened_at<$2) ORDER BY application, id`,
		kernel.Millis(samples), kernel.Millis(settlements))
}

// DropSample takes a sample off the list unless somebody works on it.
func (s *Service) DropSample(ctx context.Context, c *journal.Change, task string) (bool, error) {
	n, err := c.Exec(ctx, `UPDATE task SET state='cancelled', done_at=$1, version=version+1 WHERE id=$2 AND state='open'`, kernel.Millis(c.Now), task)
	return n == 1, err
}

// dropSamples takes the samples of an application off the list, whoever works
// on them.
func dropSamples(ctx context.Context, c *journal.Change, application string) error {
	return c.Later(ctx, `UPDATE task SET state='cancelled', staff='', done_at=$1, version=version+1 WHERE application=$2 AND done_at=0 AND kind IN ('sample','settlement')`,
		kernel.Millis(c.Now), application)
}

// gone is the refusal to whoever would give a sample back to the counter: its
// visitor left long ago.
func (s *Service) gone(ctx context.Context, c *journal.Change, application string) error {
	var n int
	err := c.Row(ctx, `SELECT COUNT(*) FROM task WHERE application=$1 AND done_at=0 AND staff=$2 AND kind IN ('sample','settlement')`, []any{application, c.Actor.ID}, &n)
	if err == nil && n > 0 {
		err = Gone()
	}
	return err
}

// Gone says that the counter cannot ask the visitor any more; 読めない is the way
// to go on.
func Gone() *kernel.Error { return kernel.E(kernel.Conflict, "visitor_gone") }
