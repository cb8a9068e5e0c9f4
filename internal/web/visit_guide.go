package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// guide ends a visit that was answered with words alone (案内のみ).
func (s *Server) guide(q *req) error {
	return q.homeUnless(s.Visits.Guide(q.command(1), q.who, q.path("id")), "/counter")
}

// Guidable tells whether nothing was accepted yet, so that words may be all.
func (r visitRow) Guidable() bool {
	held := r.State == visit.Serving || r.State == visit.BackOffice
	return held && !r.NumberOnly && !slices.ContainsFunc(r.Applications, func(a visit.Application) bool { return !a.State.Over() && a.State != visit.Drafting })
}
