package web

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/center/review"
)

// leftData is what is known of the errors that are left, and how samples are
// drawn.
type leftData struct {
	All    leftRow
	Forms  []leftRow
	Fields []leftRow
	Months []leftRow
	Policy rekey.Policy
	Entry  share  // how often a single entry errs, from known fields
	Full   string // what the whole bar stands for, errors per 10,000
}

// leftRow is an estimate per 10,000 fields, with its place on a bar.
type leftRow struct {
	rekey.Left
	Name, On, Now string
	share
	X float64 // of its month in the drawing
}

// perTenThousand is how many of 10,000 fields.
func perTenThousand(x float64) string { return fmt.Sprintf("%.1f", x*10_000) }

// left fills in the errors that are left of a month.
func (d *qualityData) left(q *req) error {
	r, err := q.s.Rekey.Report(q.ctx(), q.who, d.Month)
	if err != nil {
		return err
	}
	if d.Left.Policy, err = q.s.Rekey.Policy(q.ctx(), q.who); err != nil {
		return err
	}
	shares, err := q.s.Rekey.Shares(q.ctx(), q.who)
	if err != nil {
		return err
	}
	full := .0025 // one scale for everything on the page
	for _, list := range [][]rekey.Left{{r.All}, r.Forms, r.Months} {
		for _, l := range list {
			for l.Known && l.High > full && full < 1 {
				full *= 2
			}
		}
	}
	row := func(l rekey.Left) leftRow { return leftRow{Left: l, share: q.tenThousand(l.Estimate, full)} }
	d.Left.Full, d.Left.All = perTenThousand(full), row(r.All)
	if r.All.Seeded > 0 {
		d.Left.Entry = q.share(quality.Binomial(r.All.Seeded, r.All.SeededWrong))
	}
	for _, l := range r.Forms {
		x := row(l)
		x.Name = q.formName(l.Form)
		if s, drawn := shares[l.Form]; drawn {
			x.Now = percent(s)
		}
		d.Left.Forms = append(d.Left.Forms, x)
	}
	for _, l := range r.Fields {
		x := row(l)
		x.Name, x.On = q.fieldName(l.Form, l.Field), q.formName(l.Form)
		d.Left.Fields = append(d.Left.Fields, x)
	}
	for _, l := range r.Months {
		x := row(l)
		x.Name, x.X = l.Month, float64(12*len(d.Left.Months))
		d.Left.Months = append(d.Left.Months, x)
	}
	return nil
}

func (q *req) tenThousand(e quality.Estimate, full float64) share {
	along := func(x float64) float64 { return min(1, x/full) * 100 }
	return share{Rate: perTenThousand(e.Rate), Between: q.t("quality.between", "low", perTenThousand(e.Low), "high", perTenThousand(e.High)),
		From: along(e.Low), Wide: along(e.High) - along(e.Low), At: along(e.Rate)}
}

// paceData is how fast everybody together typed.
type paceData struct {
	review.Pace
	Speed  string // keys an hour without pauses; "" while too little was typed
	Fields []paceRow
}

type paceRow struct {
	review.Pace
	Name, On, Took string
}

func (d *qualityData) pace(q *req) error {
	all, fields, err := q.s.Review.Paces(q.ctx(), q.who, d.Month)
	if err != nil {
		return err
	}
	d.Pace = paceData{Pace: all, Speed: speed(all.Effort)}
	for _, p := range fields {
		d.Pace.Fields = append(d.Pace.Fields, paceRow{p, q.fieldName(p.Form, p.Field), q.formName(p.Form), q.seconds(p)})
	}
	return nil
}

func (q *req) seconds(p review.Pace) string {
	return q.t("quality.seconds", "n", fmt.Sprintf("%.1f", p.Median.Seconds()))
}

// speed is keys an hour, rounded as far as anybody can read it.
func speed(e review.Effort) string {
	if n := e.KeysPerHour(); n > 0 {
		return strconv.Itoa((n + 50) / 100 * 100)
	}
	return ""
}

// setSamples changes how many delivered fields are keyed again.
func (s *Server) setSamples(q *req) error {
	number := func(name string) float64 {
		x, err := strconv.ParseFloat(q.form(name), 64)
		return cond(err != nil, -1, x)
	} // −1 is refused by the policy
	version, _ := strconv.Atoi(q.form("version"))
	p := rekey.Policy{Version: version, On: q.form("on") == "1", Quiet: q.form("quiet") == "1", Width: number("width"), Floor: number("floor"), Ceiling: number("ceiling"), Known: number("known")}
	return q.homeUnless(s.Rekey.SetPolicy(q.command(1), q.who, p), "/quality")
}

func cond[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

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
