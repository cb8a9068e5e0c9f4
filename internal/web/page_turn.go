package web

import (
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// turnPage turns a page by quarters from how it was scanned.
func (s *Server) turnPage(q *req) error {
	n, err := strconv.Atoi(q.form("turn"))
	if err != nil || n < 0 || n > 3 {
		return kernel.E(kernel.Invalid, "page_turn").On("turn")
	}
	return q.homeUnless(s.Pages.Turn(q.command(1), q.who, q.path("page"), n), "/visits/"+q.path("id")+"#p-"+q.path("page"))
}
