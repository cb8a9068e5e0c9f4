package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// pendingData is the list of what waits for papers (補正待ち).
type pendingData struct {
	Query string
	Visit *visit.Visit // the visit at the counter for which it was opened
	Rows  []pendingRow
	All   int // without the query
}

type pendingRow struct {
	amend.Pending
	Errand, DueText, Who string
	From                 string // the day it was taken in
}

// pending shows what waits for papers, and finds the visitor who returns.
func (s *Server) pending(q *req) error {
	in := q.r.URL.Query()
	// A name to search by comes in the body: addresses hold no personal data.
	d := pendingData{Query: in.Get("number")}
	id := in.Get("visit")
	if q.r.Method == http.MethodPost {
		d.Query, id = q.form("q"), q.form("visit")
	}
	if id != "" {
		v, err := s.Visits.Get(q.ctx(), q.who, id)
		if err != nil {
			return err
		}
		d.Visit = &v
	}
	list, err := s.Amend.Pending(q.ctx(), q.who, q.who.Office, d.Query)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.Application.Protected {
			d.Rows = append(d.Rows, pendingRow{Pending: p, Errand: q.t("protected.number_only"), DueText: q.dateText(p.Due), From: q.dateText(p.Day)})
			continue
		}
		row := pendingRow{Pending: p, Errand: q.procedure(p.Application.Procedure), DueText: q.dateText(p.Due), From: q.dateText(p.Day)}
		if p.Staff != "" {
			row.Who = q.nameOf(p.Staff)
		}
		d.Rows = append(d.Rows, row)
	}
	return q.render("pending", q.t("pending.title"), d)
}

// continuePending has what was set aside go on under the visit of the day.
func (s *Server) continuePending(q *req) error {
	id, err := s.Amend.Continue(q.command(1), q.who, amend.Back{Office: q.who.Office, Visit: q.form("visit"), Applications: q.list("application")})
	if err != nil {
		return err
	}
	q.home("/visits/" + url.PathEscape(id))
	return nil
}

// dateText shows a stored business day as people write it, "" for none.
func (q *req) dateText(day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, kernel.Tokyo)
	if err != nil {
		return ""
	}
	if q.lang == "en" {
		return t.Format("2 Jan 2006")
	}
	return jp.FromTime(t).Short()
}

// aside is what a card says about an errand that waits for papers.
type aside struct {
	amend.Pending
	DueText string
	Today   bool // taken in today: it may go on right here
}

// asides reads what the errands of a visit wait for.
func (q *req) asides(v visit.Visit) (map[string]*aside, error) {
	list, err := q.s.Amend.Missing(q.ctx(), v.Applications)
	out := map[string]*aside{}
	for id, p := range list {
		out[id] = &aside{Pending: p, DueText: q.dateText(p.Due), Today: v.Day == kernel.Day(q.now)}
	}
	return out, err
}

// pendingCount is how many errands of the person's office wait for papers, for
// the link on the counter's home; 0 for who may not see visits.
func (q *req) pendingCount() (int, error) {
	if !q.may(staff.SeeVisit, q.who.Office) {
		return 0, nil
	}
	return q.s.Visits.PendingCount(q.ctx(), q.who, q.who.Office)
}

// link is how an errand went from one visit to another.
type link struct {
	amend.Link
	About string
}

func (q *req) links(visit string) ([]link, error) {
	list, err := q.s.Amend.Links(q.ctx(), visit)
	var out []link
	for _, l := range list {
		row := link{Link: l}
		if a, err := q.s.Visits.GetApplication(q.ctx(), q.who, l.Application); err == nil {
			row.About = q.procedure(a.Procedure)
		}
		out = append(out, row)
	}
	return out, err
}
