package web

// miss notes that the called visitor did not come (不在).
func (s *Server) miss(q *req) error {
	return q.homeUnless(s.Visits.Miss(q.command(1), q.who, q.path("id")), "/counter")
}
