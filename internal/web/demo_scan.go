package web

import (
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// demoScan lays the visitor's filled paper into the scanner: it goes the way
// of every page.
func (s *Server) demoScan(q *req) error {
	a, err := s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil {
		return err
	}
	raw, err := s.demo.Sheet(a.Visit, a.ID, a.Procedure)
	if err != nil {
		return err
	}
	in := page.Upload{Application: a.ID, Kind: page.Kinds()[0], Turn: scan.Automatic, Raw: raw}
	if _, err := s.Pages.Add(q.command(1), q.who, in); err != nil {
		return err
	}
	q.redirect(q.base() + "/visits/" + a.Visit)
	return nil
}
