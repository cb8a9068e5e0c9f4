package web

// miss notes that the called visitor did not come (不在).
func (s *Server) miss(q *req) error {
	if err := s.Visits.Miss(q.command(1), q.who, q.path("id")); err != nil {
		return err
	}
	q.home("/counter")
	return nil
}
