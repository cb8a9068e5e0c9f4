package web

// send takes an errand in and puts it on the entry center's list.
func (s *Server) send(q *req) error {
	if err := q.accepted(); err != nil {
		return err
	}
	if err := s.Requests.Send(q.command(2), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
