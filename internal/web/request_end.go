package web

import "github.com/hitomado/hitomado/internal/center/request"

// end ends an errand before it is registered: 取下げ, 誤受付, 不受理.
func (s *Server) end(q *req) error {
	if err := s.Requests.End(q.command(1), q.who, q.path("application"), request.Ending(q.form("ending")), q.form("reason")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
