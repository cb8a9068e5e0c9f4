package catalog

import (
	"github.com/hitomado/hitomado/internal/base/jp"
)

func (c *checker) date(typed string) {
	d, p := c.readDate(typed)
	if p != nil && p.Level == jp.LevelError {
		c.problem(LevelError, p.Code)
		c.out.Problem.Args, c.out.Problem.Proposal = p.Args, p.Proposal
		return
	}
	if c.after(d) {
		c.problem(LevelError, "date_future")
		return
	}
	c.take(d.String())
	if p != nil {
		c.ask(p.Code, d.String(), p.Proposal, typed)
		for k, v := range p.Args {
			c.out.Problem.Args[k] = v
		}
	}
	c.out.Echo = showDate(c.field, d)
}

// readDate takes the stored form as it is and everything else as typed.
func (c *checker) readDate(typed string) (jp.Date, *jp.DateProblem) {
	if d, err := jp.ParseCanonical(typed); err == nil {
		if _, real := d.Time(); real || c.field.Birth {
			return d, nil
		}
	}
	return jp.ParseDate(typed, jp.DateOptions{
		Western:          c.field.Type == TypeDateWestern,
		AllowNonCalendar: c.field.Birth,
		Today:            c.ctx.Today,
	})
}

// after says that the day is still to come where that cannot be.
func (c *checker) after(d jp.Date) bool {
	t, ok := d.Time()
	if !ok || c.field.Future || c.ctx.Today.IsZero() {
		return false
	}
	today, _ := jp.FromTime(c.ctx.Today).Time()
	return t.After(today)
}

// showDate shows a date for people in Japan: with the weekday where that helps
// to find a slip, without it for birth dates.
func showDate(f *Field, d jp.Date) string {
	switch {
	case f.Type == TypeDateWestern:
		return d.SeirekiJA()
	case f.Birth:
		return d.Wareki()
	}
	return d.WarekiWeekday()
}
