package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// SignIn opens a session.
type SignIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Seat     string `json:"seat,omitempty" doc:"Where the person sits; empty: the office of the first grant"`
}

// Session is an open session.
type Session struct {
	Token   string    `json:"token" doc:"For Authorization: Bearer"`
	Staff   Staff     `json:"staff"`
	Expires time.Time `json:"expires" doc:"Without use; every use prolongs it"`
}

// Staff is the person signed in.
type Staff struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Office string `json:"office"`
	Seat   string `json:"seat"`
}

func (s *server) sessionDoors() {
	door(s, route{method: http.MethodPost, path: "/sessions", id: "sign-in", about: "Sign in", tag: "sessions", status: http.StatusCreated, open: true},
		func(c *call, _ *bare, b *SignIn) (*Session, error) {
			token, who, err := s.Staff.SignIn(c.ctx, b.Login, b.Password, b.Seat)
			if err != nil {
				return nil, err
			}
			c.actor = who
			return &Session{Token: token, Staff: Staff{who.ID, who.Name, who.Office, who.Seat}, Expires: kernel.Kept(staff.SessionEnd(s.Clock.Now()))}, nil
		})
	door(s, route{method: http.MethodDelete, path: "/sessions", id: "sign-out", about: "Sign out", tag: "sessions"},
		func(c *call, _ *bare, _ *nothing) (*nothing, error) { return nil, s.Staff.SignOut(c.ctx, c.token) })
}
