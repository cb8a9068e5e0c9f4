package web

// answer answers a question of the center.
func (s *Server) answer(q *req) error {
	kind, text := q.form("kind"), q.form("answer")
	if quick := q.form("quick"); quick != "" { // one of the field's own choices
		kind, text = "typed", quick
	}
	return q.homeUnless(s.Inquiries.Answer(q.command(1), q.who, q.path("inquiry"), kind, text), "/visits/"+q.path("id"))
}
