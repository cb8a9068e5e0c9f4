package web

// call calls a visitor of the list: for reception, or again for hand-over.
func (s *Server) call(q *req) error {
	if err := s.Visits.Call(q.command(1), q.who, q.path("id")); err != nil {
		return err
	}
	q.home("/visits/" + q.path("id"))
	return nil
}
