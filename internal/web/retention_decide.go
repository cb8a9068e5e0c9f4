package web

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

func dayOf(t time.Time) string { return kernel.Day(t) }

// proposeErasure asks for another person's agreement.
func (s *Server) proposeErasure(q *req) error {
	_, err := s.Retention.Propose(q.command(1), q.who, q.path("form"))
	return q.toRetention(err)
}

// decideErasure agrees or refuses; the proposer may only take it back.
func (s *Server) decideErasure(q *req) error {
	return q.toRetention(s.Retention.Decide(q.command(1), q.who, q.path("erasure"), q.form("decision") == "approve"))
}

// holdVisit keeps a visit from being erased.
func (s *Server) holdVisit(q *req) error {
	return q.toRetention(s.Retention.Hold(q.command(1), q.who, q.form("reception"), q.form("day"), q.form("reason")))
}

// releaseVisit ends a hold.
func (s *Server) releaseVisit(q *req) error {
	return q.toRetention(s.Retention.Release(q.command(1), q.who, q.path("visit")))
}

func (q *req) toRetention(err error) error {
	return q.homeUnless(err, "/admin/retention")
}
