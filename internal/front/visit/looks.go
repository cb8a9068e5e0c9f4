package visit

import (
	"context"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Looks gathers which protected persons' visits one request showed to somebody.
// A face has it filled while it reads and recorded before it answers.
type Looks struct {
	mu   sync.Mutex
	seen map[look]bool
}

type look struct {
	visit, office, staff, seat string
}

type looksKey struct{}

// Watching has l filled with what is read under the context.
func Watching(ctx context.Context, l *Looks) context.Context {
	return context.WithValue(ctx, looksKey{}, l)
}

// noted remembers that somebody was let into a protected person's visit.
func noted(ctx context.Context, actor kernel.Actor, visit, office string) {
	l, ok := ctx.Value(looksKey{}).(*Looks)
	if !ok || actor.ID == kernel.SystemActor.ID {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[look]bool{}
	}
	l.seen[look{visit, office, actor.ID, actor.Seat}] = true
}

// lookSlot is how long several looks of one person at one visit through one
// door are one line of the list: an open page looks again at every news.
const lookSlot = 10 * time.Minute

// RecordLooks writes down what l gathered, and through which door it was shown.
// Nothing must be shown when it fails.
func (s *Service) RecordLooks(ctx context.Context, l *Looks, door string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) == 0 {
		return nil
	}
	now := s.journal.Now()
	return s.journal.DB().Write(ctx, func(tx *db.Tx) error {
		for x := range l.seen {
			if _, err := tx.Exec(ctx, `INSERT INTO protected_read (visit, staff, seat, door, slot, office, at, last_at, times) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,1)
				ON CONFLICT (visit, staff, seat, door, slot) DO UPDATE SET last_at=excluded.last_at, times=protected_read.times+1`,
				x.visit, x.staff, x.seat, door, kernel.Millis(now)/lookSlot.Milliseconds(), x.office, kernel.Millis(now), kernel.Millis(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Look is one line of the list: who looked at which visit through which door.
type Look struct {
	Visit     string    `json:"visit"`
	Reception string    `json:"reception"`
	Office    string    `json:"office"`
	Staff     string    `json:"staff"`
	Seat      string    `json:"seat,omitempty"`
	Door      string    `json:"door"` // method and path as routed
	At        time.Time `json:"at"`
	LastAt    time.Time `json:"last_at"`
	Times     int       `json:"times"`
}

// looksShown is how many lines a list holds.
const looksShown = 300

// LooksAtProtected lists the latest looks at protected persons' visits, of one
// reception number or, for "", of all. It needs SeeJournal for all offices; the
// list names the visits by their number alone.
func (s *Service) LooksAtProtected(ctx context.Context, actor kernel.Actor, reception string) ([]Look, error) {
	if err := staff.Require(actor, staff.SeeJournal, staff.Everywhere); err != nil {
		return nil, err
	}
	where, args := ``, []any{looksShown}
	if reception != "" {
		where, args = ` WHERE v.reception=$1`, []any{reception, looksShown}
	}
	limit := `$1`
	if reception != "" {
		limit = `$2`
	}
	out := []Look{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT r.visit, v.reception, r.office, r.staff, r.seat, r.door, r.at, r.last_at, r.times
			FROM protected_read r JOIN visit v ON v.id=r.visit`+where+` ORDER BY r.at DESC, r.visit, r.door LIMIT `+limit, args, func(scan func(...any) error) error {
			var l Look
			var at, last int64
			err := scan(&l.Visit, &l.Reception, &l.Office, &l.Staff, &l.Seat, &l.Door, &at, &last, &l.Times)
			l.At, l.LastAt = kernel.FromMillis(at), kernel.FromMillis(last)
			out = append(out, l)
			return err
		})
	})
	return out, err
}
