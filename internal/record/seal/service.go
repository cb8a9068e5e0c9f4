package seal

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
)

// maxBatch is how many events one seal holds at most: a proof then carries
// twelve hashes, and the changed event is looked for among a few thousand.
const maxBatch = 4096

// Keys are the signing key and the public keys that are trusted, the present
// one among them.
type Keys struct {
	Signer  note.Signer
	Trusted note.Verifiers
}

// Outside keeps the last seal where no one who can write the database can
// write; a chain whose end was cut off is noticed by it.
type Outside interface {
	Last() (string, error) // "" when there is none yet
	Keep(note string) error
}

// Service seals and verifies.
type Service struct {
	journal *journal.Journal
	keys    Keys
	outside Outside
}

// New makes the service.
func New(j *journal.Journal, keys Keys, outside Outside) *Service {
	return &Service{journal: j, keys: keys, outside: outside}
}

// Every is how often a node seals what is new. What happened since the last
// seal is guarded by the database's roles and triggers alone.
const Every = 10 * time.Second

// Run seals until ctx ends, and once more then. failed is told of every
// attempt that did not succeed; the next one goes on where it stopped.
func (s *Service) Run(ctx context.Context, failed func(error)) {
	every := Every
	if kernel.Hurried {
		every = time.Second
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := s.All(context.WithoutCancel(ctx)); err != nil {
				failed(err)
			}
			return
		case <-tick.C:
			if err := s.All(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

// patience is how often a seal is asked for again that found the database busy.
// A server at full load hardly ever lets go of SQLite's one lock, and a backup
// beside it, in a process of its own, looks for it only ten times a second.
const patience = 6

// All seals every event that is safe to read. Several nodes may try at once:
// each seal has one winner. Error: seal_cut (Internal) when the seal kept
// outside is not in the chain; nothing is sealed on top of that.
func (s *Service) All(ctx context.Context) error {
	for tries := 0; ; {
		n, err := s.next(ctx)
		switch {
		case db.Duplicate(err): // another node was first
			continue
		case kernel.CodeOf(err) == "busy" && tries < patience:
			tries++
			continue
		case err != nil || n == 0:
			return err
		}
	}
}

// Until is the place in the record up to which everything is sealed; "" while
// nothing is, and after a restore until the next seal.
func (s *Service) Until(ctx context.Context) (journal.Cursor, error) {
	var r row
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { r, err = last(ctx, tx); return err })
	return r.cursor, err
}

// next makes one seal and returns how many events it holds.
func (s *Service) next(ctx context.Context) (int, error) {
	var before row
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { before, err = last(ctx, tx); return err })
	if err != nil {
		return 0, err
	}
	if before.cursor, err = s.cursor(ctx, before); err != nil {
		return 0, err
	}
	events, cursor, err := s.unsealed(ctx, before)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	if err := s.attached(ctx, before); err != nil {
		return 0, err
	}
	made, leaves, err := s.make(before, events)
	if err != nil {
		return 0, err
	}
	if err := s.journal.DB().Write(ctx, func(tx *db.Tx) error { return insert(ctx, tx, made, leaves, cursor) }); err != nil {
		return 0, err
	}
	return len(events), s.outside.Keep(made.Note)
}

// cursor is where sealing goes on behind a seal. A restored seal has none: the
// order of another database's commits is gone, the order of the numbers is
// what is left, and the first number in no seal is looked for.
func (s *Service) cursor(ctx context.Context, before row) (journal.Cursor, error) {
	if before.number == 0 || before.cursor != "" {
		return before.cursor, nil
	}
	v := &verification{Service: s}
	if err := v.chain(ctx); err != nil {
		return "", err
	}
	return v.first(ctx)
}

// unsealed reads what comes behind the last seal. After a restore the cursor
// may stand before some sealed events; those are passed over.
func (s *Service) unsealed(ctx context.Context, before row) ([]Event, journal.Cursor, error) {
	sealed, err := s.sealedBehind(ctx, before)
	if err != nil {
		return nil, "", err
	}
	var events []Event
	cursor := before.cursor
	for {
		entries, next, err := s.journal.After(ctx, cursor, maxBatch)
		if err != nil {
			return nil, cursor, err
		}
		for _, e := range entries {
			if ev := eventOf(e); !slices.ContainsFunc(sealed, func(sp span) bool { return sp.from <= ev.Seq && ev.Seq <= sp.to }) {
				events = append(events, ev)
			}
		}
		if cursor = next; len(events) > 0 || len(entries) < maxBatch {
			return events, cursor, nil
		}
	}
}

// sealedBehind lists sealed events with numbers above the cursor's.
func (s *Service) sealedBehind(ctx context.Context, before row) ([]span, error) {
	var out []span
	at := before.cursor.Seq()
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		for n := before.number; n > 0; n-- {
			rows, err := rowsFrom(ctx, tx, n-1, 1)
			if err != nil || len(rows) == 0 {
				return err
			}
			one, err := Open(rows[0].note, s.keys.Trusted)
			if err != nil {
				return nil // Verify tells what is wrong with it
			}
			found := false
			for _, sp := range one.spans {
				if sp.to > at {
					out, found = append(out, sp), true
				}
			}
			if !found {
				return nil
			}
		}
		return nil
	})
	return out, err
}

// attached refuses to seal on top of a chain that lost its end: the evidence
// would be buried.
func (s *Service) attached(ctx context.Context, before row) error {
	kept, err := s.outside.Last()
	if err != nil || kept == "" || kept == before.note {
		return err
	}
	seal, err := Open(kept, s.keys.Trusted)
	if err != nil {
		return kernel.E(kernel.Internal, "seal_cut").Because(err)
	}
	var rows []row
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) (err error) { rows, err = rowsFrom(ctx, tx, seal.Number-1, 1); return err })
	if err != nil {
		return err
	}
	if len(rows) == 0 || rows[0].note != kept {
		return kernel.E(kernel.Internal, "seal_cut").Because(errors.New("the seal kept outside is not in the chain"))
	}
	return nil
}

func (s *Service) make(before row, events []Event) (Seal, []byte, error) {
	leaves, seqs := make([]tlog.Hash, len(events)), make([]int64, len(events))
	for i, e := range events {
		leaves[i], seqs[i] = e.leaf(), e.Seq
	}
	root, err := rootOf(leaves)
	if err != nil {
		return Seal{}, nil, err
	}
	made := Seal{Number: before.number + 1, At: s.journal.Now(), Prev: "-", Size: int64(len(events)), Root: root, spans: spansOf(seqs)}
	if before.number > 0 {
		made.Prev = Seal{Note: before.note}.Hash()
	}
	signed, err := note.Sign(&note.Note{Text: made.text()}, s.keys.Signer)
	made.Note = string(signed)
	return made, pack(leaves), err
}
