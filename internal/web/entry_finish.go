package web

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/center/review"
)

// finishTask ends a pass of entry and says what follows.
func (s *Server) finishTask(q *req) error {
	t, err := s.Requests.Task(q.ctx(), q.path("task"))
	if err != nil {
		return err
	}
	if !t.Kind.Keying() {
		return s.finishRoom(q)
	}
	var in struct {
		CoreNumber string `json:"core_number"`
		Work       map[string]review.Effort
	}
	if err := q.body(&in); err != nil {
		return err
	}
	next, err := s.Entries.Finish(q.command(1), q.who, t.ID, in.CoreNumber)
	if err != nil {
		return err
	}
	if err := s.Review.Typed(q.command(2), q.who, t.ID, in.Work); err != nil { // the entry is safe; only its counts are lost
		s.log.WarnContext(q.ctx(), "effort not counted", "err", err)
	}
	today, err := s.Requests.DoneToday(q.ctx(), q.who)
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"next": next, "today": today, "undo": !t.Local && t.Kind.Undoable()})
}

// undoTask takes an entry back that this person sent a moment ago.
func (s *Server) undoTask(q *req) error {
	if err := q.body(&struct{}{}); err != nil {
		return err
	}
	return q.emptyUnless(s.Entries.Undo(q.command(1), q.who, q.path("task")))
}

// release gives a task back to the list; the draft is kept.
func (s *Server) release(q *req) error {
	if err := q.body(&struct{}{}); err != nil {
		return err
	}
	return q.emptyUnless(s.Requests.Release(q.command(1), q.who, q.path("task")))
}

// askCounter puts a question about a field to the counter.
func (s *Server) askCounter(q *req) error {
	var in struct{ Field, Question string }
	if err := q.body(&in); err != nil {
		return err
	}
	id, err := s.Inquiries.Ask(q.command(1), q.who, q.path("task"), in.Field, in.Question)
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]string{"id": id})
}

// returnTask gives the application of a task back to its counter.
func (s *Server) returnTask(q *req) error {
	var in struct{ Reason string }
	if err := q.body(&in); err != nil {
		return err
	}
	t, err := s.Requests.Task(q.ctx(), q.path("task"))
	if err != nil {
		return err
	}
	return q.emptyUnless(s.Requests.Return(q.command(1), q.who, t.Application, in.Reason))
}
