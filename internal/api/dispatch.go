package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/desk"
)

// PolicyChoice is an order of dispatch to put in force, and why.
type PolicyChoice struct {
	Policy dispatch.Policy `json:"policy" doc:"Weights are thousandths; version is ignored"`
	Reason string          `json:"reason"`
}

// Policies are the orders of dispatch there are to choose from and those that
// were in force.
type Policies struct {
	Builtin []dispatch.Policy      `json:"builtin"`
	Past    []request.PolicyChange `json:"past"`
}

// Hurry puts a visit into the urgent class or takes it out.
type Hurry struct {
	Urgent bool   `json:"urgent"`
	Reason string `json:"reason"`
}

func (s *server) dispatchDoors() {
	const tag = "center"
	door(s, route{method: http.MethodGet, path: "/center/policy", id: "dispatch-policy", about: "The order of dispatch in force", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*dispatch.Policy, error) {
			p, err := s.Requests.Policy(c.ctx, c.actor)
			return &p, err
		})
	door(s, route{method: http.MethodPost, path: "/center/policy", id: "set-dispatch-policy", about: "Put another order of dispatch in force, for whom waits already too", tag: tag, command: true},
		func(c *call, _ *bare, b *PolicyChoice) (*dispatch.Policy, error) {
			p, err := s.Requests.SetPolicy(c.ctx, c.actor, b.Policy, b.Reason)
			return &p, err
		})
	door(s, route{method: http.MethodGet, path: "/center/policies", id: "dispatch-policies", about: "Orders of dispatch to choose from, and those that were in force", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*Policies, error) {
			past, err := s.Requests.Policies(c.ctx, c.actor)
			return &Policies{dispatch.Builtin(), past}, err
		})
	door(s, route{method: http.MethodGet, path: "/tasks/{id}/why", id: "task-why", about: "Why a task was given, or stands where it stands", tag: tag},
		func(c *call, in *withID, _ *nothing) (*desk.WhyView, error) {
			v, err := s.desk.Why(c.ctx, c.actor, in.ID, c.view().Lang)
			return &v, err
		})
	door(s, route{method: http.MethodPost, path: "/visits/{id}/hurry", id: "hurry-visit", about: "Let a visit go before others at the center, or no longer", tag: tag, command: true},
		func(c *call, in *withID, b *Hurry) (*nothing, error) {
			return nil, s.Requests.Hurry(c.ctx, c.actor, in.ID, b.Urgent, b.Reason)
		})
}
