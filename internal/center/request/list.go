package request

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Of lists the tasks of applications that are not over, oldest first; who may
// see them is decided by who may see the applications.
func (s *Service) Of(ctx context.Context, applications ...string) ([]Task, error) {
	if len(applications) == 0 {
		return nil, nil
	}
	var out []Task
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		out, err = selectTasks(ctx, tx, `application IN (`+db.List(1, len(applications))+`) AND done_at=0 AND `+own+` ORDER BY opened_at, id`, db.Args(applications)...)
		return err
	})
	return out, err
}

// roomsShown is how many verifications a list names; the rest follow.
const roomsShown = 50

// Room is a verification that the actor may enter, and whose form it is.
type Room struct {
	Task
	Procedure string `json:"procedure"`
	Ticket    string `json:"ticket"`
	Reception string `json:"reception"`
}

// Rooms lists the verifications that wait or go on, in the order in which they
// should be done, without those of forms the actor keyed.
func (s *Service) Rooms(ctx context.Context, actor kernel.Actor) ([]Room, error) {
	if err := staff.Require(actor, staff.Verify, actor.Office); err != nil {
		return nil, err
	}
	out := []Room{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT t.id, t.application, t.visit, t.office, t.kind, t.state, t.version, t.visit_at, t.opened_at, t.portion, a.procedure, v.ticket, v.reception
			FROM task t JOIN application a ON a.id=t.application JOIN visit v ON v.id=t.visit
			WHERE t.kind='verification' AND t.state IN ('open','leased') AND t.local=0
			AND NOT EXISTS (SELECT 1 FROM keyer k WHERE k.application=t.application AND k.staff=$1)
			AND (t.portion='' OR NOT EXISTS (SELECT 1 FROM portion_seen x WHERE x.application=t.application AND x.staff=$2 AND x.portion<>t.portion))
			ORDER BY t.class DESC, t.rank, t.visit_at, t.place LIMIT $3`, []any{actor.ID, actor.ID, roomsShown}, func(scan func(...any) error) error {
			var r Room
			var visitAt, opened int64
			err := scan(&r.ID, &r.Application, &r.Visit, &r.Office, &r.Kind, &r.State, &r.Version, &visitAt, &opened, &r.Portion, &r.Procedure, &r.Ticket, &r.Reception)
			r.VisitAt, r.OpenedAt = kernel.FromMillis(visitAt), kernel.FromMillis(opened)
			out = append(out, r)
			return err
		})
	})
	return out, err
}
