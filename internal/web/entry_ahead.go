package web

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/desk"
)

// entryAhead names the page images of the forms that this person could be
// given next, so that the browser has them before they are asked for.
func (s *Server) entryAhead(q *req) error {
	next, err := s.Requests.Ahead(q.ctx(), q.who)
	if err != nil {
		return err
	}
	views := []string{}
	if len(next) > 0 {
		ps, err := s.Pages.Of(q.ctx(), next...)
		if err != nil {
			return err
		}
		for _, v := range desk.Pages(ps, "", q.forMe()) {
			views = append(views, v.View)
		}
	}
	return q.json(http.StatusOK, map[string][]string{"views": views})
}
