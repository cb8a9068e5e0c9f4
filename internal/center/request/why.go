package request

import (
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Reason is why a task was given, or stands where it stands (なぜこの順番か):
// what the policy went by, and which rules decide who may have it.
type Reason struct {
	dispatch.Why
	Visit     string
	Procedure string
	Kind      Kind
	Given     *time.Time    // when its holder got it; nil while it waits
	Over      bool          // it is done, or was called off
	Waited    int           // minutes on the list, until it was given
	Promised  *time.Time    // the visit's promised time
	Hurried   *visit.Remark // who put the visit before others and, for who may know, why
	Keyers    int           // people who keyed the form and are not given this task
	Own       bool          // the asker is one of them
	Skilled   Skilled
	Portion   catalog.Portion // of a split form: who saw the other one is not given it
}

// Skilled tells what the procedures that somebody is set to mean for a task.
type Skilled string

// What they mean: nothing, because the person is set to none; the task is
// given because it is one of theirs; or it never will be.
const (
	AnySkill   Skilled = ""
	TheirSkill Skilled = "theirs"
	NotTheirs  Skilled = "others"
)

// Reason explains a task's turn. While it waits it is what the policy goes by
// now, for the asker; afterwards what it went by when it was given, for its
// holder. Who keys or verifies it, leads the center or sees the visit is told
// why somebody hurried it.
func (s *Service) Reason(ctx context.Context, actor kernel.Actor, id string) (Reason, error) {
	var r Reason
	if err := staff.Require(actor, staff.SeeLoad, actor.Office); err != nil {
		return r, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		t, err := selectTask(ctx, tx, id, "")
		if err != nil {
			return err
		}
		a, err := s.visits.Application(ctx, tx, actor, t.Application)
		if err != nil { // a protected person's is nobody's business
			return err
		}
		r = Reason{Visit: a.Visit, Procedure: t.Procedure, Kind: t.Kind.Shown(), Promised: t.PromisedAt, Portion: t.Portion,
			Over: t.State == Finished || t.State == Cancelled}
		if r.Why, err = s.whyOf(ctx, tx, t); err != nil {
			return err
		}
		if r.Given, err = givenAt(ctx, tx, t); err != nil {
			return err
		}
		until := s.journal.Now()
		if r.Given != nil {
			until = *r.Given
		}
		r.Waited = max(0, int(until.Sub(t.OpenedAt).Minutes()))
		if err := s.whose(ctx, tx, actor, t, &r); err != nil {
			return err
		}
		return s.hurried(ctx, tx, actor, t, &r)
	})
	return r, err
}

func (s *Service) whyOf(ctx context.Context, tx *db.Tx, t Task) (dispatch.Why, error) {
	if t.Why != nil {
		return *t.Why, nil
	}
	p, err := s.policy(ctx, tx, false)
	return p.Explain(t.item(), kernel.Millis(s.journal.Now())), err
}

// givenAt is since when somebody has the task.
func givenAt(ctx context.Context, tx *db.Tx, t Task) (*time.Time, error) {
	if t.State != Leased {
		return nil, nil
	}
	var ms int64
	err := tx.Row(ctx, `SELECT leased_at FROM task WHERE id=$1`, []any{t.ID}, &ms)
	at := kernel.FromMillis(ms)
	return &at, err
}

// whose fills in which rules decide who may have the task.
func (s *Service) whose(ctx context.Context, tx *db.Tx, actor kernel.Actor, t Task, r *Reason) error {
	if t.Kind != First {
		keyers, err := s.Keyers(ctx, tx, t.Application)
		if err != nil {
			return err
		}
		r.Keyers, r.Own = len(keyers), keyers[actor.ID]
	}
	if s.skills == nil || !may(actor, t.Kind) && t.Staff == "" {
		return nil
	}
	who := actor
	if t.Staff != "" {
		who = kernel.Actor{ID: t.Staff}
	}
	only, err := s.skills(ctx, tx, who)
	if err == nil && only != nil {
		r.Skilled = NotTheirs
		if slices.Contains(only, t.Procedure) {
			r.Skilled = TheirSkill
		}
	}
	return err
}

// hurried fills in who put the visit into the urgent class.
func (s *Service) hurried(ctx context.Context, tx *db.Tx, actor kernel.Actor, t Task, r *Reason) error {
	if t.Class != dispatch.Urgent {
		return nil
	}
	said, err := s.visits.LastRemark(ctx, tx, t.Visit, remarkHurried)
	if err != nil || said == nil {
		return err
	}
	if t.Staff != actor.ID && !may(actor, t.Kind) && !staff.May(actor, staff.Lead, actor.Office) && !staff.May(actor, staff.SeeVisit, t.Office) {
		said.Text = ""
	}
	r.Hurried = said
	return nil
}

// Upcoming is one of the tasks that the center gives out next.
type Upcoming struct {
	ID, Visit, Office, Ticket, Procedure string
	Kind                                 Kind
	Opened                               time.Time
	Urgent, Late                         bool
}

// Upcoming lists the tasks that the policy puts first now, to whoever may have
// them; who asks next may be given a later one by the rules about people.
func (s *Service) Upcoming(ctx context.Context, tx *db.Tx, most int) ([]Upcoming, error) {
	policy, err := s.policy(ctx, tx, false)
	if err != nil {
		return nil, err
	}
	now := kernel.Millis(s.journal.Now())
	hs, err := heads(ctx, tx, lanesOf(policy, order), claimant{now: now}, most)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hs, func(a, b head) int { return policy.Compare(a.Spot, b.Spot, now) })
	var ids []any
	for _, h := range hs { // a late task stands in two lanes
		if len(ids) < most && !slices.Contains(ids, any(h.id)) {
			ids = append(ids, h.id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	out := make([]Upcoming, len(ids))
	return out, tx.Each(ctx, `SELECT t.id, t.visit, t.office, v.ticket, t.procedure, t.kind, t.opened_at, t.class, t.promised_at FROM task t JOIN visit v ON v.id=t.visit
		WHERE t.id IN (`+db.List(1, len(ids))+`)`, ids, func(scan func(...any) error) error {
		var u Upcoming
		var opened, promised int64
		var class dispatch.Class
		err := scan(&u.ID, &u.Visit, &u.Office, &u.Ticket, &u.Procedure, &u.Kind, &opened, &class, &promised)
		u.Opened, u.Urgent, u.Late = kernel.FromMillis(opened), class == dispatch.Urgent, policy.Overdue(promised, now)
		out[slices.Index(ids, any(u.ID))] = u
		return err
	})
}
