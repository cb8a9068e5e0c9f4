package dbtest

import (
	"context"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
)

func TestPlansTellSlowWaysFromGoodOnes(t *testing.T) {
	t.Parallel()
	p := &Plans{Grows: []string{"journal", "visit"}, Coarse: []string{"office", "state"}, Old: []string{"visit_done"}}
	Run(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := &schema{Plans: p, table: map[string]string{}, partial: map[string]bool{}, few: map[string]bool{}}
		check := func(tx *db.Tx) error {
			if err := s.read(ctx, tx); err != nil {
				return err
			}
			clear(s.few) // every table is empty here
			if tx.Postgres() {
				if err := tx.Row(ctx, `SELECT set_config('enable_seqscan', 'off', true)`, nil, new(string)); err != nil { // only here: there is nothing to estimate by
					return err
				}
			}
			for q, slow := range map[string]bool{
				`SELECT at FROM journal WHERE actor='x'`:                    true,
				`SELECT at FROM journal j WHERE j.visit='x' ORDER BY seq`:   false,
				`SELECT wish FROM visit v WHERE v.office='x'`:               true,
				`SELECT wish FROM visit WHERE office='x' AND state<>'done'`: false,
				`SELECT wish FROM visit WHERE office='x' AND day='y'`:       false,
				`SELECT COUNT(*) FROM visit WHERE office='x' AND wish='y'`:  true,
				`DELETE FROM visit WHERE id='x'`:                            false,
				`SELECT name FROM office`:                                   false,
				`UPDATE visit SET wish='' WHERE language='x'`:               true,
			} {
				ways, err := s.explain(ctx, tx, hot{q: q})
				if err != nil {
					return err
				}
				found := false
				for _, w := range ways {
					found = found || s.judge(w) != ""
				}
				if len(ways) == 0 || found != slow {
					t.Errorf("%s: %v, slow %v", q, ways, found)
				}
			}
			return nil
		}
		if err := d.Read(ctx, check); err != nil {
			t.Fatal(err)
		}
	})
}
