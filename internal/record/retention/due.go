package retention

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Due is how things stand with one form.
type Due struct {
	Form   *catalog.Form
	Before string // applications over before this day are past their time; "" without a rule
	Count  int    // of them, without those held
	Held   int
}

// before is the day before which an application must have been over for its
// time to have passed today. Over is never before received (住基法施行令34条
// counts from there), so nothing goes too early.
func before(r catalog.Retention, now time.Time) time.Time {
	today := now.In(kernel.Tokyo)
	if r.From == catalog.FromFiscalYear {
		year := today.Year()
		if today.Month() < time.April {
			year--
		}
		return time.Date(year-r.Years, time.April, 1, 0, 0, 0, 0, kernel.Tokyo)
	}
	return time.Date(today.Year()-r.Years, today.Month(), today.Day(), 0, 0, 0, 0, kernel.Tokyo)
}

// overStates are those of visit.State.Over but pending, which goes on; written
// out because the index application_over is partial.
const overStates = `('finished','withdrawn','mistaken','refused')`

// past selects applications of a form that were over before a moment and hold
// something still.
const past = ` FROM application a JOIN application_secret x ON x.application = a.id
	WHERE a.form=$1 AND a.changed_at < $2 AND a.state IN ` + overStates

func dueOf(ctx context.Context, tx *db.Tx, f *catalog.Form, now time.Time) (Due, error) {
	d := Due{Form: f}
	if f.Retention.Years == 0 {
		return d, nil
	}
	limit := before(f.Retention, now)
	d.Before = kernel.Day(limit)
	err := tx.Row(ctx, `SELECT count(*), count(h.visit) FROM (SELECT a.visit`+past+`) p LEFT JOIN retention_hold h ON h.visit = p.visit`,
		[]any{f.ID, kernel.Millis(limit)}, &d.Count, &d.Held)
	d.Count -= d.Held
	return d, err
}

// next selects some applications that an approved erasure may erase.
func next(ctx context.Context, tx *db.Tx, e Erasure, limit int) ([]string, error) {
	day, err := time.ParseInLocation(time.DateOnly, e.Before, kernel.Tokyo)
	if err != nil {
		return nil, err
	}
	var out []string
	err = tx.Each(ctx, `SELECT a.id`+past+` AND NOT EXISTS (SELECT 1 FROM retention_hold h WHERE h.visit = a.visit) ORDER BY a.changed_at LIMIT $3`,
		[]any{e.Form, kernel.Millis(day), limit}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out = append(out, id)
			return err
		})
	return out, err
}
