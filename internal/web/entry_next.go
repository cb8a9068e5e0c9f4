package web

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/desk"
)

// forMe says for whom views are made.
func (q *req) forMe() desk.For { return desk.For{Lang: q.lang, Base: q.base()} }

// entryNext pulls the next entry; 204 when nothing waits.
func (s *Server) entryNext(q *req) error {
	if err := q.body(&struct{}{}); err != nil {
		return err
	}
	v, _, err := s.desk.Next(q.command(1), q.who, []request.Kind{request.Adjudication, request.Third, request.Second, request.First}, q.forMe())
	if kernel.CodeOf(err) == "nothing_waiting" {
		q.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// task shows a task to its holder.
func (s *Server) task(q *req) error {
	v, err := s.desk.Task(q.ctx(), q.who, q.path("task"), q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// entryWaiting tells an idle station how much waits, so that it can say so.
func (s *Server) entryWaiting(q *req) error {
	l, err := s.Requests.Load(q.ctx(), q.who)
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]int{"waiting": l.Waiting})
}
