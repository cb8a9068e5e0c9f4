package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Retention is how long forms are kept, what is past its time and what people
// decided.
type Retention struct {
	Forms    []Kept    `json:"forms"`
	Erasures []Erasure `json:"erasures"`
	Holds    []Hold    `json:"holds"`
}

// Kept is one form's rule and what is past it.
type Kept struct {
	Form   string `json:"form"`
	Years  int    `json:"years" doc:"0: no rule, nothing is erased"`
	From   string `json:"from" doc:"end or fiscal_year"`
	Before string `json:"before" doc:"Applications that were over before this day are past their time"`
	Due    int    `json:"due"`
	Held   int    `json:"held"`
}

// Erasure is one decision.
type Erasure struct {
	ID         string `json:"id"`
	Form       string `json:"form"`
	Before     string `json:"before"`
	State      string `json:"state" enum:"proposed,approved,refused,done"`
	Count      int    `json:"count" doc:"When it was proposed"`
	Erased     int    `json:"erased"`
	ProposedBy string `json:"proposed_by"`
	DecidedBy  string `json:"decided_by"`
}

// Hold keeps a visit from being erased.
type Hold struct {
	Visit     string `json:"visit"`
	Reception string `json:"reception"`
	Day       string `json:"day"`
	Reason    string `json:"reason"`
	At        string `json:"at" format:"date-time"`
}

// Propose names the form.
type Propose struct {
	Form string `json:"form"`
}

// Proposed is the new erasure.
type Proposed struct {
	ID string `json:"id"`
}

// Decide agrees or refuses.
type Decide struct {
	Approve bool `json:"approve"`
}

// NewHold names a visit by its reception number and day.
type NewHold struct {
	Reception string `json:"reception"`
	Day       string `json:"day" doc:"YYYY-MM-DD"`
	Reason    string `json:"reason"`
}

func (s *server) retentionDoors() {
	door(s, route{method: http.MethodGet, path: "/retention", id: "get-retention", about: "How long things are kept and what is past its time", tag: "retention"},
		func(c *call, _ *bare, _ *nothing) (*Retention, error) { return s.retention(c) })
	door(s, route{method: http.MethodPost, path: "/retention/erasures", id: "propose-erasure", about: "Ask another person to agree to an erasure", tag: "retention", status: http.StatusCreated, command: true},
		func(c *call, _ *bare, b *Propose) (*Proposed, error) {
			id, err := s.Hall.Retention.Propose(c.ctx, c.actor, b.Form)
			return &Proposed{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/retention/erasures/{id}/decide", id: "decide-erasure", about: "Agree to what another person proposed, or refuse it", tag: "retention", command: true},
		func(c *call, in *withID, b *Decide) (*nothing, error) {
			return &nothing{}, s.Hall.Retention.Decide(c.ctx, c.actor, in.ID, b.Approve)
		})
	door(s, route{method: http.MethodPost, path: "/retention/holds", id: "hold-visit", about: "Keep a visit from being erased", tag: "retention", command: true},
		func(c *call, _ *bare, b *NewHold) (*nothing, error) {
			return &nothing{}, s.Hall.Retention.Hold(c.ctx, c.actor, b.Reception, b.Day, b.Reason)
		})
	door(s, route{method: http.MethodPost, path: "/retention/holds/{id}/release", id: "release-visit", about: "End a hold", tag: "retention", command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return &nothing{}, s.Hall.Retention.Release(c.ctx, c.actor, in.ID)
		})
}

func (s *server) retention(c *call) (*Retention, error) {
	o, err := s.Hall.Retention.Overview(c.ctx, c.actor)
	if err != nil {
		return nil, err
	}
	out := &Retention{Forms: []Kept{}, Erasures: []Erasure{}, Holds: []Hold{}}
	for _, d := range o.Due {
		out.Forms = append(out.Forms, Kept{d.Form.ID, d.Form.Retention.Years, d.Form.Retention.From, d.Before, d.Count, d.Held})
	}
	for _, e := range o.Erasures {
		out.Erasures = append(out.Erasures, Erasure{e.ID, e.Form, e.Before, e.State, e.Count, e.Erased, e.ProposedBy, e.DecidedBy})
	}
	for _, h := range o.Holds {
		out.Holds = append(out.Holds, Hold{h.Visit, h.Reception, h.Day, h.Reason, h.At.In(kernel.Tokyo).Format("2006-01-02T15:04:05Z07:00")})
	}
	return out, nil
}
