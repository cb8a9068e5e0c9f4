package web

import (
	"context"
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

// Demo is a sample city whose seats anybody may take.
type Demo interface {
	// Seats lists the seats to offer and who sits there.
	Seats(ctx context.Context) ([]DemoSeat, error)
	// Taken says that a person sits down in somebody's seat.
	Taken(staff string)
	// Sheet is a filled paper such as the visitor of an application brings.
	Sheet(application, procedure string) ([]byte, error)
	// Speed is how fast the day goes, 1 is real time, 0 stands still.
	Speed() float64
	// SetSpeed changes how fast the day goes.
	SetSpeed(x float64)
}

// DemoSeat is one seat of the sample city with the person who works there.
type DemoSeat struct{ Seat, Staff string }

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
	st, err := loadStatic(staticFiles, "static")
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
