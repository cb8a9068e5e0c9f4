package web

// call calls a visitor of the list: for reception, or again for hand-over.
func (s *Server) call(q *req) error {
	return q.homeUnless(s.Visits.Call(q.command(1), q.who, q.path("id")), "/visits/"+q.path("id"))
}
