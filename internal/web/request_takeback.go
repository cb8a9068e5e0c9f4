package web

// takeBack cancels a request that nobody at the center has started.
func (s *Server) takeBack(q *req) error {
	if err := s.Requests.TakeBack(q.command(1), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
