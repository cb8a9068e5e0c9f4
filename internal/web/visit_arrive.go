package web

import "github.com/hitomado/hitomado/internal/front/visit"

// arrive gives a visitor a number on their behalf.
func (s *Server) arrive(q *req) error {
	_, err := s.Visits.Arrive(q.command(1), q.who, visit.Arrival{Office: q.who.Office, Language: q.form("language"), Wish: q.list("wish")})
	return q.homeUnless(err, "/counter")
}
