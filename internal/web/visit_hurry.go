package web

// hurry puts a visit's forms before others at the center, with a reason.
func (s *Server) hurry(q *req) error {
	return q.homeUnless(s.Requests.Hurry(q.command(1), q.who, q.path("id"), q.form("urgent") != "0", q.form("reason")), "/visits/"+q.path("id"))
}
