package web

import (
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
)

// cropWidth is the widest picture of one field, in pixels.
const cropWidth = 640

func (s *Server) pageView(q *req) error  { return q.image(page.View) }
func (s *Server) pageThumb(q *req) error { return q.image(page.Thumb) }

// image answers a derived image. Browsers may keep it under its version in
// the address, for this person only: with another session in the cookie it is
// another image to them.
func (q *req) image(size page.Size) error {
	raw, err := q.s.Pages.Image(q.ctx(), q.who, q.path("page"), size)
	if err != nil {
		return err
	}
	return q.jpeg(raw)
}

func (q *req) jpeg(raw []byte) error {
	h := q.w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	h.Set("Cache-Control", "private, no-cache")
	if q.r.URL.Query().Has("v") {
		h.Set("Cache-Control", "private, max-age=3600")
		h.Add("Vary", "Cookie")
	}
	_, err := q.w.Write(raw)
	return quiet(err)
}

// crop answers the picture of one field of an application, cut from its scan.
func (s *Server) crop(q *req) error {
	a, err := s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil {
		return err
	}
	f, ok := s.Catalog.Form(a.Form)
	if !ok {
		return kernel.E(kernel.Internal, "form_unknown")
	}
	it, ok := f.Item(q.path("field"))
	if !ok || it.Field.Sensitive {
		return kernel.E(kernel.NotFound, "field_unknown").On(q.path("field"))
	}
	pages, err := s.Pages.Of(q.ctx(), a.ID)
	if err != nil {
		return err
	}
	number := page.Ordinals(pages, a.Form)
	i := slices.IndexFunc(pages, func(p page.Page) bool { return p.Kind == "form" && number[p.ID] == max(1, it.Region.Page) })
	if i < 0 {
		return kernel.E(kernel.NotFound, "page_unknown")
	}
	view, err := s.Pages.Image(q.ctx(), q.who, pages[i].ID, page.View)
	if err != nil {
		return err
	}
	cut, err := scan.Crop(view, scan.Rect{X: it.Region.X, Y: it.Region.Y, W: it.Region.W, H: it.Region.H}, cropWidth)
	if err != nil {
		return err
	}
	return q.jpeg(cut)
}
