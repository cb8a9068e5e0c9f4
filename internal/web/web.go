package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/hall"
)

// Options are what the face needs besides the rooms.
type Options struct {
	Hall *hall.Hall
	Log  *slog.Logger
	City string // name of the municipality, shown on every page
	// Demo opens seats of a sample city without a password; nil outside the
	// demo. The caller must not listen on anything but a loopback address.
	Demo Demo
}

// Server answers people's browsers.
type Server struct {
	*hall.Hall
	log    *slog.Logger
	city   string
	demo   Demo
	pages  *pages
	static *static
	desk   *desk.Desk
}

// New builds the face and checks every template and static file.
func New(o Options) (*Server, error) {
	if o.Hall == nil {
		return nil, errors.New("web: no hall")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	st, err := loadStatic()
	if err != nil {
		return nil, err
	}
	ps, err := loadPages(st.base)
	if err != nil {
		return nil, err
	}
	return &Server{Hall: o.Hall, log: o.Log, city: o.City, demo: o.Demo, pages: ps, static: st, desk: desk.New(o.Hall)}, nil
}

// Handler is the whole face: routes inside the guards that hold for all.
func (s *Server) Handler() http.Handler {
	return secure(limited(compress(s.routes())))
}
