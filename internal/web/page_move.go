package web

// movePage binds a page to another errand of the same visit, with a reason.
func (s *Server) movePage(q *req) error {
	return q.homeUnless(s.Pages.Move(q.command(1), q.who, q.path("page"), q.form("application"), q.form("reason")), "/visits/"+q.path("id")+"#p-"+q.path("page"))
}

// replacePage marks a page as 差し替え前 because a better scan took its place.
func (s *Server) replacePage(q *req) error {
	return q.homeUnless(s.Pages.Replace(q.command(1), q.who, q.path("page"), q.form("reason")), "/visits/"+q.path("id"))
}
