package handover

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Part is one application of a hand-over of several: its own ending, and its
// own papers counted.
type Part struct {
	Application string  `json:"application"`
	Ending      string  `json:"ending"`
	Slip        string  `json:"slip,omitempty"`
	Due         string  `json:"due,omitempty"`
	Outputs     []Given `json:"outputs,omitempty"`
	Counted     bool    `json:"counted"`
}

// Together is what is said once when several applications of one visitor are
// handed over: the ticket, the name, what was in keeping.
type Together struct {
	Parts     []Part
	Checklist Checklist // Counted is said by each part
}

const maxParts = 50

// Ready tells whether an application waits for its hand-over.
func Ready(a visit.Application, p *catalog.Procedure) bool {
	return a.Doubt == "" && (a.State == visit.Printed || a.State == visit.Checked && !p.Prints)
}

// FinishTogether hands over several applications of a visit at once, or none of
// them. Errors: "handover_parts", and those of [Service.Finish] with the
// application before the field they concern.
func (s *Service) FinishTogether(ctx context.Context, actor kernel.Actor, id string, in Together) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		apps, err := s.lockAll(ctx, c, id, in.Parts)
		if err != nil {
			return "", err
		}
		for _, part := range in.Parts {
			a := apps[part.Application]
			p, ok := s.catalog.Procedure(a.Procedure)
			if !ok {
				return "", kernel.E(kernel.Internal, "procedure_unknown")
			}
			if err := s.finish(ctx, c, &a, p, part.handOver(in.Checklist)); err != nil {
				return "", of(a.ID, err)
			}
		}
		return id, nil
	})
	return err
}

func (in Together) check() error {
	if len(in.Parts) == 0 || len(in.Parts) > maxParts {
		return kernel.E(kernel.Invalid, "handover_parts").On("parts")
	}
	if !in.Checklist.Ticket || !in.Checklist.Name {
		return kernel.E(kernel.Invalid, "checklist_incomplete").On("checklist")
	}
	for i, p := range in.Parts {
		if slices.ContainsFunc(in.Parts[:i], func(o Part) bool { return o.Application == p.Application }) {
			return kernel.E(kernel.Invalid, "handover_parts").On("parts")
		}
		if !p.Counted {
			return of(p.Application, kernel.E(kernel.Invalid, "checklist_incomplete").On("counted"))
		}
		if !slices.Contains(catalog.Endings(), p.Ending) {
			return of(p.Application, kernel.E(kernel.Invalid, "ending_unknown").On("ending"))
		}
	}
	return nil
}

func (p Part) handOver(said Checklist) HandOver {
	said.Counted = p.Counted
	return HandOver{Ending: p.Ending, Slip: strings.TrimSpace(p.Slip), Due: strings.TrimSpace(p.Due), Outputs: p.Outputs, Checklist: said}
}

// lockAll holds the applications in one order, whatever order they are handed
// over in, so that two counters never wait for each other.
func (s *Service) lockAll(ctx context.Context, c *journal.Change, id string, parts []Part) (map[string]visit.Application, error) {
	ids := make([]string, len(parts))
	for i, p := range parts {
		ids[i] = p.Application
	}
	slices.Sort(ids)
	out := map[string]visit.Application{}
	for _, x := range ids {
		a, err := s.visits.Locked(ctx, c, x)
		if err != nil {
			return nil, err
		}
		if a.Visit != id {
			return nil, kernel.E(kernel.Invalid, "handover_parts").On("parts")
		}
		if err := staff.Require(c.Actor, staff.HandOver, a.Office); err != nil {
			return nil, err
		}
		out[x] = a
	}
	return out, nil
}

// of says which application an error concerns.
func of(application string, err error) error {
	if e, ok := errors.AsType[*kernel.Error](err); ok {
		return e.On(strings.TrimSuffix(application+"."+e.Field, "."))
	}
	return err
}
