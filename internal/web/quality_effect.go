package web

import (
	"cmp"
	"fmt"

	"github.com/hitomado/hitomado/internal/center/review"
)

// effectData compares what the center is said to improve.
type effectData struct {
	Day    string
	Began  bool // nobody asked for the day: it is the one since which the center works
	Routes effectTable
	Dates  effectTable
	Few    bool // too few to say anything
}

type effectTable struct {
	Sides [2]string
	Rows  []effectRow
	Few   bool
}

type effectRow struct {
	Name  string
	Cells [2]effectCell
}

type effectCell struct {
	N             int
	Value, Spread string
}

// effectPage compares errors at the counter check, time to verify and waiting:
// the counter with the center, and before a day with after it.
func (s *Server) effectPage(q *req) error {
	d := effectData{Day: q.r.URL.Query().Get("day")}
	if d.Day == "" {
		var err error
		if d.Day, err = s.Offices.Began(q.ctx()); err != nil {
			return err
		}
		d.Began = d.Day != ""
		d.Day = cmp.Or(d.Day, q.today())
	}
	routes, dates, err := s.Review.Compare(q.ctx(), q.who, d.Day)
	if err == nil && d.Began && dates[0].Empty() && dates[1].Empty() { // it began before this program counted
		d.Day, d.Began = q.today(), false
		routes, dates, err = s.Review.Compare(q.ctx(), q.who, d.Day)
	}
	if err != nil {
		return err
	}
	d.Routes = q.effect(routes, [2]string{q.t("effect.counter"), q.t("effect.center")})
	d.Dates = q.effect(dates, [2]string{q.t("effect.before"), q.t("effect.after")})
	return q.render("effect", q.t("effect.title"), d)
}

func (q *req) effect(sides [2]review.Side, names [2]string) effectTable {
	t := effectTable{Sides: names}
	rows := []effectRow{{Name: q.t("effect.errors")}, {Name: q.t("effect.verify")}, {Name: q.t("effect.wait")}}
	for i, x := range sides {
		rows[0].Cells[i] = effectCell{N: x.Checked}
		if x.Checked > 0 {
			rows[0].Cells[i].Value = percent(x.Errors.Rate)
			rows[0].Cells[i].Spread = q.t("quality.between", "low", percent(x.Errors.Low), "high", percent(x.Errors.High))
		}
		rows[1].Cells[i], rows[2].Cells[i] = q.minutesCell(x.Verify), q.minutesCell(x.Wait)
		t.Few = t.Few || min(x.Checked, x.Verify.N, x.Wait.N) < review.Enough
	}
	t.Rows = rows
	return t
}

func (q *req) minutesCell(m review.Minutes) effectCell {
	c := effectCell{N: m.N}
	if m.N == 0 {
		return c
	}
	c.Value = q.t("effect.minutes", "n", fmt.Sprintf("%.1f", m.Mean))
	if m.N > 1 {
		c.Spread = q.t("quality.between", "low", fmt.Sprintf("%.1f", m.Low), "high", fmt.Sprintf("%.1f", m.High))
	}
	return c
}
