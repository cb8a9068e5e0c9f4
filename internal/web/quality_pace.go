package web

import (
	"fmt"
	"strconv"

	"github.com/hitomado/hitomado/internal/center/review"
)

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
