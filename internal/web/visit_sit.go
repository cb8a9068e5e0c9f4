package web

// sitDown asks the visitor to wait while the office works (処理待ち).
func (s *Server) sitDown(q *req) error {
	if err := s.Visits.Sit(q.command(1), q.who, q.path("id")); err != nil {
		return err
	}
	q.home("/counter")
	return nil
}
