package visit

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// Set is what a move changes besides the state; nil and empty leave things
// as they are.
type Set struct {
	Route      string
	Way        string
	Registered string
	Ending     string
	To         State          // overrides where Resume leads, when work was taken from somebody
	Detail     map[string]any // for the journal: ids, codes, commitments; never values
}

// Locked reads an application inside a change and holds its row until the
// commit, so that two people cannot move it at once. What belongs to a
// protected person is refused to everybody but the named staff.
func (s *Service) Locked(ctx context.Context, c *journal.Change, id string) (Application, error) {
	a, err := selectApplication(ctx, c.Tx, id, c.Lock())
	if err == nil {
		err = open(c.Actor, a.Office, a.Protected)
	}
	return a, err
}

// Move makes a named transition of an application inside the caller's change:
// one conditional update and one journal event. It fails with the conflict
// "state_conflict" when the state does not allow it, and "changed_meanwhile"
// when somebody else moved the application first.
func (s *Service) Move(ctx context.Context, c *journal.Change, a *Application, m Move, set Set) error {
	to, err := target(*a, m)
	if err != nil && s.leaves(*a, m) {
		to, err = rules[m].to, nil
	}
	if err == nil {
		err = awake(*a, m)
	}
	if err == nil {
		err = undoubted(*a, m)
	}
	if err != nil {
		return err
	}
	from, back := a.State, a.Back
	a.Back = ""
	if m == Query || m == Pend {
		if a.Back = from; from == to { // one more question
			a.Back = back
		}
		if set.To != "" {
			a.Back = set.To
		}
	}
	a.State = to
	apply(a, m, set, c)
	v, held := db.Kept[Visit](c.Tx, visitKey(a.Visit))
	was, sure := db.Kept[Application](c.Tx, applicationKey(a.ID))
	ok, err := c.Update(ctx, sure && was.Version == a.Version, `UPDATE application SET state=$1, back=$2, route=$3, way=$4, registered_no=$5, ending=$6,
		accepted_at=$7, requested_at=$8, completed_at=$9, changed_at=$10, hold='', remind_at=0, reopened=$11, version=version+1 WHERE id=$12 AND version=$13`,
		string(a.State), string(a.Back), a.Route, a.Way, a.Registered, a.Ending,
		kernel.MillisOf(a.AcceptedAt), kernel.MillisOf(a.RequestedAt), kernel.MillisOf(a.CompletedAt), kernel.Millis(c.Now), a.Reopened, a.ID, a.Version)
	if err != nil {
		return err
	}
	if !ok {
		return kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	a.Version++
	a.Hold = nil
	moved(c.Tx, *a, v, held)
	detail := map[string]any{"from": from, "to": to}
	for k, v := range set.Detail {
		detail[k] = v
	}
	if err := c.Record(ctx, journal.Event{Kind: "application." + string(m), Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: detail}); err != nil {
		return err
	}
	if to.Over() || from == Pending {
		return s.settle(ctx, c, a.Visit)
	}
	return nil
}

func apply(a *Application, m Move, set Set, c *journal.Change) {
	now := c.Now
	a.ChangedAt = now
	switch m {
	case Accept:
		a.AcceptedAt = &now
	case Request, EnterHere:
		a.RequestedAt = &now
	case Complete:
		a.CompletedAt = &now
	case Reopen:
		a.Reopened = a.Version + 1
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&a.Route, set.Route}, {&a.Way, set.Way}, {&a.Registered, set.Registered}, {&a.Ending, set.Ending}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
}

// settle closes the visit when its last application is over and nothing is in
// keeping, and opens it again when one comes back from pending.
func (s *Service) settle(ctx context.Context, c *journal.Change, id string) error {
	lockVisitAhead(c.Tx, id)
	c.Ahead(selecting(keptBy), id) // an application that is over mostly was the last one
	v, err := lockVisit(ctx, c.Tx, id)
	if err != nil {
		return err
	}
	over := len(v.Applications) > 0 // a visitor who has not said yet what for is not over
	for _, a := range v.Applications {
		over = over && a.State.Over()
	}
	if over == (v.State == Done) {
		return nil
	}
	if over { // what is in keeping must be given back first
		left, err := keptOpen(ctx, c.Tx, id)
		if err != nil || len(left) > 0 {
			return err
		}
	}
	if !over && v.Day != kernel.Day(c.Now) { // a day that is over stays as it was closed
		return kernel.E(kernel.Conflict, "visit_of_another_day")
	}
	kind, closed := "visit.closed", kernel.Millis(c.Now)
	if over {
		v.State = Done
	} else {
		v.State, kind, closed = BackOffice, "visit.resumed", 0
		v.Seat, v.Clerk = c.Actor.Seat, c.Actor.ID
	}
	return s.update(ctx, c, v, closed, kind, nil)
}

// maxRemark is how many characters of a reason are kept.
const maxRemark = 1000

// Remark keeps a free-text reason beside the values. Errors: "text_too_long",
// "text_invalid".
func (s *Service) Remark(ctx context.Context, c *journal.Change, visit, application, kind, text string) error {
	text, err := words.Text(text, maxRemark, "reason")
	if err != nil || text == "" {
		return err
	}
	return c.Later(ctx, `INSERT INTO remark (id, visit, application, kind, text, staff, at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		kernel.NewID(), visit, application, kind, text, c.Actor.ID, kernel.Millis(c.Now))
}
