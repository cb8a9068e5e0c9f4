package seal

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// The codes of findings; "seal.<code>" is the text for people.
const (
	Changed   = "changed"   // the event is not the one that was sealed
	Moved     = "moved"     // the event stands where another one was sealed
	Removed   = "removed"   // a sealed event is gone
	Inserted  = "inserted"  // an event stands where the record was sealed without it
	Forged    = "forged"    // a seal's signature, number, chain or tree is wrong
	Cut       = "cut"       // the seal kept outside is not in the chain
	maxListed = 1000        // findings are listed up to here; one is bad enough
	window    = 4           // seals whose leaves are held while events are read
	chunk     = int64(1000) // seals read at once
)

// Finding is one thing that is wrong with the record.
type Finding struct {
	Code string
	Seal int64 // its number, 0 when the finding concerns none
	Seq  int64 // the event's number, 0 when the finding concerns a whole seal
}

// Report is what a verification found. The record is whole when Findings is
// empty; Unsealed events are then guarded by the database alone.
type Report struct {
	Seals, Events, Unsealed int64
	Findings                []Finding
}

// Verify checks the whole chain and every event against it, while events are
// added, sealed and packed.
func (s *Service) Verify(ctx context.Context) (Report, error) {
	v := &verification{Service: s, leaves: map[int64][]tlog.Hash{}}
	kept, err := s.outside.Last() // before the chain, which grows
	if err != nil {
		return v.Report, err
	}
	if err := v.chain(ctx); err != nil {
		return v.Report, err
	}
	if kept != "" && !v.notes[kept] {
		v.found(Cut, v.Seals, 0)
	}
	if v.Seals > 0 && v.end == "" {
		var err error
		if v.end, err = v.first(ctx); err != nil {
			return v.Report, err
		}
	}
	err = v.events(ctx)
	return v.Report, err
}

// errFound ends a walk early.
var errFound = errors.New("found")

// first is the place before the first event, by number, that is in no seal.
func (v *verification) first(ctx context.Context) (journal.Cursor, error) {
	var before journal.Cursor
	i := 0
	err := v.journal.Walk(ctx, func(e journal.Entry) error {
		seq := e.Cursor.Seq()
		for i < len(v.places) && v.places[i].to < seq {
			i++
		}
		if i == len(v.places) || seq < v.places[i].from {
			return errFound
		}
		before = e.Cursor
		return nil
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return before, err
}

// place is a run of event numbers in one seal, first at position in its tree.
type place struct {
	span
	seal, position int64
}

type verification struct {
	*Service
	Report
	places []place // in the order of event numbers
	notes  map[string]bool
	end    journal.Cursor // of the last seal
	leaves map[int64][]tlog.Hash
	wrong  []Event // changed events, to tell a moved one
}

func (v *verification) found(code string, seal, seq int64) {
	if len(v.Findings) < maxListed {
		v.Findings = append(v.Findings, Finding{code, seal, seq})
	}
}

// chain reads every seal in order.
func (v *verification) chain(ctx context.Context) error {
	prev, number := "-", int64(0)
	v.notes = map[string]bool{}
	for {
		var rows []row
		if err := v.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { rows, err = rowsFrom(ctx, tx, number, chunk); return err }); err != nil {
			return err
		}
		for _, r := range rows {
			seal, err := Open(r.note, v.keys.Trusted)
			if err != nil || r.number != number+1 || seal.Number != r.number || seal.Prev != prev {
				v.found(Forged, r.number, 0)
			}
			if err != nil {
				seal = unbelieved(r.note)
			}
			v.Seals++
			v.notes[r.note] = true
			prev, number, v.end = Seal{Note: r.note}.Hash(), r.number, r.cursor
			position := int64(0)
			for _, sp := range seal.spans {
				v.places = append(v.places, place{sp, r.number, position})
				position += sp.to - sp.from + 1
			}
		}
		if int64(len(rows)) < chunk {
			break
		}
	}
	slices.SortFunc(v.places, func(a, b place) int { return cmp.Compare(a.from, b.from) })
	return nil
}

// events reads the record by number beside the places where it was sealed.
func (v *verification) events(ctx context.Context) error {
	i, expect := 0, int64(0)
	if len(v.places) > 0 {
		expect = v.places[0].from
	}
	pass := func(to int64) { // everything sealed below to has not been seen
		for i < len(v.places) && expect < to {
			for ; expect < to && expect <= v.places[i].to; expect++ {
				v.found(Removed, v.places[i].seal, expect)
			}
			if expect > v.places[i].to {
				if i++; i < len(v.places) {
					expect = v.places[i].from
				}
			}
		}
	}
	err := v.journal.Walk(ctx, func(e journal.Entry) error {
		ev := eventOf(e)
		v.Events++
		pass(ev.Seq)
		if i == len(v.places) || ev.Seq < expect {
			return v.loose(ctx, e, ev)
		}
		if err := v.compare(ctx, v.places[i], ev); err != nil {
			return err
		}
		if expect++; expect > v.places[i].to {
			if i++; i < len(v.places) {
				expect = v.places[i].from
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	pass(math.MaxInt64)
	return v.moved(ctx)
}

// loose is an event in none of the seals that were read: it is new, or it was
// put in behind the back of the seals, before the place where they have passed.
// One that was sealed and packed since they were read does not tell its place
// any more.
func (v *verification) loose(ctx context.Context, e journal.Entry, ev Event) error {
	if ev.Seq > 0 && (v.end == "" || e.Cursor.Behind(v.end)) {
		v.Unsealed++
		return nil
	}
	var rows []row
	if err := v.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { rows, err = rowsFrom(ctx, tx, v.Seals, chunk); return err }); err != nil {
		return err
	}
	for _, r := range rows {
		if seal, err := Open(r.note, v.keys.Trusted); err == nil && slices.ContainsFunc(seal.spans, func(sp span) bool { return sp.from <= ev.Seq && ev.Seq <= sp.to }) {
			v.Unsealed++
			return nil
		}
	}
	v.found(Inserted, 0, ev.Seq)
	return nil
}

func (v *verification) compare(ctx context.Context, p place, ev Event) error {
	leaves, err := v.leavesOf(ctx, p.seal)
	if err != nil || leaves == nil {
		return err
	}
	if at := p.position + ev.Seq - p.from; leaves[at] != ev.leaf() {
		v.found(Changed, p.seal, ev.Seq)
		if len(v.wrong) < maxListed {
			v.wrong = append(v.wrong, ev)
		}
	}
	return nil
}

// leavesOf gives a seal's leaves when they are those of its signed root, nil
// otherwise, which is a finding once.
func (v *verification) leavesOf(ctx context.Context, number int64) ([]tlog.Hash, error) {
	if l, ok := v.leaves[number]; ok {
		return l, nil
	}
	var raw []byte
	var rows []row
	err := v.journal.DB().Read(ctx, func(tx *db.Tx) (err error) {
		if raw, err = leavesOf(ctx, tx, number); err == nil {
			rows, err = rowsFrom(ctx, tx, number-1, 1)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	seal, openErr := Open(rows[0].note, v.keys.Trusted)
	leaves := unpack(raw)
	root, err := rootOf(leaves)
	if openErr != nil || err != nil || int64(len(leaves)) != seal.Size || root != seal.Root {
		v.found(Forged, number, 0)
		leaves = nil
	}
	if len(v.leaves) >= window {
		delete(v.leaves, slices.Min(slices.Collect(maps.Keys(v.leaves))))
	}
	v.leaves[number] = leaves
	return leaves, nil
}

// moved tells which of the changed events only changed places. It goes from
// place to place, so that the leaves of each seal are read once.
func (v *verification) moved(ctx context.Context) error {
	for _, as := range v.wrong {
		for _, at := range v.wrong {
			if at.Seq == as.Seq {
				continue
			}
			try := at
			try.Seq = as.Seq
			same, err := v.sealedAs(ctx, try)
			if err != nil {
				return err
			}
			if !same {
				continue
			}
			if i := slices.IndexFunc(v.Findings, func(f Finding) bool { return f.Code == Changed && f.Seq == at.Seq }); i >= 0 {
				v.Findings[i].Code = Moved
			}
		}
	}
	return nil
}

func (v *verification) sealedAs(ctx context.Context, ev Event) (bool, error) {
	i, _ := slices.BinarySearchFunc(v.places, ev.Seq, func(p place, seq int64) int { return cmp.Compare(p.to, seq) })
	leaves, err := v.leavesOf(ctx, v.places[i].seal)
	return leaves != nil && leaves[v.places[i].position+ev.Seq-v.places[i].from] == ev.leaf(), err
}
