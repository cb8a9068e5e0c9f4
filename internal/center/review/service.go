package review

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Service holds the use cases of looking back.
type Service struct {
	journal  *journal.Journal
	visits   *visit.Service
	requests *request.Service
	catalog  *catalog.Catalog
}

// New makes the room.
func New(j *journal.Journal, v *visit.Service, r *request.Service, c *catalog.Catalog) *Service {
	return &Service{journal: j, visits: v, requests: r, catalog: c}
}

// Form is a month of one form: entries that were done, those an error reopened
// later, fields keyed blind by two, those that differed, values corrected in
// the verification.
type Form struct {
	Form                                             string
	Entered, Reopened, Compared, Differed, Corrected int
}

// Field is a month of one field: how often two blind entries differed, and
// after somebody else decided, how often the first and the second were wrong.
type Field struct {
	Form, Field                                  string
	Compared, Differed, First, Second, Corrected int
}

// Difficulty is the share on which two blind entries differ, with its 95 %
// interval.
func (f Field) Difficulty() quality.Estimate { return quality.Binomial(f.Compared, f.Differed) }

// Person is a month of one person: passes keyed, fields of them that somebody
// else keyed blind too, those of theirs that a third person found wrong; fields
// they verified, and wrong ones among them that a sample found later; keys and
// time without pauses.
type Person struct {
	Staff                   string
	Passes, Compared, Wrong int
	Confirmed, Missed       int
	Known, KnownWrong       int // fields whose true value was known, keyed without knowing that
	Effort
}

// Rate is the person's share of wrong fields with its 95 % interval.
func (p Person) Rate() quality.Estimate { return quality.Binomial(p.Compared, p.Wrong) }

// Team is a month of everybody together; it names nobody.
type Team struct {
	Forms  []Form
	Fields []Field // the most difficult first
}

// mostFields bounds the list of fields.
const mostFields = 30

// month is the first business day of a month and of the next.
func month(name string) (from, to string, err error) {
	t, err := time.ParseInLocation("2006-01", name, kernel.Tokyo)
	if err != nil {
		return "", "", kernel.E(kernel.Invalid, "month_invalid").On("month")
	}
	return t.Format(time.DateOnly), t.AddDate(0, 1, 0).Format(time.DateOnly), nil
}

// Team reads a month ("2026-11") of the center for who may see its quality.
func (s *Service) Team(ctx context.Context, actor kernel.Actor, name string) (out Team, err error) {
	if err := staff.Require(actor, staff.SeeQuality, actor.Office); err != nil {
		return out, err
	}
	from, to, err := month(name)
	if err != nil {
		return out, err
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		if err := tx.Each(ctx, `SELECT form, SUM(entered), SUM(reopened) FROM review_form WHERE day>=$1 AND day<$2 GROUP BY form ORDER BY form`, []any{from, to},
			func(scan func(...any) error) error {
				var f Form
				err := scan(&f.Form, &f.Entered, &f.Reopened)
				out.Forms = append(out.Forms, f)
				return err
			}); err != nil {
			return err
		}
		return tx.Each(ctx, `SELECT form, field, SUM(compared), SUM(differed), SUM(first), SUM(second), SUM(corrected) FROM review_field WHERE day>=$1 AND day<$2
			GROUP BY form, field ORDER BY form, field`, []any{from, to}, func(scan func(...any) error) error {
			var f Field
			err := scan(&f.Form, &f.Field, &f.Compared, &f.Differed, &f.First, &f.Second, &f.Corrected)
			out.Fields = append(out.Fields, f)
			return err
		})
	})
	out.close()
	return out, err
}

// close adds the fields up to their forms and keeps the difficult ones.
func (t *Team) close() {
	for _, f := range t.Fields {
		i := slices.IndexFunc(t.Forms, func(x Form) bool { return x.Form == f.Form })
		if i < 0 {
			i = len(t.Forms)
			t.Forms = append(t.Forms, Form{Form: f.Form})
		}
		x := &t.Forms[i]
		x.Compared, x.Differed, x.Corrected = x.Compared+f.Compared, x.Differed+f.Differed, x.Corrected+f.Corrected
	}
	t.Fields = slices.DeleteFunc(t.Fields, func(f Field) bool { return f.Differed+f.Corrected == 0 })
	slices.SortStableFunc(t.Fields, func(a, b Field) int {
		return cmp.Or(-cmp.Compare(a.Difficulty().Rate, b.Difficulty().Rate), -cmp.Compare(a.Corrected, b.Corrected))
	})
	t.Fields = t.Fields[:min(len(t.Fields), mostFields)]
}

// Mine reads the actor's own month.
func (s *Service) Mine(ctx context.Context, actor kernel.Actor, name string) (Person, error) {
	if err := works(actor); err != nil {
		return Person{}, err
	}
	all, err := s.people(ctx, name, actor.ID)
	if err != nil || len(all) == 0 {
		return Person{Staff: actor.ID}, err
	}
	return all[0], nil
}

// works refuses whoever neither keys nor verifies: they have no month.
func works(actor kernel.Actor) error {
	if staff.May(actor, staff.Verify, actor.Office) {
		return nil
	}
	return staff.Require(actor, staff.Key, actor.Office)
}

// People reads a month of everybody by person, for the lead who may see that.
func (s *Service) People(ctx context.Context, actor kernel.Actor, name string) ([]Person, error) {
	if err := staff.Require(actor, staff.SeePeople, actor.Office); err != nil {
		return nil, err
	}
	return s.people(ctx, name, "")
}

func (s *Service) people(ctx context.Context, name, only string) (out []Person, err error) {
	from, to, err := month(name)
	if err != nil {
		return nil, err
	}
	q, args := `SELECT staff, SUM(passes), SUM(compared), SUM(wrong), SUM(confirmed), SUM(missed), SUM(known), SUM(known_wrong), SUM(keys), SUM(ms) FROM review_person WHERE day>=$1 AND day<$2`, []any{from, to}
	if only != "" {
		q, args = q+` AND staff=$3`, append(args, only)
	}
	err = s.journal.DB().Read(ctx, func(tx *db.Tx) error {
		return tx.Each(ctx, q+` GROUP BY staff ORDER BY staff`, args, func(scan func(...any) error) error {
			var p Person
			err := scan(&p.Staff, &p.Passes, &p.Compared, &p.Wrong, &p.Confirmed, &p.Missed, &p.Known, &p.KnownWrong, &p.Keys, &p.MS)
			out = append(out, p)
			return err
		})
	})
	return out, err
}
