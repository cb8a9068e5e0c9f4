package web

import (
	"net/url"

	"github.com/hitomado/hitomado/internal/center/request"
)

// verifyNext enters the verification that should be done first.
func (s *Server) verifyNext(q *req) error {
	t, err := s.Requests.Next(q.command(1), q.who, []request.Kind{request.Verification})
	if err != nil {
		return err
	}
	q.home("/verify/" + url.PathEscape(t.ID))
	return nil
}
