package visit

import (
	"context"
	"slices"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// takenIn tells whether something was taken in on the word of who came, and
// still counts.
func (a Application) takenIn() bool {
	state := a.State
	if state == Pending {
		state = a.Back
	}
	return !slices.Contains([]State{Drafting, Withdrawn, Mistaken, Refused}, state)
}

// receiving holds a visit of which somebody says who came: while it is at a
// counter, and afterwards to correct what was said.
func (s *Service) receiving(ctx context.Context, c *journal.Change, id string, procedures []string) (Visit, []string, error) {
	v, err := s.holding(ctx, c, id, staff.Receive)
	procedures = slices.DeleteFunc(slices.Clone(procedures), v.has)
	if kernel.CodeOf(err) != "visit_closed" || len(procedures) > 0 {
		return v, procedures, err
	}
	if v.Came.As == "" { // nobody was served
		return v, nil, err
	}
	return v, nil, nil
}

// has tells whether a procedure was named for the visit, whatever became of it.
func (v Visit) has(procedure string) bool {
	return slices.ContainsFunc(v.Applications, func(a Application) bool { return a.Procedure == procedure })
}

// TakenIn tells whether something of the visit was taken in, so that correcting
// who came needs a reason.
func (v Visit) TakenIn() bool { return slices.ContainsFunc(v.Applications, Application.takenIn) }

// corrected is the reason for which who came is said anew, "" when this is the
// first word about it or nothing was taken in yet.
func (v Visit) corrected(came Came) (string, error) {
	now := v.Came
	now.By, now.Reason, now.Protected = came.By, came.Reason, came.Protected
	if v.Came.As == "" || now == came || !v.TakenIn() {
		return "", nil
	}
	return words.Reason(came.Reason, "reason")
}

// detail is who came as the journal tells it: codes alone.
func (c Came) detail() map[string]any {
	out := map[string]any{"as": c.As, "proof": c.Proof, "proof_kind": c.ProofKind}
	if c.Principal != "" {
		out["principal"] = c.Principal
	}
	return out
}

// reexamine looks again at everything that was taken in of a visit, after who
// came was corrected. What the procedure's data refuses to somebody who came
// like this gets a mark and goes nowhere until somebody decides; what it takes
// in with a notice owes one; what is in order loses mark and notice again.
func (s *Service) reexamine(ctx context.Context, c *journal.Change, v Visit) error {
	for _, a := range v.Applications {
		if !a.takenIn() {
			continue
		}
		if err := s.reexamineOne(ctx, c, a, v.Came); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) reexamineOne(ctx context.Context, c *journal.Change, a Application, came Came) error {
	p, ok := s.catalog.Procedure(a.Procedure)
	if !ok {
		return kernel.E(kernel.Internal, "procedure_unknown")
	}
	why, refused := s.doubt(came, p, a.Protected)
	owed := why
	if refused || a.State == Finished && a.Ending == "guidance" { // who was only told something is told nothing more
		owed = ""
	}
	if !refused {
		why = ""
	}
	if err := s.unowe(ctx, c, a, owed); err != nil {
		return err
	}
	if err := s.owe(ctx, c, a, owed); err != nil {
		return err
	}
	return s.setDoubt(ctx, c, a, why)
}

// setDoubt sets or takes away the mark beside the state, with its event.
func (s *Service) setDoubt(ctx context.Context, c *journal.Change, a Application, why string) error {
	if a.Doubt == why {
		return nil
	}
	n, err := c.Exec(ctx, `UPDATE application SET doubt=$1, version=version+1 WHERE id=$2 AND version=$3`, why, a.ID, a.Version)
	if err == nil && n != 1 {
		err = kernel.E(kernel.Conflict, "changed_meanwhile")
	}
	if err != nil {
		return err
	}
	kind, reason := "application.doubted", why
	if why == "" {
		kind, reason = "application.undoubted", a.Doubt
	}
	return c.Record(ctx, journal.Event{Kind: kind, Office: a.Office, Visit: a.Visit, Application: a.ID, Payload: map[string]any{"reason": reason, "state": a.State}})
}

// onward are the moves with which an application in doubt would come nearer to
// the visitor's hands. Work that is being done on it at the center is not
// thrown away meanwhile.
var onward = []Move{Request, EnterHere, Register, Check, Print, Finish}

// undoubted refuses to move what is in doubt onward.
func undoubted(a Application, m Move) error {
	if a.Doubt == "" || !slices.Contains(onward, m) {
		return nil
	}
	return kernel.E(kernel.Conflict, "application_doubted", "why", a.Doubt)
}

// exits are the moves that say what becomes of an application in doubt. They
// are possible even when it was checked and printed, as long as the core holds
// nothing of it and nothing left the house.
var exits = []Move{Pend, Withdraw, Mistake, Refuse}

func (s *Service) leaves(a Application, m Move) bool {
	return slices.Contains(exits, m) && s.MayLeave(a)
}

// MayLeave tells whether a checked or printed application in doubt may still be
// set aside or refused.
func (s *Service) MayLeave(a Application) bool {
	if a.Doubt == "" || a.State != Checked && a.State != Printed {
		return false
	}
	p, ok := s.catalog.Procedure(a.Procedure)
	return ok && !p.Registers
}

// MayStand tells whether a person may let an application in doubt stand: it is
// in the core or in the visitor's hands, so that nothing can be kept back any
// more and what is left is to say what was done about it.
func (s *Service) MayStand(a Application) bool {
	p, ok := s.catalog.Procedure(a.Procedure)
	return ok && a.Doubt != "" && (a.State == Finished || p.Registers && a.registered())
}

// Stand lets an application in doubt stand, with the reason. Errors:
// "doubt_none", and "doubt_stands" while it can still be set aside or refused.
func (s *Service) Stand(ctx context.Context, actor kernel.Actor, application, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		a, err := s.Locked(ctx, c, application)
		if err == nil {
			err = staff.Require(actor, staff.Correct, a.Office)
		}
		switch {
		case err != nil:
			return "", err
		case a.Doubt == "":
			return "", kernel.E(kernel.Conflict, "doubt_none")
		case !s.MayStand(a):
			return "", kernel.E(kernel.Conflict, "doubt_stands", "why", a.Doubt)
		}
		if err := s.Remark(ctx, c, a.Visit, a.ID, "stood", reason); err != nil {
			return "", err
		}
		return a.ID, s.setDoubt(ctx, c, a, "")
	})
	return err
}

// Settled takes the mark away in a change of another room in which the doubt
// was dealt with.
func (s *Service) Settled(ctx context.Context, c *journal.Change, a Application) error {
	return s.setDoubt(ctx, c, a, "")
}

// decided are the states in which what becomes of an application in doubt is
// said already; a pending one stands on its own list, with what it waits for.
const decided = `'pending','withdrawn','mistaken','refused'`

// Doubted is an application that waits for a decision.
type Doubted struct {
	Application string `json:"application"`
	Visit       string `json:"visit"`
	Procedure   string `json:"procedure,omitempty"`
	Reception   string `json:"reception"`
	Ticket      string `json:"ticket"`
	State       State  `json:"state"`
	Why         string `json:"why,omitempty"` // one of the doubts
}

// Doubted lists what an office must decide, by number; of a protected person's
// nothing else.
func (s *Service) Doubted(ctx context.Context, actor kernel.Actor, office string) ([]Doubted, error) {
	out := []Doubted{}
	if err := staff.Require(actor, staff.SeeVisit, office); err != nil {
		return nil, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT a.id, a.visit, a.procedure, v.reception, v.ticket, a.state, a.doubt, a.protected FROM application a JOIN visit v ON v.id=a.visit
			WHERE a.office=$1 AND a.doubt<>'' AND a.state NOT IN (`+decided+`) ORDER BY a.changed_at, a.id LIMIT 200`, []any{office}, func(scan func(...any) error) error {
			var d Doubted
			var protected int
			err := scan(&d.Application, &d.Visit, &d.Procedure, &d.Reception, &d.Ticket, &d.State, &d.Why, &protected)
			if protected == 1 {
				d.Procedure, d.Why = "", ""
			}
			out = append(out, d)
			return err
		})
	})
	return out, err
}

// DoubtedCount counts them.
func (s *Service) DoubtedCount(ctx context.Context, tx *db.Tx, office string) (n int, err error) {
	err = tx.Row(ctx, `SELECT COUNT(*) FROM application WHERE office=$1 AND doubt<>'' AND state NOT IN (`+decided+`)`, []any{office}, &n)
	return n, err
}
