package web

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/center/entry"
)

// draft keeps typed fields and answers how each was understood.
func (s *Server) draft(q *req) error {
	var in struct {
		Fields map[string]entry.Typed `json:"fields"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	v, err := s.desk.Save(q.command(1), q.who, q.path("task"), in.Fields, q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// heartbeat renews the lease.
func (s *Server) heartbeat(q *req) error {
	until, err := s.Requests.Heartbeat(q.ctx(), q.who, q.path("task"))
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]string{"lease_until": until.Format(time.RFC3339)})
}
