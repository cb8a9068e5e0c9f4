package web

// hurry puts a visit's forms before others at the center, with a reason.
func (s *Server) hurry(q *req) error {
	if err := s.Requests.Hurry(q.command(1), q.who, q.path("id"), q.form("urgent") != "0", q.form("reason")); err != nil {
		return err
	}
	q.home("/visits/" + q.path("id"))
	return nil
}
