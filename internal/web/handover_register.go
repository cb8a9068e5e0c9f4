package web

// register records that the core now holds the values, under its number.
func (s *Server) register(q *req) error {
	return q.after(s.Handover.Register(q.command(1), q.who, q.path("application"), q.form("number")))
}

// after leads back to the application, whose next step stands at the top.
func (q *req) after(err error) error {
	return q.homeUnless(err, "/applications/"+q.path("application"))
}
