package web

// addProcedure adds one more errand to a visit: for the same household once,
// and once more for each further household that an agent comes for.
func (s *Server) addProcedure(q *req) error {
	id, err := s.Visits.Add(q.command(1), q.who, q.path("id"), q.form("procedure"), q.form("household") == "other")
	return q.homeUnless(err, "/visits/"+q.path("id")+"#a-"+id)
}
