package web

import "net/http"

// glyphs looks characters up for the search of the entry station. The query
// is part of what a visitor wrote, so it travels in the body, not the address.
func (s *Server) glyphs(q *req) error {
	var in struct {
		Q     string
		Exact bool
	}
	if err := q.body(&in); err != nil {
		return err
	}
	list, err := s.desk.Glyphs(in.Q, in.Exact)
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"glyphs": list})
}
