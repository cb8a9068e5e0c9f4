package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Rollouts are the rules of an office's small start, and the stops that hold.
type Rollouts struct {
	Rules []RolloutRule `json:"rules" doc:"Procedures without one are keyed at the counter"`
	Stops []CenterStop  `json:"stops"`
}

// RolloutRule is the rule of one procedure at one office.
type RolloutRule struct {
	Office    string   `json:"office"`
	Procedure string   `json:"procedure"`
	Mode      string   `json:"mode" enum:"closed,off,pilot,on"`
	Counters  []string `json:"counters,omitempty" doc:"Seats of a pilot"`
	Way       string   `json:"way" enum:"here,core"`
	Since     string   `json:"since" doc:"Business day yyyy-mm-dd from which it holds"`
	Ceiling   int      `json:"ceiling,omitempty" doc:"Requests per clock hour; 0: no ceiling"`
	Route     string   `json:"route,omitempty" enum:"center,counter" doc:"Where it is usually keyed; empty: as the procedure says"`
}

// CenterStop keeps new requests from the center.
type CenterStop struct {
	Office    string    `json:"office" doc:"An office, or *"`
	Procedure string    `json:"procedure" doc:"A procedure, or *"`
	Staff     string    `json:"staff"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
}

// Stopping names what is kept from the center.
type Stopping struct {
	Office    string `json:"office" doc:"An office, or *"`
	Procedure string `json:"procedure" doc:"A procedure, or *"`
	Reason    string `json:"reason"`
}

// Opening names what may go to the center again.
type Opening struct {
	Office    string `json:"office"`
	Procedure string `json:"procedure"`
}

func (s *server) rolloutDoors() {
	const tag = "rollout"
	door(s, route{method: http.MethodGet, path: "/rollout", id: "get-rollout", about: "The rules of an office's small start", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*Rollouts, error) { return s.rollouts(c, in.Place) })
	door(s, route{method: http.MethodPost, path: "/rollout", id: "set-rollout", about: "Set the rule of one procedure at one office", tag: tag, command: true},
		func(c *call, _ *bare, b *RolloutRule) (*nothing, error) {
			if _, ok := s.Catalog.Procedure(b.Procedure); !ok {
				return nil, kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
			}
			return nil, s.Offices.SetRollout(c.ctx, c.actor, office.Rollout{Office: b.Office, Procedure: b.Procedure, Mode: office.Mode(b.Mode),
				Counters: b.Counters, Way: b.Way, Since: b.Since, Ceiling: b.Ceiling, Route: b.Route})
		})
	door(s, route{method: http.MethodPost, path: "/rollout/stop", id: "stop-center", about: "Keep new requests from the center", tag: tag, command: true},
		func(c *call, _ *bare, b *Stopping) (*nothing, error) {
			return nil, s.Offices.StopCenter(c.ctx, c.actor, b.Office, b.Procedure, b.Reason)
		})
	door(s, route{method: http.MethodPost, path: "/rollout/open", id: "open-center", about: "Let requests go to the center again", tag: tag, command: true},
		func(c *call, _ *bare, b *Opening) (*nothing, error) {
			return nil, s.Offices.OpenCenter(c.ctx, c.actor, b.Office, b.Procedure)
		})
}

// rollouts are for whoever runs the center or administers the office, as on
// the page.
func (s *server) rollouts(c *call, at string) (*Rollouts, error) {
	if !staff.May(c.actor, staff.Lead, at) {
		if err := staff.Require(c.actor, staff.Administer, at); err != nil {
			return nil, err
		}
	}
	rules, err := s.Offices.Rollouts(c.ctx, at)
	if err != nil {
		return nil, err
	}
	stops, err := s.Offices.Stops(c.ctx)
	out := &Rollouts{[]RolloutRule{}, []CenterStop{}}
	for _, r := range rules {
		out.Rules = append(out.Rules, RolloutRule{r.Office, r.Procedure, string(r.Mode), r.Counters, r.Way, r.Since, r.Ceiling, r.Route})
	}
	for _, x := range stops {
		out.Stops = append(out.Stops, CenterStop(x))
	}
	return out, err
}
