package web

import (
	"fmt"
	"math"
	"strconv"

	"github.com/hitomado/hitomado/internal/center/quality"
	"github.com/hitomado/hitomado/internal/center/rekey"
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
				full = min(2*full, 1)
			}
		}
	}
	row := func(l rekey.Left) leftRow { return leftRow{Left: l, share: q.tenThousand(l.Estimate, full)} }
	d.Left.Full, d.Left.All = strconv.Itoa(int(math.Round(full*10_000))), row(r.All)
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

// setSamples changes how many delivered fields are keyed again.
func (s *Server) setSamples(q *req) error {
	number := func(name string) float64 {
		x, err := strconv.ParseFloat(q.form(name), 64)
		if err != nil {
			return -1 // which the policy refuses
		}
		return x
	}
	version, _ := strconv.Atoi(q.form("version"))
	p := rekey.Policy{Version: version, On: q.form("on") == "1", Quiet: q.form("quiet") == "1", Width: number("width"), Floor: number("floor"), Ceiling: number("ceiling"), Known: number("known")}
	return q.homeUnless(s.Rekey.SetPolicy(q.command(1), q.who, p), "/quality")
}
