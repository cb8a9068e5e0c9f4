package through

import (
	"fmt"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Fill puts n forms of as many visitors on the list at once, as if they had
// been sent one every second, to measure a list that long. It writes the rows
// itself: through the counter the longest would take an hour.
func (r *Rooms) Fill(n int) error {
	const batch = 40
	begin := kernel.Millis(r.clock.Now()) - int64(n)*1000
	return r.journal.DB().Write(r.ctx, func(tx *db.Tx) error {
		for from := 0; from < n; from += batch {
			var visits, applications, tasks, lines [][]any
			for i := from; i < min(n, from+batch); i++ {
				at := begin + int64(i)*1000
				v, a := fmt.Sprintf("visit-%07d", i), fmt.Sprintf("application-%07d", i)
				left := int64(2+i%12) * 60_000
				rank := 1000*left + 1000*at
				visits = append(visits, []any{v, "office", "2026-11-24", 1_000_000 + i, "計測", "B", "ja", "", "back_office", 1, "", "clerk", "self", "one", "license", "clerk", at, at, 0})
				applications = append(applications, []any{a, v, "office", 0, procedure(0, 0), "slip", 1, "requested", 1, "", "center", "here", "", "", at, at, 0, at})
				tasks = append(tasks, []any{"task-" + a, a, v, "office", "first", "open", 1, 0, "", 0, at, at, 0, 0, procedure(0, 0), left, left, rank})
				lines = append(lines, []any{v, 0, at, left, rank, at, at + 86_400_000, 0, 1, -1})
			}
			for _, t := range []struct {
				into string
				rows [][]any
			}{
				{"visit (id,office,day,number,reception,ticket,language,wish,state,version,seat,clerk,came_as,proof,proof_kind,proof_by,arrived_at,called_at,closed_at)", visits},
				{"application (id,visit,office,position,procedure,form,form_version,state,version,back,route,way,registered_no,ending,accepted_at,requested_at,completed_at,changed_at)", applications},
				{"task (id,application,visit,office,kind,state,version,local,staff,lease_until,visit_at,opened_at,leased_at,done_at,procedure,work,remaining,rank)", tasks},
				{"line (visit,class,visit_at,remaining,rank,sent_at,promised_at,bucket,fair,kept)", lines},
			} {
				if err := r.insert(tx, t.into, t.rows); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (r *Rooms) insert(tx *db.Tx, into string, rows [][]any) error {
	var args []any
	for _, row := range rows {
		args = append(args, row...)
	}
	_, err := tx.Exec(r.ctx, `INSERT INTO `+into+` VALUES `+db.Values(len(rows), 1+strings.Count(into, ",")), args...)
	return err
}

// Claims has n people ask for work one after the other and returns how long
// each was kept waiting.
func (r *Rooms) Claims(n int) ([]time.Duration, error) {
	out := make([]time.Duration, n)
	for i := range out {
		who := person(0)
		who.ID = fmt.Sprintf("claimant-%06d", i)
		begin := time.Now()
		if _, err := r.requests.Next(r.ctx, who, nil); err != nil {
			return nil, err
		}
		out[i] = time.Since(begin)
	}
	return out, nil
}
