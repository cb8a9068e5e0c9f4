package twin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hitomado/hitomado/internal/front/visit"
)

// inCare is how many visitors a clerk looks after at once.
const inCare = 5

// reserve is how many waiting visitors simulated clerks leave for the people
// at an office where one may sit down at any moment.
const reserve = 3

// clerk is a colleague at a counter. What to do next is read from the board,
// so that a clerk goes on after a restart or after a person left the seat.
type clerk struct {
	person
	missed map[string]time.Time // when an absent visitor was called in vain
	own    *typist              // an entry keyed at this counter
}

func (c *clerk) rest() { c.own = nil }

// job is one thing a clerk may find to do: busy 0 means nothing of the kind.
type job func(ctx context.Context, b visit.Board) (busy time.Duration, err error)

func (c *clerk) act(ctx context.Context) (time.Duration, error) {
	b, err := c.t.h.Visits.Board(ctx, c.who, c.who.Office, c.who.Seat)
	if err != nil {
		return c.idle(), err
	}
	if err := c.hold(ctx, b); err != nil {
		return c.idle(), err
	}
	for _, do := range []job{c.answer, c.serve, c.settle, c.key, c.recall, c.call} {
		if busy, err := do(ctx, b); busy > 0 || err != nil {
			return busy, err
		}
	}
	return c.idle(), nil
}

// call asks for the next visitor unless somebody is being served, enough are
// in care, or those who wait should be left for a person.
func (c *clerk) call(ctx context.Context, b visit.Board) (time.Duration, error) {
	left := 0
	if c.shared() {
		left = reserve
	}
	if len(b.Waiting) <= left || len(b.Mine) >= inCare || len(b.Mine) > 0 && b.Mine[0].State == visit.Serving {
		return 0, nil
	}
	_, err := c.t.h.Visits.CallNext(ctx, c.who)
	return c.between(20, 40), err
}

// shared tells whether somebody has taken a seat at the clerk's office, or is
// invited to.
func (c *clerk) shared() bool {
	return c.t.joined(c.who.Office) || slices.ContainsFunc(members, func(m member) bool { return m.free && slices.Contains(m.at, c.who.Office) })
}

// recall calls visitors once more who were not there.
func (c *clerk) recall(ctx context.Context, b visit.Board) (time.Duration, error) {
	now := c.t.h.Clock.Now()
	for _, v := range b.Absent {
		if v.Seat != c.who.Seat {
			continue
		}
		at, known := c.missed[v.ID]
		if !known {
			c.missed[v.ID] = now
		}
		if known && now.Sub(at) > 4*time.Minute && (len(b.Mine) == 0 || b.Mine[0].State != visit.Serving) {
			delete(c.missed, v.ID)
			return c.between(20, 30), c.t.h.Visits.Call(ctx, c.who, v.ID)
		}
	}
	return 0, nil
}

// answer asks the visitor what the center wants to know, and tells it.
func (c *clerk) answer(ctx context.Context, b visit.Board) (time.Duration, error) {
	var asked []string
	for _, v := range b.Mine {
		for _, a := range v.Applications {
			if a.State == visit.Queried {
				asked = append(asked, a.ID)
			}
		}
	}
	open, err := c.t.h.Inquiries.Of(ctx, asked...)
	if err != nil {
		return 0, err
	}
	for _, in := range open {
		if in.AnsweredAt != nil || c.t.h.Clock.Now().Sub(in.AskedAt) < 45*time.Second {
			continue
		}
		kind, text := "as_written", ""
		if s, err := c.t.read(ctx, in.Application); err == nil && s != nil && s.Truth.Typed[in.Field] != "" {
			kind, text = "typed", s.Truth.Typed[in.Field]
		}
		return c.between(10, 20), c.t.h.Inquiries.Answer(ctx, c.who, in.ID, kind, text)
	}
	return 0, nil
}

// hold keeps the entry that is keyed at this counter, which stands open beside
// whatever else the clerk does; also one that was begun before a restart or by a
// person in this seat.
func (c *clerk) hold(ctx context.Context, b visit.Board) error {
	if err := c.pickUp(ctx, b); c.own == nil || err != nil {
		return err
	}
	err := c.own.renew(ctx)
	if err != nil {
		c.own = nil // somebody else has it
	}
	return err
}

// key goes on with that entry.
func (c *clerk) key(ctx context.Context, _ visit.Board) (time.Duration, error) {
	if c.own == nil {
		return 0, nil
	}
	wait, done, err := c.own.act(ctx)
	if done || err != nil {
		c.own = nil
	}
	return wait, err
}

func (c *clerk) pickUp(ctx context.Context, b visit.Board) error {
	if c.own != nil {
		return nil
	}
	var here []string
	for _, v := range b.Mine {
		for _, a := range v.Applications {
			if a.State == visit.Entering && a.Route == "counter" {
				here = append(here, a.ID)
			}
		}
	}
	tasks, err := c.t.h.Requests.Of(ctx, here...)
	for _, t := range tasks {
		if t.Staff == c.who.ID {
			c.own = &typist{person: &c.person, task: t.ID}
		}
	}
	return err
}

// came is who the visitor is, as the clerk finds out.
func (c *clerk) came() visit.Came {
	came := visit.Came{As: "self", Proof: "one", ProofKind: "my_number_card"}
	switch x := c.rng.Float64(); {
	case x < .10:
		came.As = "household"
	case x < .16:
		came.As = "agent_letter"
	case x < .18:
		came.As = "legal"
	}
	switch x := c.rng.Float64(); {
	case x < .25:
		came.ProofKind = "license"
	case x < .35:
		came.Proof, came.ProofKind = "two", "insurance,pension"
	case x < .40:
		came.Proof, came.ProofKind = "questions", ""
	}
	if came.As == "legal" {
		came.ProofKind = strings.Trim(came.ProofKind+",family_register", ",")
	}
	return came
}

// ready tells whether the procedures that must be registered first are.
func ready(t *Twin, v visit.Visit, a visit.Application) bool {
	p, ok := t.h.Catalog.Procedure(a.Procedure)
	if !ok {
		return false
	}
	return visit.Before(v, a, p.After) == ""
}
