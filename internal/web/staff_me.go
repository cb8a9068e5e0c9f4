package web

type meData struct{ Changed bool }

// mePage is what a person may change about themselves.
func (s *Server) mePage(q *req) error {
	return q.render("me", q.t("me.title"), meData{Changed: q.r.URL.Query().Has("changed")})
}

// changePassword is the person's own change.
func (s *Server) changePassword(q *req) error {
	next, err := q.newPassword()
	if err != nil {
		return err
	}
	if err := s.Staff.ChangePassword(q.ctx(), q.who, q.token(), q.r.PostForm.Get("password"), next); err != nil {
		return err
	}
	q.home("/me?changed=1")
	return nil
}
