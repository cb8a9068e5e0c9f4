package retention

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

const erasureColumns = `SELECT id, form, before, state, count, erased, proposed_by, proposed_at, decided_by, decided_at FROM erasure`

func scanErasure(scan func(...any) error) (e Erasure, err error) {
	var proposed, decided int64
	err = scan(&e.ID, &e.Form, &e.Before, &e.State, &e.Count, &e.Erased, &e.ProposedBy, &proposed, &e.DecidedBy, &decided)
	if e.ProposedAt = kernel.FromMillis(proposed); decided > 0 {
		e.DecidedAt = kernel.FromMillis(decided)
	}
	return e, err
}

func erasure(ctx context.Context, tx *db.Tx, id, lock string) (e Erasure, err error) {
	err = tx.Each(ctx, erasureColumns+` WHERE id=$1`+lock, []any{id}, func(scan func(...any) error) (err error) { e, err = scanErasure(scan); return err })
	if err == nil && e.ID == "" {
		err = kernel.E(kernel.NotFound, "not_found")
	}
	return e, err
}

func erasures(ctx context.Context, tx *db.Tx) ([]Erasure, error) {
	var out []Erasure
	err := tx.Each(ctx, erasureColumns+` ORDER BY CASE state WHEN 'proposed' THEN 0 WHEN 'approved' THEN 1 ELSE 2 END, proposed_at DESC LIMIT 100`, nil,
		func(scan func(...any) error) error {
			e, err := scanErasure(scan)
			out = append(out, e)
			return err
		})
	return out, err
}

func insertErasure(ctx context.Context, c *journal.Change, e Erasure) error {
	_, err := c.Exec(ctx, `INSERT INTO erasure (id, form, before, state, count, erased, proposed_by, proposed_at, decided_by, decided_at, done_at)
		VALUES ($1,$2,$3,$4,$5,0,$6,$7,'',0,0)`, e.ID, e.Form, e.Before, e.State, e.Count, e.ProposedBy, kernel.Millis(c.Now))
	return err
}

func holds(ctx context.Context, tx *db.Tx) ([]Hold, error) {
	var out []Hold
	err := tx.Each(ctx, `SELECT h.visit, v.reception, v.day, h.reason, h.staff, h.at FROM retention_hold h JOIN visit v ON v.id=h.visit ORDER BY h.at DESC`, nil,
		func(scan func(...any) error) error {
			var h Hold
			var at int64
			err := scan(&h.Visit, &h.Reception, &h.Day, &h.Reason, &h.Staff, &at)
			h.At = kernel.FromMillis(at)
			out = append(out, h)
			return err
		})
	return out, err
}

// erasedAll lists every application that was erased.
func erasedAll(ctx context.Context, tx *db.Tx) ([]string, error) {
	var out []string
	err := tx.Each(ctx, `SELECT application FROM erased ORDER BY application`, nil, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
