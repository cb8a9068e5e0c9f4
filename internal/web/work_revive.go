package web

// reviveWork has a job that was given up tried again.
func (s *Server) reviveWork(q *req) error {
	if err := s.Upkeep.Revive(q.command(1), q.who, q.path("job")); err != nil {
		return err
	}
	q.home("/admin/work")
	return nil
}
