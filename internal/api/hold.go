package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// Holding says why something rests for a while, and when to tell.
type Holding struct {
	Why     string `json:"why" enum:"visitor,phone,colleague,core,other"`
	Minutes int    `json:"minutes" minimum:"1" maximum:"240" doc:"After this time whoever holds it is told"`
	Note    string `json:"note,omitempty" doc:"Needed for other"`
}

func (h Holding) wish() visit.Resting {
	return visit.Resting{Why: h.Why, Minutes: h.Minutes, Note: h.Note}
}

// HeldForms are the forms somebody has put aside.
type HeldForms struct {
	Held []desk.Held `json:"held"`
}

func (s *server) holdDoors() {
	move(s, "hold", "Let it rest at its counter; nobody moves it until it is taken up again", func(c *call, id string, b *Holding) error {
		return s.Visits.Hold(c.ctx, c.actor, id, b.wish())
	})
	move(s, "unhold", "Take it up again", func(c *call, id string, _ *nothing) error { return s.Visits.Unhold(c.ctx, c.actor, id) })
	door(s, route{method: http.MethodGet, path: "/center/held", id: "held-tasks", about: "The forms that the caller has put aside", tag: "center"},
		func(c *call, _ *bare, _ *nothing) (*HeldForms, error) {
			list, err := s.desk.Held(c.ctx, c.actor, c.view())
			return &HeldForms{list}, err
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/hold", id: "hold-task", about: "Put an entry aside; it stays with its holder, who may take others", tag: "center", command: true},
		func(c *call, in *withID, b *Holding) (*nothing, error) {
			return nil, s.Requests.Rest(c.ctx, c.actor, in.ID, b.wish())
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/unhold", id: "unhold-task", about: "Go on with an entry that was put aside", tag: "center", command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return nil, s.Requests.Wake(c.ctx, c.actor, in.ID)
		})
}
