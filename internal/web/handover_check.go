package web

// check records the counter check of the content beside the image (窓口確認).
func (s *Server) check(q *req) error {
	return q.after(s.Handover.Check(q.command(1), q.who, q.path("application")))
}
