package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// together lists the errands that one press sends to the center: scanned, and
// best keyed there.
func together(apps []appCard) []string {
	var out []string
	for _, c := range apps {
		if c.Routes.Choose && c.Routes.Center && c.Routes.Better == "center" && len(c.Pages) > 0 {
			out = append(out, c.ID)
		}
	}
	return out
}

// sendAll takes the named errands in and sends them to the center, one after
// the other. What was sent before a refusal stays sent.
func (s *Server) sendAll(q *req) error {
	v, err := s.Visits.Get(q.ctx(), q.who, q.path("id"))
	if err != nil {
		return err
	}
	wanted := q.list("application")
	for i, a := range v.Applications {
		if !slices.Contains(wanted, a.ID) {
			continue
		}
		if a.State == visit.Drafting {
			if err := s.Visits.Accept(q.command(2*i+1), q.who, a.ID); err != nil {
				return err
			}
		}
		if slices.Contains([]visit.State{visit.Drafting, visit.Accepted, visit.Returned}, a.State) {
			if err := s.Requests.Send(q.command(2*i+2), q.who, a.ID); err != nil {
				return err
			}
		}
	}
	q.home("/visits/" + v.ID)
	return nil
}
