package web

// returnIt gives an errand back to the counter with a reason (差戻し).
func (s *Server) returnIt(q *req) error {
	if err := s.Requests.Return(q.command(1), q.who, q.path("application"), q.form("reason")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
