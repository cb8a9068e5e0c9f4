package web

// register records that the core now holds the values, under its number.
func (s *Server) register(q *req) error {
	return q.after(s.Handover.Register(q.command(1), q.who, q.path("application"), q.form("number")), "#check")
}

// after leads back to the application when a step was made.
func (q *req) after(err error, where string) error {
	if err == nil {
		q.home("/applications/" + q.path("application") + where)
	}
	return err
}
