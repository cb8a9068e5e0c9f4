package web

import "github.com/hitomado/hitomado/internal/base/kernel"

// offline is what the browser shows when the server cannot be reached; its
// script keeps a copy.
func (s *Server) offline(q *req) error { return q.render("offline", q.t("offline.title"), nil) }

// nothing answers an address that leads nowhere.
func (s *Server) nothing(*req) error { return kernel.E(kernel.NotFound, "not_found") }
