package journal

import (
	"context"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// forgetStep is how many remembered commands are looked at in one go.
const forgetStep = 500

// Forget drops remembered commands older than a day. An index by time would be
// one more page to write for every command; instead the commands of a day are
// walked along their key, and only the stretches that hold old ones are written
// to, each in a short change of its own, so that nobody waits for it.
func (j *Journal) Forget(ctx context.Context) error {
	limit := kernel.Millis(j.clock.Now().Add(-24 * time.Hour))
	var from, to struct{ actor, key string }
	for {
		n, old := 0, 0
		err := j.db.Read(ctx, func(tx *db.Tx) error {
			return tx.Each(ctx, `SELECT actor, key, at FROM command WHERE (actor, key) > ($1, $2) ORDER BY actor, key LIMIT $3`,
				[]any{from.actor, from.key, forgetStep}, func(scan func(...any) error) error {
					var at int64
					err := scan(&to.actor, &to.key, &at)
					if n++; at < limit {
						old++
					}
					return err
				})
		})
		if err == nil && old > 0 {
			err = j.db.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `DELETE FROM command WHERE (actor, key) > ($1, $2) AND (actor, key) <= ($3, $4) AND at < $5`,
					from.actor, from.key, to.actor, to.key, limit)
				return err
			})
		}
		if err != nil || n < forgetStep {
			return err
		}
		from = to
	}
}
