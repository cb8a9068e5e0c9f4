package review

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Effort is keys pressed and the time they took, pauses left out.
type Effort struct {
	Keys int `json:"keys"`
	MS   int `json:"ms"` // milliseconds
}

// leastEffort is how much typing says anything about speed.
const leastEffort = time.Minute

// KeysPerHour is the speed of typing; 0 while too little was typed.
func (e Effort) KeysPerHour() int {
	if time.Duration(e.MS)*time.Millisecond < leastEffort {
		return 0
	}
	return int(math.Round(float64(e.Keys) * float64(time.Hour.Milliseconds()) / float64(e.MS)))
}

// Bounds of what a page may say of one field; what is beyond is cut.
const (
	mostKeys = 2000
	mostMS   = 10 * 60_000
)

// Typed adds what an entry cost, field by field, as the page of whoever keyed
// it counted: to the person's own day, and without a name to the fields. It is
// told once, after the entry was finished; a task of somebody else is refused
// ("task_not_yours").
func (s *Service) Typed(ctx context.Context, actor kernel.Actor, task string, fields map[string]Effort) error {
	if len(fields) == 0 {
		return nil
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) { return task, s.typed(ctx, c.Tx, actor, task, fields) })
	return err
}

func (s *Service) typed(ctx context.Context, tx *db.Tx, actor kernel.Actor, task string, fields map[string]Effort) error {
	t, err := s.requests.Read(ctx, tx, task)
	if err != nil {
		return err
	}
	if t.State != request.Finished || t.Staff != actor.ID {
		return kernel.E(kernel.Conflict, "task_not_yours", "staff", t.Staff)
	}
	a, err := s.visits.Application(ctx, tx, actor, t.Application)
	if err != nil {
		return err
	}
	f, ok := s.catalog.Form(a.Form)
	if !ok {
		return nil
	}
	day := kernel.Day(s.journal.Now())
	var sum Effort
	var rows []any
	n := 0
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		e := Effort{min(max(0, fields[k].Keys), mostKeys), min(max(0, fields[k].MS), mostMS)}
		if _, known := f.Item(k); !known || e.MS == 0 {
			continue
		}
		sum.Keys, sum.MS = sum.Keys+e.Keys, sum.MS+e.MS
		rows = append(rows, day[:len("2006-01")], a.Form, k, step(e.MS), 1, e.Keys, e.MS)
		n++
	}
	if n == 0 {
		return nil
	}
	if err := tx.Later(ctx, `INSERT INTO review_person (day, staff, passes, compared, wrong, keys, ms) VALUES ($1,$2,0,0,0,$3,$4)
		ON CONFLICT (day, staff) DO UPDATE SET keys=review_person.keys+excluded.keys, ms=review_person.ms+excluded.ms`, day, actor.ID, sum.Keys, sum.MS); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO review_effort (month, form, field, step, n, keys, ms) VALUES `+db.Values(n, 7)+`
		ON CONFLICT (month, form, field, step) DO UPDATE SET n=review_effort.n+1, keys=review_effort.keys+excluded.keys, ms=review_effort.ms+excluded.ms`, rows...)
}

// Times are put into steps of a quarter octave from a quarter of a second on,
// so that a median is known within a tenth and nobody's single field is kept.
const firstMS = 250

func step(ms int) int {
	return int(math.Round(4 * math.Log2(math.Max(1, float64(ms)/firstMS))))
}

func timeOf(step int) time.Duration {
	return time.Duration(firstMS*math.Exp2(float64(step)/4)) * time.Millisecond
}

// Pace is how everybody together keyed a field in a month.
type Pace struct {
	Form, Field string
	N           int
	Effort
	Median time.Duration // active time a field
}

// Paces reads a month's pace by field, the slowest first, for who may see the
// team's quality; the first of both is everything together.
func (s *Service) Paces(ctx context.Context, actor kernel.Actor, name string) (all Pace, fields []Pace, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return all, nil, err
	}
	if _, _, err := month(name); err != nil {
		return all, nil, err
	}
	steps := map[int]int{}
	var of []map[int]int
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT form, field, step, n, keys, ms FROM review_effort WHERE month=$1 ORDER BY form, field, step`, []any{name}, func(scan func(...any) error) error {
			var p Pace
			var at int
			if err := scan(&p.Form, &p.Field, &at, &p.N, &p.Keys, &p.MS); err != nil {
				return err
			}
			if last := len(fields) - 1; last < 0 || fields[last].Form != p.Form || fields[last].Field != p.Field {
				fields, of = append(fields, Pace{Form: p.Form, Field: p.Field}), append(of, map[int]int{})
			}
			last := len(fields) - 1
			for _, x := range []*Pace{&fields[last], &all} {
				x.N, x.Keys, x.MS = x.N+p.N, x.Keys+p.Keys, x.MS+p.MS
			}
			of[last][at] += p.N
			steps[at] += p.N
			return nil
		})
	})
	for i := range fields {
		fields[i].Median = median(of[i], fields[i].N)
	}
	all.Median = median(steps, all.N)
	slices.SortStableFunc(fields, func(a, b Pace) int { return -cmp.Compare(a.Median, b.Median) })
	return all, fields[:min(len(fields), mostFields)], err
}

func median(steps map[int]int, n int) time.Duration {
	seen := 0
	for _, at := range slices.Sorted(maps.Keys(steps)) {
		if seen += steps[at]; 2*seen >= n {
			return timeOf(at)
		}
	}
	return 0
}
