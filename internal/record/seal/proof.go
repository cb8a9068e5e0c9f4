package seal

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Proof shows that events stand in the sealed record. It is checked with the
// public key alone.
type Proof struct {
	Events []Proven          `json:"events"`
	Seals  map[string]string `json:"seals"` // notes by their hash
}

// Proven is one event with its path to the root of its seal.
type Proven struct {
	Event Event    `json:"event"`
	Seal  string   `json:"seal"`  // hash of the note
	Index int64    `json:"index"` // position in the tree
	Path  []string `json:"path"`  // hashes in base64, RFC 6962
}

// Prove makes the proof of one visit's events; those not sealed yet are left
// out. Errors: visit_unknown when the visit has no sealed event; seal_broken
// (Internal) when an event is not what was sealed: verify and see which.
func (s *Service) Prove(ctx context.Context, visit string) (Proof, error) {
	p := Proof{Seals: map[string]string{}}
	entries, err := s.journal.OfVisit(ctx, visit)
	if err != nil {
		return p, err
	}
	v := &verification{Service: s, leaves: map[int64][]tlog.Hash{}}
	if err := v.chain(ctx); err != nil {
		return p, err
	}
	trees := map[int64]tree{}
	for _, e := range entries {
		one, err := v.prove(ctx, eventOf(e), trees, p.Seals)
		if err != nil {
			return p, err
		}
		if one != nil {
			p.Events = append(p.Events, *one)
		}
	}
	if len(p.Events) == 0 {
		return p, kernel.E(kernel.NotFound, "visit_unknown")
	}
	return p, nil
}

func (v *verification) prove(ctx context.Context, ev Event, trees map[int64]tree, seals map[string]string) (*Proven, error) {
	i := slices.IndexFunc(v.places, func(p place) bool { return p.from <= ev.Seq && ev.Seq <= p.to })
	if i < 0 {
		return nil, nil
	}
	p := v.places[i]
	leaves, err := v.leavesOf(ctx, p.seal)
	if err != nil {
		return nil, err
	}
	at := p.position + ev.Seq - p.from
	if leaves == nil || leaves[at] != ev.leaf() {
		return nil, kernel.E(kernel.Internal, "seal_broken", "seq", ev.Seq)
	}
	if trees[p.seal] == nil {
		if trees[p.seal], err = grow(leaves); err != nil {
			return nil, err
		}
	}
	path, err := tlog.ProveRecord(int64(len(leaves)), at, trees[p.seal])
	if err != nil {
		return nil, err
	}
	var rows []row
	if err := v.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { rows, err = rowsFrom(ctx, tx, p.seal-1, 1); return err }); err != nil {
		return nil, err
	}
	hash := Seal{Note: rows[0].note}.Hash()
	seals[hash] = rows[0].note
	out := &Proven{Event: ev, Seal: hash, Index: at}
	for _, h := range path {
		out.Path = append(out.Path, h.String())
	}
	return out, nil
}

// Check verifies the proof with the trusted public keys and returns the seals
// in the order of the events. It needs no database.
func (p Proof) Check(trusted note.Verifiers) ([]Seal, error) {
	var out []Seal
	for _, e := range p.Events {
		seal, err := Open(p.Seals[e.Seal], trusted)
		if err != nil {
			return nil, kernel.E(kernel.Invalid, "seal_broken", "seq", e.Event.Seq).Because(err)
		}
		var path tlog.RecordProof
		for _, text := range e.Path {
			h, err := tlog.ParseHash(text)
			if err != nil {
				return nil, kernel.E(kernel.Invalid, "seal_broken", "seq", e.Event.Seq).Because(err)
			}
			path = append(path, h)
		}
		if err := tlog.CheckRecord(path, seal.Size, seal.Root, e.Index, e.Event.leaf()); err != nil {
			return nil, kernel.E(kernel.Invalid, "seal_broken", "seq", e.Event.Seq).Because(err)
		}
		out = append(out, seal)
	}
	if len(out) == 0 {
		return nil, kernel.E(kernel.Invalid, "seal_broken", "seq", 0).Because(errors.New("no event"))
	}
	return out, nil
}
