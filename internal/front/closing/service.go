package closing

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/typeset"
	"github.com/hitomado/hitomado/internal/base/words"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of the end of a day.
type Service struct {
	journal *journal.Journal
	visits  *visit.Service
	pages   *page.Service
	offices *office.Service
	fonts   func() (*typeset.Fonts, error)
	city    string
	cases   Cases
}

// Cases counts the corrections of an office that are not closed yet, by visit.
type Cases func(ctx context.Context, tx *db.Tx, office string) (map[string]int, error)

// New makes the room.
func New(j *journal.Journal, v *visit.Service, p *page.Service, o *office.Service, fonts func() (*typeset.Fonts, error), city string, cases Cases) *Service {
	return &Service{journal: j, visits: v, pages: p, offices: o, fonts: fonts, city: city, cases: cases}
}

// Close is a day that was closed at a place.
type Close struct {
	ID         string     `json:"id"`
	Office     string     `json:"office"`
	Day        string     `json:"day"`
	Figures    Figures    `json:"figures"` // as they were then
	Note       string     `json:"note,omitempty"`
	Staff      string     `json:"staff"`
	At         time.Time  `json:"at"`
	ReopenedBy string     `json:"reopened_by,omitempty"`
	ReopenedAt *time.Time `json:"reopened_at,omitempty"`
	Reason     string     `json:"reason,omitempty"`
}

// Sheet is the state of a place's day: its figures now, and its closes, the
// latest first.
type Sheet struct {
	Office string  `json:"office"`
	Day    string  `json:"day"`
	Now    Figures `json:"now"`
	Closes []Close `json:"closes"`
	// Unclosed are the earlier days with visits that nobody closed, oldest
	// first, as far back as visits are registered afterwards.
	Unclosed []string `json:"unclosed"`
}

// Closed is the close that holds, nil while the day is open.
func (s Sheet) Closed() *Close {
	for i, c := range s.Closes {
		if c.ReopenedAt == nil {
			return &s.Closes[i]
		}
	}
	return nil
}

// Day reads the state of a place's day; today when day is "".
func (s *Service) Day(ctx context.Context, actor kernel.Actor, office, day string) (Sheet, error) {
	out := Sheet{Office: office, Day: day, Closes: []Close{}, Unclosed: []string{}}
	if err := maySee(actor, office); err != nil {
		return out, err
	}
	err := s.valid(&out.Day)
	if err != nil {
		return out, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if out.Now, err = s.figures(ctx, tx, office, out.Day); err != nil {
			return err
		}
		if out.Closes, err = closes(ctx, tx, office, out.Day); err != nil {
			return err
		}
		out.Unclosed, err = s.unclosed(ctx, tx, office)
		return err
	})
	return out, err
}

// daysBack is how many days before today are looked through for one that was
// forgotten.
const daysBack = 31

func (s *Service) unclosed(ctx context.Context, tx *db.Tx, office string) ([]string, error) {
	now := s.journal.Now()
	from, today := kernel.Day(now.AddDate(0, 0, -daysBack)), kernel.Day(now)
	held := map[string]bool{}
	err := tx.Each(ctx, `SELECT day FROM day_close WHERE office=$1 AND day>=$2 AND reopened_at=0`, []any{office, from}, func(scan func(...any) error) error {
		var day string
		err := scan(&day)
		held[day] = true
		return err
	})
	if err != nil {
		return nil, err
	}
	days, err := s.visits.Days(ctx, tx, office, from, today)
	return slices.DeleteFunc(days, func(day string) bool { return held[day] }), err
}

func maySee(actor kernel.Actor, office string) error {
	for _, a := range []staff.Action{staff.SeeVisit, staff.ReopenDay} {
		if staff.May(actor, a, office) {
			return nil
		}
	}
	return staff.Require(actor, staff.CloseDay, office)
}

// valid refuses days that are not there yet.
func (s *Service) valid(day *string) error {
	today := kernel.Day(s.journal.Now())
	if *day == "" {
		*day = today
	}
	if _, err := time.Parse(time.DateOnly, *day); err != nil || *day > today {
		return kernel.E(kernel.Invalid, "close_day_invalid").On("day")
	}
	return nil
}

// CloseDay closes a place's day. While anything is open, in keeping, or a scan
// lacks its original, carry must say that it goes over to the next day
// ("close_open_items"); a day is closed once ("day_closed" says by whom).
func (s *Service) CloseDay(ctx context.Context, actor kernel.Actor, office, day, note string, carry bool) (string, error) {
	if err := staff.Require(actor, staff.CloseDay, office); err != nil {
		return "", err
	}
	if err := s.valid(&day); err != nil {
		return "", err
	}
	note, err := words.Note(note, "note")
	if err != nil {
		return "", err
	}
	if _, err := s.offices.Office(ctx, office); err != nil {
		return "", err
	}
	return s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		earlier, err := closes(ctx, c.Tx, office, day)
		if err != nil {
			return "", err
		}
		if held := (Sheet{Closes: earlier}).Closed(); held != nil {
			return "", kernel.E(kernel.Conflict, "day_closed", "staff", held.Staff)
		}
		f, err := s.figures(ctx, c.Tx, office, day)
		if err != nil {
			return "", err
		}
		if n := f.Left(); n > 0 && !carry {
			return "", kernel.E(kernel.Conflict, "close_open_items", "n", n)
		}
		raw, err := json.Marshal(f)
		if err != nil {
			return "", err
		}
		id := kernel.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO day_close (id, office, day, figures, note, staff, at, reopened_by, reopened_at, reason) VALUES ($1,$2,$3,$4,$5,$6,$7,'',0,'')`,
			id, office, day, string(raw), note, actor.ID, kernel.Millis(c.Now)); err != nil {
			if db.Duplicate(err) { // a colleague closed it at the same moment
				err = kernel.E(kernel.Conflict, "day_closed")
			}
			return "", err
		}
		return id, c.Record(ctx, journal.Event{Kind: "day.closed", Office: office, Payload: map[string]any{"close": id, "day": day, "visits": f.Visits,
			"open": len(f.Open), "kept": len(f.Kept), "scans": f.Scans, "originals": f.Originals}})
	})
}

// Reopen opens a closed day again, with a reason; the earlier close stays in
// the record with its figures.
func (s *Service) Reopen(ctx context.Context, actor kernel.Actor, office, day, reason string) error {
	if err := staff.Require(actor, staff.ReopenDay, office); err != nil {
		return err
	}
	reason, err := words.Reason(reason, "reason")
	if err != nil {
		return err
	}
	_, err = s.journal.Change(ctx, actor, func(c *journal.Change) (string, error) {
		list, err := closes(ctx, c.Tx, office, day)
		if err != nil {
			return "", err
		}
		held := (Sheet{Closes: list}).Closed()
		if held == nil {
			return "", kernel.E(kernel.Conflict, "day_not_closed")
		}
		n, err := c.Exec(ctx, `UPDATE day_close SET reopened_by=$1, reopened_at=$2, reason=$3 WHERE id=$4 AND reopened_at=0`, actor.ID, kernel.Millis(c.Now), reason, held.ID)
		if err == nil && n != 1 {
			err = kernel.E(kernel.Conflict, "changed_meanwhile")
		}
		if err != nil {
			return "", err
		}
		return held.ID, c.Record(ctx, journal.Event{Kind: "day.reopened", Office: office, Payload: map[string]any{"close": held.ID, "day": day}})
	})
	return err
}

func closes(ctx context.Context, tx *db.Tx, office, day string) ([]Close, error) {
	out := []Close{}
	err := tx.Each(ctx, `SELECT id, office, day, figures, note, staff, at, reopened_by, reopened_at, reason FROM day_close WHERE office=$1 AND day=$2 ORDER BY at DESC, id DESC`,
		[]any{office, day}, func(scan func(...any) error) error {
			var k Close
			var figures string
			var at, reopened int64
			if err := scan(&k.ID, &k.Office, &k.Day, &figures, &k.Note, &k.Staff, &at, &k.ReopenedBy, &reopened, &k.Reason); err != nil {
				return err
			}
			k.At, k.ReopenedAt = kernel.FromMillis(at), kernel.Moment(reopened)
			out = append(out, k)
			return json.Unmarshal([]byte(figures), &out[len(out)-1].Figures)
		})
	return out, err
}
