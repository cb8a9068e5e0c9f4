package web

import (
	"fmt"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/center/review"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// qualityData is a month of the center: one's own, the team's, and for whoever
// may see it each person's.
type qualityData struct {
	Month, Before, After string // After is "" in the running month
	Name                 string
	Own                  *ownRow
	Team                 bool
	Forms                []formRow
	Fields               []fieldRow
	People               []ownRow
	Named                bool // People may be seen
	Left                 leftData
	Pace                 paceData
}

type formRow struct {
	review.Form
	Name, Share string
}

type fieldRow struct {
	review.Field
	Name, On string
	share
}

type ownRow struct {
	review.Person
	Name, Speed string
	share
}

// share is an estimate as text, and as a bar of 100 whose full length is Full.
type share struct {
	Rate, Between  string
	From, Wide, At float64
}

const wholeBar = .5 // rates above a half are drawn as a half

func (q *req) share(e quality.Estimate) share {
	along := func(x float64) float64 { return min(1, x/wholeBar) * 100 }
	return share{Rate: percent(e.Rate), Between: q.t("quality.between", "low", percent(e.Low), "high", percent(e.High)),
		From: along(e.Low), Wide: along(e.High) - along(e.Low), At: along(e.Rate)}
}

func percent(x float64) string { return fmt.Sprintf("%.1f%%", x*100) }

// qualityPage shows how well forms were keyed in a month.
func (s *Server) qualityPage(q *req) error {
	d := qualityData{Team: q.may(staff.SeeQuality, ""), Named: q.may(staff.SeePeople, "")}
	if err := d.month(q); err != nil {
		return err
	}
	works := q.may(staff.Key, "") || q.may(staff.Verify, "") // and so has a month of their own
	if !d.Team && !works {
		return staff.Require(q.who, staff.SeeQuality, q.who.Office)
	}
	if works {
		p, err := s.Review.Mine(q.ctx(), q.who, d.Month)
		if err != nil {
			return err
		}
		d.Own = &ownRow{p, q.who.Name, speed(p.Effort), q.share(p.Rate())}
	}
	if d.Team {
		for _, part := range []func(*req) error{d.team, d.left, d.pace} {
			if err := part(q); err != nil {
				return err
			}
		}
	}
	if d.Named {
		all, err := s.Review.People(q.ctx(), q.who, d.Month)
		if err != nil {
			return err
		}
		for _, p := range all {
			d.People = append(d.People, ownRow{p, q.nameOf(p.Staff), speed(p.Effort), q.share(p.Rate())})
		}
	}
	return q.render("quality", q.t("quality.title"), d)
}

// month reads which month is asked for, the running one unless it says so.
func (d *qualityData) month(q *req) error {
	const layout = "2006-01"
	now := q.now.In(kernel.Tokyo)
	d.Month = now.Format(layout)
	if asked := q.r.URL.Query().Get("month"); asked != "" {
		d.Month = asked
	}
	t, err := time.ParseInLocation(layout, d.Month, kernel.Tokyo)
	if err != nil {
		return kernel.E(kernel.Invalid, "month_invalid").On("month")
	}
	d.Name = q.t("quality.month", "year", t.Year(), "month", int(t.Month()))
	d.Before = t.AddDate(0, -1, 0).Format(layout)
	if next := t.AddDate(0, 1, 0); !next.After(now) {
		d.After = next.Format(layout)
	}
	return nil
}

// team fills in what names nobody.
func (d *qualityData) team(q *req) error {
	t, err := q.s.Review.Team(q.ctx(), q.who, d.Month)
	if err != nil {
		return err
	}
	for _, f := range t.Forms {
		row := formRow{Form: f, Name: q.formName(f.Form), Share: "—"}
		if f.Compared > 0 {
			row.Share = percent(float64(f.Differed) / float64(f.Compared))
		}
		d.Forms = append(d.Forms, row)
	}
	for _, f := range t.Fields {
		d.Fields = append(d.Fields, fieldRow{f, q.fieldName(f.Form, f.Field), q.formName(f.Form), q.share(f.Difficulty())})
	}
	return nil
}

// fieldName is a field with the number of its row; one that the form has no
// more keeps its id.
func (q *req) fieldName(form, field string) string {
	f, ok := q.s.Catalog.Form(form)
	if !ok {
		return field
	}
	it, ok := f.Item(field)
	if !ok {
		return field
	}
	if it.Index == 0 {
		return q.tx(it.Field.Name)
	}
	return q.t("quality.row", "name", q.tx(it.Field.Name), "n", it.Index)
}
