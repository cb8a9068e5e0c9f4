package web

// pend sets an errand aside until missing papers come (補正待ち).
func (s *Server) pend(q *req) error {
	if err := s.Requests.Pend(q.command(1), q.who, q.path("application"), q.form("reason")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}

// resume takes an errand up again that was set aside.
func (s *Server) resume(q *req) error {
	if err := s.Requests.Resume(q.command(1), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
