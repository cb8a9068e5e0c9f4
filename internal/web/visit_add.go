package web

// addProcedure adds one more errand to a visit.
func (s *Server) addProcedure(q *req) error {
	id, err := s.Visits.Add(q.command(1), q.who, q.path("id"), q.form("procedure"))
	if err == nil {
		q.home("/visits/" + q.path("id") + "#a-" + id)
	}
	return err
}
