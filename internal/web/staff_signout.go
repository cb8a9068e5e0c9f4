package web

// signOut ends the session of this seat; the work done stays where it is.
func (s *Server) signOut(q *req) error {
	if err := s.Staff.SignOut(q.ctx(), q.token()); err != nil {
		return err
	}
	q.rise(q.desk)
	q.redirect("/?left=1&seat=" + q.desk)
	return nil
}
