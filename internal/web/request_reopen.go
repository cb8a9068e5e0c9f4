package web

import "net/url"

// reopen takes a finished entry back because an error was found; the clerk
// corrects it here, or the center does.
func (s *Server) reopen(q *req) error {
	center := q.form("where") == "center"
	task, err := s.Requests.Reopen(q.command(1), q.who, q.path("application"), q.form("reason"), center)
	if err != nil {
		return err
	}
	if center {
		q.home("/applications/" + url.PathEscape(q.path("application")))
		return nil
	}
	q.home("/entry/" + url.PathEscape(task))
	return nil
}
