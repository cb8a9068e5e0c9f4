package web

import "net/url"

// enterHere takes an errand in and opens its entry at this counter.
func (s *Server) enterHere(q *req) error {
	if err := q.accepted(); err != nil {
		return err
	}
	task, err := s.Requests.EnterHere(q.command(2), q.who, q.path("application"))
	if err != nil {
		return err
	}
	q.home("/entry/" + url.PathEscape(task))
	return nil
}
