package request

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// KeyingPolicy is a procedure's policy of entry and verification as it is set
// now. Version 0 is what the catalogue says.
type KeyingPolicy struct {
	Procedure string
	Version   int
	catalog.Keying
}

const policyOf = `SELECT version, body FROM keying_policy WHERE procedure=$1`

// KeyingAhead has [Service.Keying] answered together with what is asked next.
func (s *Service) KeyingAhead(tx *db.Tx, procedure string) { tx.Ahead(policyOf, procedure) }

// Keying reads the policy of a procedure inside a transaction of another room.
func (s *Service) Keying(ctx context.Context, tx *db.Tx, procedure string) (KeyingPolicy, error) {
	k := KeyingPolicy{Procedure: procedure}
	p, ok := s.catalog.Procedure(procedure)
	if !ok {
		return k, kernel.E(kernel.Invalid, "procedure_unknown").On("procedure")
	}
	k.Keying = p.Keying()
	var body string
	err := tx.Row(ctx, policyOf, []any{procedure}, &k.Version, &body)
	if errors.Is(err, db.ErrNoRows) {
		return k, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &k.Keying)
	}
	return k, err
}

// KeyingPolicies lists the policies of all procedures for whoever leads.
func (s *Service) KeyingPolicies(ctx context.Context, actor kernel.Actor) ([]KeyingPolicy, error) {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return nil, err
	}
	var out []KeyingPolicy
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		for _, p := range s.catalog.Procedures() {
			k, err := s.Keying(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			out = append(out, k)
		}
		return nil
	})
	return out, err
}

// splittable tells whether a procedure's form has both names and numbers.
func (s *Service) splittable(procedure string) bool {
	p, ok := s.catalog.Procedure(procedure)
	if !ok {
		return true // refused by its name
	}
	f, ok := s.catalog.Form(p.Form)
	return ok && f.Share(catalog.Names) > 0 && f.Share(catalog.Numbers) > 0
}

// SetKeying sets a procedure's policy; version is the one the actor saw, so
// that two leads do not overwrite each other ("changed_meanwhile"). Forms whose
// entry has begun go on as they began.
func (s *Service) SetKeying(ctx context.Context, actor kernel.Actor, procedure string, version int, k catalog.Keying) error {
	if err := staff.Require(actor, staff.Lead, actor.Office); err != nil {
		return err
	}
	if err := k.Check(); err != nil {
		return err
	}
	if k.Split && !s.splittable(procedure) {
		return kernel.E(kernel.Invalid, "keying_split").On("split")
	}
	_, err := s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		now, err := s.Keying(ctx, c.Tx, procedure)
		if err != nil {
			return "", err
		}
		if now.Version != version {
			return "", kernel.E(kernel.Conflict, "changed_meanwhile")
		}
		body, err := json.Marshal(k)
		if err != nil {
			return "", err
		}
		n, err := c.Exec(ctx, `INSERT INTO keying_policy (procedure, version, body, staff, at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (procedure) DO UPDATE SET version=excluded.version, body=excluded.body, staff=excluded.staff, at=excluded.at WHERE keying_policy.version=$6`,
			procedure, version+1, string(body), actor.ID, kernel.Millis(c.Now), version)
		if err == nil && n != 1 {
			err = kernel.E(kernel.Conflict, "changed_meanwhile")
		}
		if err != nil {
			return "", err
		}
		return procedure, c.Record(ctx, journal.Event{Kind: "center.keying_set", Office: actor.Office,
			Payload: map[string]any{"procedure": procedure, "version": version + 1, "from": now.Keying, "to": k}})
	})
	return err
}
