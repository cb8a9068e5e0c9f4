package web

// sitDown asks the visitor to wait while the office works (処理待ち).
func (s *Server) sitDown(q *req) error {
	return q.homeUnless(s.Visits.Sit(q.command(1), q.who, q.path("id")), "/counter")
}
