package rekey

import (
	"context"
	"encoding/json"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Policy says how much is keyed again, and when.
type Policy struct {
	Version int     `json:"version"` // 0: nobody has set it
	On      bool    `json:"on"`
	Width   float64 `json:"width"`   // wished width of a form's 95 % interval in a month, errors per 10,000 fields
	Floor   float64 `json:"floor"`   // least share of a form's fields, percent
	Ceiling float64 `json:"ceiling"` // largest share, percent
	Quiet   bool    `json:"quiet"`   // only while nothing else waits
	Known   float64 `json:"known"`   // known fields of an earlier form given out after so many of the completed forms, percent
}

// Recommended is the policy before anybody has set one: nothing is drawn.
var Recommended = Policy{Width: 20, Floor: .5, Ceiling: 5, Quiet: true}

func (p Policy) check() error {
	switch {
	case !within(p.Width, 1, 1000):
		return kernel.E(kernel.Invalid, "sample_width").On("width")
	case !within(p.Floor, 0, 100):
		return kernel.E(kernel.Invalid, "sample_share").On("floor")
	case !within(p.Ceiling, p.Floor, 100):
		return kernel.E(kernel.Invalid, "sample_share").On("ceiling")
	case !within(p.Known, 0, 100):
		return kernel.E(kernel.Invalid, "sample_share").On("known")
	}
	return nil
}

// within is false for what is no number.
func within(x, least, most float64) bool { return x >= least && x <= most }

// Policy is the policy in force, for whoever may see the quality.
func (s *Service) Policy(ctx context.Context, actor kernel.Actor) (p Policy, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return p, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error { p, _, err = inForce(ctx, tx); return err })
	return p, err
}

// SetPolicy puts a policy in force over the version the actor saw
// ("changed_meanwhile"). What is completed from then on is drawn from; what was
// drawn before stays on the list while samples are on.
func (s *Service) SetPolicy(ctx context.Context, actor kernel.Actor, p Policy) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	end, err := s.journal.End(ctx)
	if err != nil {
		return err
	}
	seen := p.Version
	p.Version = 0 // counted by the row, not kept in its body
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		now, cursor, err := inForce(ctx, c.Tx)
		if err != nil {
			return "", err
		}
		if p.On && !now.On { // what was completed meanwhile is not drawn from
			cursor = end
		}
		body, err := json.Marshal(p)
		if err != nil {
			return "", err
		}
		n, err := c.Exec(ctx, `UPDATE rekey_policy SET version=version+1, body=$1, staff=$2, at=$3, cursor=$4 WHERE id=1 AND version=$5`,
			string(body), actor.ID, kernel.Millis(c.Now), string(cursor), seen)
		if err == nil && n != 1 {
			err = kernel.E(kernel.Conflict, "changed_meanwhile")
		}
		if err == nil {
			err = s.requests.GiveSamples(ctx, c, p.On)
		}
		if err != nil {
			return "", err
		}
		return "rekey", c.Record(ctx, journal.Event{Kind: "center.samples_set", Office: actor.Office, Payload: p})
	})
	return err
}

func inForce(ctx context.Context, tx *db.Tx) (p Policy, at journal.Cursor, err error) {
	var body string
	var version int
	if err := tx.Row(ctx, `SELECT version, body, cursor FROM rekey_policy WHERE id=1`, nil, &version, &body, &at); err != nil {
		return p, at, err
	}
	p = Recommended
	if body != "" {
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return p, at, err
		}
	}
	p.Version = version
	return p, at, nil
}
