package web

// reviveWork has a job that was given up tried again.
func (s *Server) reviveWork(q *req) error {
	return q.homeUnless(s.Upkeep.Revive(q.command(1), q.who, q.path("job")), "/admin/work")
}
