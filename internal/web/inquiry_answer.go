package web

// answer answers a question of the center.
func (s *Server) answer(q *req) error {
	if err := s.Inquiries.Answer(q.command(1), q.who, q.path("inquiry"), q.form("kind"), q.form("answer")); err != nil {
		return err
	}
	q.home("/visits/" + q.path("id"))
	return nil
}
