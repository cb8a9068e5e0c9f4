package request

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Skills tells which procedures a person is set to work on; nil means all.
type Skills func(ctx context.Context, tx *db.Tx, actor kernel.Actor) ([]string, error)

// UseSkills has the list give people only what they are set to work on. It is
// called while the program is put together.
func (s *Service) UseSkills(f Skills) { s.skills = f }

// waiting is what makes a task one that the center may hand out.
const waiting = `state='open' AND local=0`

// lane is one ordered part of the list: tasks of a kind and class by rank, or
// those of a kind whose promised time has passed.
type lane struct {
	kind  Kind
	class dispatch.Class
	late  bool
}

// where is the lane's condition and order; args are appended for its
// parameters. Every pass but the first needs somebody who keyed nothing of
// the application; a first entry that was given back may go on with the same
// person.
func (l lane) where(p claimant, limit int, args *[]any) string {
	var b strings.Builder
	fmt.Fprintf(&b, `kind='%s' AND %s`, l.kind, waiting)
	param := func(v any) int { *args = append(*args, v); return len(*args) }
	if l.late {
		fmt.Fprintf(&b, ` AND promised_at>0 AND promised_at<$%d`, param(p.now))
	} else {
		fmt.Fprintf(&b, ` AND class=%d`, l.class)
	}
	switch {
	case l.kind.Sampled():
		fmt.Fprintf(&b, ` AND NOT EXISTS (SELECT 1 FROM rekey_apart k WHERE k.task=task.id AND k.staff=$%d)`, param(p.staff))
	case l.kind != First:
		fmt.Fprintf(&b, ` AND NOT EXISTS (SELECT 1 FROM keyer k WHERE k.application=task.application AND k.staff=$%d)`, param(p.staff))
	}
	if p.ahead { // to fetch a portion before it is given would be to have seen it
		b.WriteString(` AND portion=''`)
	} else {
		fmt.Fprintf(&b, ` AND `+unseen, param(p.staff))
	}
	if p.only != nil {
		n := len(*args)
		for _, id := range p.only {
			*args = append(*args, id)
		}
		fmt.Fprintf(&b, ` AND procedure IN (%s)`, db.List(n+1, len(p.only)))
	}
	if l.late {
		b.WriteString(` ORDER BY promised_at, visit_at, place`)
	} else {
		b.WriteString(` ORDER BY rank, visit_at, place`)
	}
	fmt.Fprintf(&b, ` LIMIT %d`, limit)
	return b.String()
}

// idle is the class of a sample that is given out only when nothing else waits.
const idle dispatch.Class = -1

// claimant is who asks, when, and for what.
type claimant struct {
	staff string
	now   int64
	only  []string // procedures; nil is all
	ahead bool     // only looks
}

// head is one of the first tasks of a lane.
type head struct {
	lane
	dispatch.Spot
	id, application string
}

// step is a kind's turn within a visit: what ends a form comes first.
func step(k Kind) int { return slices.Index(order, k.Shown()) }

// heads finds the first tasks of every lane, at most limit of each, in one
// statement. However many tasks wait, each lane costs one look into an index.
func heads(ctx context.Context, tx *db.Tx, lanes []lane, p claimant, limit int) ([]head, error) {
	var b strings.Builder
	var args []any
	for i, l := range lanes {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		fmt.Fprintf(&b, `SELECT * FROM (SELECT %d AS lane, class, rank, promised_at, visit_at, place, id, application FROM task WHERE %s) AS lane%d`, i, l.where(p, limit, &args), i)
	}
	var out []head
	err := tx.Each(ctx, b.String(), args, func(scan func(...any) error) error {
		var i int
		var h head
		err := scan(&i, &h.Class, &h.Rank, &h.Promised, &h.VisitAt, &h.Place, &h.id, &h.application)
		h.lane, h.Step = lanes[i], step(lanes[i].kind)
		out = append(out, h)
		return err
	})
	return out, err
}

func lanesOf(p dispatch.Policy, kinds []Kind) []lane {
	var out []lane
	for _, k := range order {
		if !slices.Contains(kinds, k) {
			continue
		}
		for _, c := range dispatch.Classes {
			out = append(out, lane{kind: k, class: c})
		}
		if p.OverdueFirst {
			out = append(out, lane{kind: k, late: true})
		}
	}
	return out
}

// sampleLanes are the lanes of samples for whoever may be given what they are
// shown as.
func sampleLanes(kinds []Kind) []lane {
	var out []lane
	for _, k := range []Kind{Settlement, Sample} {
		if slices.Contains(kinds, k.Shown()) {
			out = append(out, lane{kind: k}, lane{kind: k, class: idle})
		}
	}
	return out
}

// first finds what the policy puts first for somebody: the heads of the lanes
// of these kinds, in order.
func (s *Service) first(ctx context.Context, tx *db.Tx, actor kernel.Actor, at time.Time, kinds []Kind, limit int) ([]head, claimant, dispatch.Policy, error) {
	p := claimant{staff: actor.ID, now: kernel.Millis(at), ahead: limit > 1}
	policy, samples, err := s.inForce(ctx, tx, false)
	if err == nil && s.skills != nil {
		p.only, err = s.skills(ctx, tx, actor)
	}
	if err != nil || p.only != nil && len(p.only) == 0 {
		return nil, p, policy, err
	}
	lanes := lanesOf(policy, kinds)
	if samples {
		lanes = append(lanes, sampleLanes(kinds)...)
	}
	hs, err := heads(ctx, tx, lanes, p, limit)
	slices.SortStableFunc(hs, func(a, b head) int {
		if a.Class == idle || b.Class == idle {
			return cmp.Compare(b.Class, a.Class)
		}
		return policy.Compare(a.Spot, b.Spot, p.now)
	})
	return hs, p, policy, err
}

// pick finds the task that the policy puts first for the actor. Where another
// transaction is just claiming the head of a lane, the next one in it counts.
func (s *Service) pick(ctx context.Context, c *journal.Change, kinds []Kind) (t Task, found bool, err error) {
	hs, p, policy, err := s.first(ctx, c.Tx, c.Actor, c.Now, kinds, 1)
	if err != nil {
		return t, false, err
	}
	for _, h := range hs {
		var args []any
		where := h.where(p, 1, &args)
		ts, err := selectTasks(ctx, c.Tx, where+c.SkipLocked(), args...)
		if err != nil {
			return t, false, err
		}
		if len(ts) == 1 && c.Postgres() { // whoever holds the application may be waiting for the task
			free := false
			if free, err = s.visits.LockFree(ctx, c, ts[0].Application); err != nil {
				return t, false, err
			}
			if !free {
				continue
			}
		}
		if len(ts) == 1 {
			why := policy.Explain(ts[0].item(), p.now)
			ts[0].Why = &why
			db.Keep(c.Tx, taskKey(ts[0].ID), ts[0], true, "task")
			return ts[0], true, nil
		}
	}
	return t, false, nil
}

// item is what the order of dispatch knows about the task.
func (t *Task) item() dispatch.Item {
	return dispatch.Item{Class: max(t.Class, dispatch.Normal), Remaining: t.Remaining, VisitAt: kernel.Millis(t.VisitAt), FormAt: kernel.Millis(t.OpenedAt),
		Promised: kernel.MillisOf(t.PromisedAt), Step: step(t.Kind), Place: t.Place}
}
