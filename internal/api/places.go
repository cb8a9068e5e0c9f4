package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Places are the offices with their seats.
type Places struct {
	Offices []Place `json:"offices"`
}

// Place is one office.
type Place struct {
	ID     string `json:"id"`
	Kind   string `json:"kind" enum:"area,branch,center,remote"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
	Mark   string `json:"mark,omitempty" doc:"How reception numbers begin; only where visitors come"`
	// Position orders offices on screens.
	Position int    `json:"position,omitempty"`
	Seats    []Seat `json:"seats"`
}

// Seat is a counter or a desk.
type Seat struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"counter,desk"`
	Name     string `json:"name"`
	NameEN   string `json:"name_en,omitempty"`
	Position int    `json:"position,omitempty"`
}

// MoreSeats adds seats to an office.
type MoreSeats struct {
	Office string `json:"office"`
	Seats  []Seat `json:"seats"`
}

// Renaming gives an office or a seat another name.
type Renaming struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
}

// Settings are what the town decided about the product as a whole.
type Settings struct {
	Product     string `json:"product" doc:"Its name on screen; empty: the municipality's"`
	IdleMinutes int    `json:"idle_minutes" doc:"After which a screen locks; 0: never"`
}

// Upkeep is the program's own work.
type Upkeep struct {
	Kinds []WorkKind `json:"kinds"`
	Dead  []DeadJob  `json:"dead" doc:"Given up; may be tried again"`
}

// WorkKind is how much of one kind waits.
type WorkKind struct {
	Kind    string `json:"kind"`
	Waiting int    `json:"waiting"`
	Dead    int    `json:"dead"`
}

// DeadJob was given up.
type DeadJob struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`
	Tries int       `json:"tries"`
	Since time.Time `json:"since"`
	Error string    `json:"error,omitempty" doc:"Code of the last failure"`
}

func (s *server) placeDoors() {
	const tag = "places"
	command := func(path, id, about string) route {
		return route{method: http.MethodPost, path: path, id: id, about: about, tag: tag, command: true}
	}
	door(s, route{method: http.MethodGet, path: "/offices", id: "list-offices", about: "The offices with their seats", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*Places, error) { return s.places(c) })
	door(s, command("/offices", "add-office", "Make an office with its seats"),
		func(c *call, _ *bare, b *Place) (*nothing, error) {
			o := office.Office{ID: b.ID, Kind: b.Kind, Name: b.Name, NameEN: b.NameEN, Mark: b.Mark, Position: b.Position}
			return nil, s.Offices.Add(c.ctx, c.actor, o, seatsOf(b.ID, b.Seats))
		})
	door(s, command("/offices/seats", "add-seats", "Add seats to an office"),
		func(c *call, _ *bare, b *MoreSeats) (*nothing, error) {
			return nil, s.Offices.AddSeats(c.ctx, c.actor, b.Office, seatsOf(b.Office, b.Seats))
		})
	door(s, command("/offices/rename", "rename-office", "Give an office another name"),
		func(c *call, _ *bare, b *Renaming) (*nothing, error) {
			return nil, s.Offices.Rename(c.ctx, c.actor, b.ID, b.Name, b.NameEN)
		})
	door(s, command("/seats/rename", "rename-seat", "Give a seat another name"),
		func(c *call, _ *bare, b *Renaming) (*nothing, error) {
			return nil, s.Offices.RenameSeat(c.ctx, c.actor, b.ID, b.Name, b.NameEN)
		})
	door(s, route{method: http.MethodGet, path: "/settings", id: "get-settings", about: "What the town decided about the product", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*Settings, error) {
			if err := staff.Require(c.actor, staff.Administer, staff.Everywhere); err != nil {
				return nil, err
			}
			v, err := s.Offices.Settings(c.ctx)
			return &Settings{v.Product, v.IdleMinutes}, err
		})
	door(s, command("/settings", "set-settings", "Change it"),
		func(c *call, _ *bare, b *Settings) (*nothing, error) {
			return nil, s.Offices.SetSettings(c.ctx, c.actor, office.Settings{Product: b.Product, IdleMinutes: b.IdleMinutes})
		})
	s.upkeepDoors()
}

func (s *server) upkeepDoors() {
	door(s, route{method: http.MethodGet, path: "/work", id: "get-work", about: "The program's own work", tag: "upkeep"},
		func(c *call, _ *bare, _ *nothing) (*Upkeep, error) {
			w, err := s.Upkeep.Work(c.ctx, c.actor)
			out := &Upkeep{[]WorkKind{}, []DeadJob{}}
			for _, k := range w.Kinds {
				out.Kinds = append(out.Kinds, WorkKind{k.Kind, k.Waiting, k.Dead})
			}
			for _, j := range w.Dead {
				out.Dead = append(out.Dead, DeadJob{j.ID, j.Kind, j.Attempts, j.Created, j.Error})
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/work/{id}/revive", id: "revive-work", about: "Try again what was given up", tag: "upkeep", command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return nil, s.Upkeep.Revive(c.ctx, c.actor, in.ID)
		})
}

// places are for everybody who is signed in: names of counters are no secret.
func (s *server) places(c *call) (*Places, error) {
	offices, err := s.Offices.Offices(c.ctx)
	if err != nil {
		return nil, err
	}
	out := &Places{[]Place{}}
	for _, o := range offices {
		seats, err := s.Offices.Seats(c.ctx, o.ID)
		if err != nil {
			return nil, err
		}
		p := Place{o.ID, o.Kind, o.Name, o.NameEN, o.Mark, o.Position, []Seat{}}
		for _, x := range seats {
			p.Seats = append(p.Seats, Seat{x.ID, x.Kind, x.Name, x.NameEN, x.Position})
		}
		out.Offices = append(out.Offices, p)
	}
	return out, nil
}

func seatsOf(at string, list []Seat) (out []office.Seat) {
	for _, x := range list {
		out = append(out, office.Seat{ID: x.ID, Office: at, Kind: x.Kind, Name: x.Name, NameEN: x.NameEN, Position: x.Position})
	}
	return out
}
