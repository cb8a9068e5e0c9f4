package request

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// policy reads the policy in force. Whoever writes ranks holds it until the
// commit, so that no rank of an old policy lands behind a change of policy.
func (s *Service) policy(ctx context.Context, tx *db.Tx, hold bool) (dispatch.Policy, error) {
	p, _, err := s.inForce(ctx, tx, hold)
	return p, err
}

const policyNow = `SELECT version, body, samples FROM dispatch_now WHERE id=1`

func policyHeld(tx *db.Tx) string {
	if tx.Postgres() {
		return policyNow + ` FOR SHARE`
	}
	return policyNow
}

// inForce is policy, with whether samples are given out at all.
func (s *Service) inForce(ctx context.Context, tx *db.Tx, hold bool) (p dispatch.Policy, samples bool, err error) {
	q := policyNow
	if hold {
		q = policyHeld(tx)
	}
	var version, given int
	var body string
	if err := tx.Row(ctx, q, nil, &version, &body, &given); err != nil {
		return p, false, err
	}
	p, err = decode(version, body)
	return p, given == 1, err
}

func decode(version int, body string) (dispatch.Policy, error) {
	p := dispatch.Recommended
	if body != "" {
		p = dispatch.Policy{}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return p, err
		}
	}
	p.Version = version
	return p, nil
}

// Policy is the order of dispatch in force.
func (s *Service) Policy(ctx context.Context, actor kernel.Actor) (dispatch.Policy, error) {
	var p dispatch.Policy
	if err := staff.Require(actor, staff.SeeLoad, actor.Office); err != nil {
		return p, err
	}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { p, err = s.policy(ctx, tx, false); return err })
	return p, err
}

// SetPolicy puts another order of dispatch in force, for whom waits already
// too, and returns it with its version. The reason is for the colleagues.
func (s *Service) SetPolicy(ctx context.Context, actor kernel.Actor, p dispatch.Policy, reason string) (dispatch.Policy, error) {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return p, err
	}
	if err := p.Check(); err != nil {
		return p, err
	}
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return p, err
	}
	ref, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		p.Version = 0
		body, err := json.Marshal(p)
		if err != nil {
			return "", err
		}
		if err := c.Row(ctx, `UPDATE dispatch_now SET version=version+1, body=$1 WHERE id=1 RETURNING version`, []any{string(body)}, &p.Version); err != nil {
			return "", err
		}
		if _, err := c.Exec(ctx, `INSERT INTO dispatch_policy (version, body, reason, staff, at) VALUES ($1,$2,$3,$4,$5)`,
			p.Version, string(body), reason, c.Actor.ID, kernel.Millis(c.Now)); err != nil {
			return "", err
		}
		if err := rerankAll(ctx, c, p); err != nil {
			return "", err
		}
		return strconv.Itoa(p.Version), c.Record(ctx, journal.Event{Kind: "dispatch.policy_set", Office: c.Actor.Office, Payload: p})
	})
	if err != nil {
		return p, err
	}
	p.Version, err = strconv.Atoi(ref) // a retry made it earlier; the rest of it is what was sent
	return p, err
}

// rerankAll works every waiting rank out anew; the formula is
// [dispatch.Policy.Rank].
func rerankAll(ctx context.Context, c *journal.Change, p dispatch.Policy) error {
	for _, class := range dispatch.Classes {
		w := p.Weights(class)
		if _, err := c.Exec(ctx, `UPDATE line SET rank=$1*remaining+$2*visit_at+$3*promised_at WHERE class=$4 AND remaining>0`,
			w.Remaining, w.Visit+w.Form, w.Promise, int(class)); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE task SET rank=$1*remaining+$2*visit_at+$3*opened_at+$4*promised_at WHERE class=$5 AND `+waiting,
			w.Remaining, w.Visit, w.Form, w.Promise, int(class)); err != nil {
			return err
		}
	}
	return nil
}

// PolicyChange is one policy with who put it in force, when and why.
type PolicyChange struct {
	dispatch.Policy
	Reason string    `json:"reason"`
	Staff  string    `json:"staff"`
	At     time.Time `json:"at"`
}

// Policies lists the policies that were in force, newest first; the one the
// program came with is not among them.
func (s *Service) Policies(ctx context.Context, actor kernel.Actor) ([]PolicyChange, error) {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return nil, err
	}
	out := []PolicyChange{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT version, body, reason, staff, at FROM dispatch_policy ORDER BY version DESC LIMIT 100`, nil, func(scan func(...any) error) error {
			var p PolicyChange
			var version int
			var body string
			var at int64
			err := scan(&version, &body, &p.Reason, &p.Staff, &at)
			if err == nil {
				p.Policy, err = decode(version, body)
			}
			p.At = kernel.FromMillis(at)
			out = append(out, p)
			return err
		})
	})
	return out, err
}

// remarkHurried is the kind of remark that says why a visit was hurried.
const remarkHurried = "hurried"

// Hurry puts a visit into the urgent class, or back into the normal one, with
// a reason; its own counter or the center's lead may.
func (s *Service) Hurry(ctx context.Context, actor kernel.Actor, visitID string, urgent bool, reason string) error {
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		var office string
		switch err := c.Row(ctx, `SELECT office FROM task WHERE visit=$1 AND done_at=0 AND local=0 LIMIT 1`, []any{visitID}, &office); {
		case errors.Is(err, db.ErrNoRows):
			return "", kernel.E(kernel.Conflict, "nothing_at_the_center")
		case err != nil:
			return "", err
		}
		if !staff.May(actor, staff.Lead, actor.Office) {
			if err := staff.Require(actor, staff.Send, office); err != nil {
				return "", err
			}
		}
		class := dispatch.Normal
		if urgent {
			class = dispatch.Urgent
		}
		if _, err := c.Exec(ctx, `UPDATE line SET class=$1 WHERE visit=$2`, int(class), visitID); err != nil {
			return "", err
		}
		if err := s.visits.Remark(ctx, c, visitID, "", remarkHurried, reason); err != nil {
			return "", err
		}
		if err := s.reline(ctx, c, visitID); err != nil {
			return "", err
		}
		return visitID, c.Record(ctx, journal.Event{Kind: "visit.hurried", Office: office, Visit: visitID, Payload: map[string]any{"urgent": urgent}})
	})
	return err
}
