package web

import (
	"net/http"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/carry"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// carryData is what waits to be carried over to the core.
type carryData struct {
	Forms     []carryForm
	Encodings []choice
	Lost      []carry.Lost
}

type carryForm struct {
	ID, Name string
	Rows     []carryRow
	Fresh    int // never written out
}

type carryRow struct {
	carry.Row
	Errand, Who, At string
}

// carryPage lists the verified values by form.
func (s *Server) carryPage(q *req) error { return q.carryShow(nil) }

func (q *req) carryShow(lost []carry.Lost) error {
	list, err := q.s.Carry.Waiting(q.ctx(), q.who, q.who.Office)
	if err != nil {
		return err
	}
	d := carryData{Encodings: q.words("carry.encoding.", carry.Encodings()), Lost: lost}
	at := map[string]int{}
	for _, r := range list {
		i, ok := at[r.Form]
		if !ok {
			i = len(d.Forms)
			at[r.Form] = i
			f := carryForm{ID: r.Form, Name: r.Form}
			if form, ok := q.s.Catalog.Form(r.Form); ok {
				f.Name = q.tx(form.Name)
			}
			d.Forms = append(d.Forms, f)
		}
		row := carryRow{Row: r, Errand: q.procedure(r.Procedure)}
		if r.ExportedAt == nil {
			d.Forms[i].Fresh++
		} else {
			row.Who, row.At = q.nameOf(r.ExportedBy), q.t("carry.when", "day", dayText(q.lang, *r.ExportedAt), "clock", r.ExportedAt.In(kernel.Tokyo).Format("15:04"))
		}
		d.Forms[i].Rows = append(d.Forms[i].Rows, row)
	}
	return q.render("carry", q.t("carry.title"), d)
}

// carryOut answers the CSV of one form. What cannot be written is told value by
// value, and nothing is recorded then.
func (s *Server) carryOut(q *req) error {
	if err := staff.Require(q.who, staff.CarryOut, q.who.Office); err != nil {
		return err
	}
	f, lost, err := s.Carry.Export(q.command(1), q.who, carry.Order{Office: q.who.Office, Form: q.form("form"), Encoding: q.form("encoding"),
		Applications: q.list("application"), Reason: q.form("reason")})
	if len(lost) > 0 {
		q.fail = q.explain(err)
		q.fail.Form = q.form("_form")
		return q.carryShow(lost)
	}
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Type", "text/csv")
	h.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	h.Set("Cache-Control", "no-store")
	q.w.WriteHeader(http.StatusOK)
	_, err = q.w.Write(f.Data)
	return quiet(err)
}
