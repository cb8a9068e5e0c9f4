package web

// callNext calls the visitor who has waited longest and opens the reception.
func (s *Server) callNext(q *req) error {
	id, err := s.Visits.CallNext(q.command(1), q.who)
	return q.homeUnless(err, "/visits/"+id)
}
