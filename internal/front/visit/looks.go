package visit

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Looks gathers which visits one request showed to somebody who is asked why: a
// protected person's to anybody, every other to people who do not have it in
// their care. A face has it filled while it reads and recorded before it
// answers.
type Looks struct {
	mu   sync.Mutex
	seen map[look]bool
}

type look struct {
	visit, office, staff, seat string
	protected, searched        bool
}

// Protected tells whether a protected person's visit was shown.
func (l *Looks) Protected() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for x := range l.seen {
		if x.protected {
			return true
		}
	}
	return false
}

type looksKey struct{}

// Watching has l filled with what is read under the context.
func Watching(ctx context.Context, l *Looks) context.Context {
	return context.WithValue(ctx, looksKey{}, l)
}

// noted remembers that somebody was let into a visit.
func noted(ctx context.Context, actor kernel.Actor, x look) {
	l, ok := ctx.Value(looksKey{}).(*Looks)
	if !ok || actor.ID == kernel.SystemActor.ID {
		return
	}
	x.staff, x.seat = actor.ID, actor.Seat
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		l.seen = map[look]bool{}
	}
	l.seen[x] = true
}

// looked notes a look at a visit, unless it is an ordinary one in the viewer's
// care.
func (s *Service) looked(ctx context.Context, actor kernel.Actor, v Visit) {
	if v.Protected || !s.cares(actor, v) {
		noted(ctx, actor, look{visit: v.ID, office: v.Office, protected: v.Protected})
	}
}

// cares tells whether a visit is in the actor's care: they, or their counter,
// serve the visitor, or did so today.
func (s *Service) cares(actor kernel.Actor, v Visit) bool {
	if v.State == Done && v.Day != kernel.Day(s.journal.Now()) {
		return false
	}
	return actor.ID == v.Clerk || actor.Seat != "" && actor.Seat == v.Seat
}

// Searched notes that a search by a name or number showed a visit to somebody.
// What was searched for is not kept: it is personal data.
func (s *Service) Searched(ctx context.Context, actor kernel.Actor, a Application) {
	noted(ctx, actor, look{visit: a.Visit, office: a.Office, protected: a.Protected, searched: true})
}

// lookSlot is how long several looks of one person at one visit through one
// door are one line of the list: an open page looks again at every news.
const lookSlot = 10 * time.Minute

// glances are the looks at ordinary visits that this program has written down
// in the present slot of time, so that an open page writes once.
type glances struct {
	mu   sync.Mutex
	slot int64
	done map[glance]bool
}

type glance struct {
	look
	door string
}

// fresh tells whether a glance was not written down yet.
func (g *glances) fresh(slot int64, x glance) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.slot != slot || g.done == nil {
		g.slot, g.done = slot, map[glance]bool{}
	}
	return !g.done[x]
}

func (g *glances) wrote(slot int64, x glance) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.slot == slot {
		g.done[x] = true
	}
}

// RecordLooks writes down what l gathered, and through which door (method and
// path as routed) it was shown. Nothing must be shown when it fails. What
// somebody does to an ordinary visit is in the journal and no look besides.
func (s *Service) RecordLooks(ctx context.Context, l *Looks, door string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := s.journal.Now()
	slot := kernel.Millis(now) / lookSlot.Milliseconds()
	var due []glance
	for x := range l.seen {
		g := glance{x, door}
		if x.protected || (x.searched || strings.HasPrefix(door, "GET ")) && s.glances.fresh(slot, g) {
			due = append(due, g)
		}
	}
	if len(due) == 0 {
		return nil
	}
	err := s.journal.DB().Write(ctx, func(tx *db.Tx) error {
		for _, x := range due {
			if _, err := tx.Exec(ctx, `INSERT INTO visit_read (visit, staff, seat, door, slot, office, at, last_at, times, protected) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,1,$9)
				ON CONFLICT (visit, staff, seat, door, slot) DO UPDATE SET last_at=excluded.last_at, times=visit_read.times+1`,
				x.visit, x.staff, x.seat, door, slot, x.office, kernel.Millis(now), kernel.Millis(now), db.Flag(x.protected)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		for _, x := range due {
			s.glances.wrote(slot, x)
		}
	}
	return err
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
	Times     int       `json:"times"`     // of an ordinary visit 1 for all looks within ten minutes
	Protected bool      `json:"protected"` // when it was looked at
}

// LooksAsked narrows the list of looks.
type LooksAsked struct {
	Reception string // one reception number; "" is every visit
	Protected bool   // only protected persons' visits
}

// looksShown is how many lines a list holds.
const looksShown = 300

// Looked lists the latest looks at visits. It needs SeeJournal for all offices;
// the list names the visits by their number alone.
func (s *Service) Looked(ctx context.Context, actor kernel.Actor, in LooksAsked) ([]Look, error) {
	if err := staff.Require(actor, staff.SeeJournal, staff.Everywhere); err != nil {
		return nil, err
	}
	where, args := ``, []any{looksShown}
	if in.Protected {
		where = ` AND r.protected=1`
	}
	limit := `$1`
	if in.Reception != "" {
		where, args, limit = where+` AND v.reception=$1`, []any{in.Reception, looksShown}, `$2`
	}
	out := []Look{}
	err := s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, `SELECT r.visit, v.reception, r.office, r.staff, r.seat, r.door, r.at, r.last_at, r.times, r.protected
			FROM visit_read r JOIN visit v ON v.id=r.visit`+where+` ORDER BY r.at DESC, r.visit, r.door LIMIT `+limit, args, func(scan func(...any) error) error {
			var l Look
			var at, last int64
			var protected int
			err := scan(&l.Visit, &l.Reception, &l.Office, &l.Staff, &l.Seat, &l.Door, &at, &last, &l.Times, &protected)
			l.At, l.LastAt, l.Protected = kernel.FromMillis(at), kernel.FromMillis(last), protected == 1
			out = append(out, l)
			return err
		})
	})
	return out, err
}
