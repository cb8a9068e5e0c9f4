package web

import (
	"net/url"
	"strconv"
)

// makeDocuments draws the chosen papers and keeps them.
func (s *Server) makeDocuments(q *req) error {
	_, err := s.Handover.Make(q.command(1), q.who, q.path("application"), q.list("kind"))
	return q.after(err)
}

// printed records that the papers came out of the printer (印刷できました).
func (s *Server) printed(q *req) error {
	return q.after(s.Handover.Printed(q.command(1), q.who, q.path("application")))
}

// printAgain records why a paper that came out is printed once more, and shows
// it to be printed.
func (s *Server) printAgain(q *req) error {
	d := url.QueryEscape(q.path("document"))
	return q.homeUnless(s.Handover.PrintAgain(q.command(1), q.who, q.path("document"), q.form("reason")), "/applications/"+q.path("application")+"?again="+d+"#papers")
}

// paperPolicy lets the browser's own viewer show a paper inside our page.
const paperPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"

// paper answers the very bytes that were made.
func (s *Server) paper(q *req) error {
	d, pdf, err := s.Handover.PDF(q.ctx(), q.who, q.path("document"))
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Security-Policy", paperPolicy)
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="`+d.Kind+"-"+d.ID+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(pdf)))
	h.Set("Cache-Control", "no-store")
	_, err = q.w.Write(pdf)
	return quiet(err)
}
