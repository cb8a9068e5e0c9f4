package web

// protect marks a visitor who turned out to be a protected person (支援措置).
func (s *Server) protect(q *req) error {
	if err := s.Visits.Protect(q.command(1), q.who, q.path("id")); err != nil {
		return err
	}
	return q.opened(q.path("id"))
}

// unprotect takes the mark away that was set by mistake.
func (s *Server) unprotect(q *req) error {
	if err := s.Visits.Unprotect(q.command(1), q.who, q.path("id"), q.form("reason")); err != nil {
		return err
	}
	return q.opened(q.path("id"))
}
