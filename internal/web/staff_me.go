package web

type meData struct {
	Changed, Confirmed bool
	Second             bool      // has a second factor
	New                *enrolled // a second factor just begun
}

// mePage is what a person may change about themselves.
func (s *Server) mePage(q *req) error { return q.me(nil) }

func (q *req) me(begun *enrolled) error {
	second, err := q.s.Staff.SecondFactor(q.ctx(), q.who.ID)
	if err != nil {
		return err
	}
	ask := q.r.URL.Query()
	return q.render("me", q.t("me.title"), meData{Changed: ask.Has("changed"), Confirmed: ask.Has("second"), Second: second, New: begun})
}

// changePassword is the person's own change.
func (s *Server) changePassword(q *req) error {
	next, err := q.newPassword()
	if err != nil {
		return err
	}
	return q.homeUnless(s.Staff.ChangePassword(q.ctx(), q.who, q.token(), q.r.PostForm.Get("password"), next), "/me?changed=1")
}
