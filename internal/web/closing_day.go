package web

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/closing"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// dayData is the end of a place's day (一日の締め).
type dayData struct {
	closing.Sheet
	Shown    closing.Figures // as closed, or as they are now
	Held     *closing.Close
	ClosedBy string
	Changed  bool // something has changed since it was closed
	DayText  string
	Earlier  []reopening
	Endings  []figure
	Where    []figure
	Places   []choice
	Left     []dayLink // earlier days that nobody closed
	Before   string    // the day before, to turn back to
	After    string    // the day after, "" today
	CanClose, CanReopen,
	CanFile bool
}

type reopening struct {
	closing.Close
	Who, By string
}

type dayLink struct{ Day, Text string }

type figure struct {
	Name string
	N    int
}

// closeDayPage shows what is left of the day at this place.
func (s *Server) closeDayPage(q *req) error {
	day := q.r.URL.Query().Get("day")
	if q.fail != nil {
		day = q.form("day")
	}
	sheet, err := s.Closing.Day(q.ctx(), q.who, q.who.Office, day)
	if err != nil {
		return err
	}
	d := dayData{Sheet: sheet, Shown: sheet.Now, Held: sheet.Closed(), DayText: q.dateText(sheet.Day), Places: q.words("original.", closing.Places()),
		CanClose: q.may(staff.CloseDay, q.who.Office), CanReopen: q.may(staff.ReopenDay, q.who.Office), CanFile: q.may(staff.Scan, q.who.Office)}
	if d.Held != nil {
		d.Shown, d.ClosedBy = d.Held.Figures, q.nameOf(d.Held.Staff)
		d.Changed = fmt.Sprint(d.Held.Figures) != fmt.Sprint(sheet.Now)
	}
	for _, c := range sheet.Closes {
		if c.ReopenedAt != nil {
			d.Earlier = append(d.Earlier, reopening{c, q.nameOf(c.Staff), q.nameOf(c.ReopenedBy)})
		}
	}
	d.around(q)
	for _, e := range []string{"delivered", "guidance", "forwarded", "later", "mail"} {
		d.Endings = append(d.Endings, figure{q.t("ending." + e), d.Shown.Endings[e]})
	}
	for _, e := range []string{"withdrawn", "mistaken", "refused"} {
		d.Endings = append(d.Endings, figure{q.t("state." + e), d.Shown.Endings[e]})
	}
	for _, p := range closing.Places() {
		d.Where = append(d.Where, figure{q.t("original." + p), d.Shown.Places[p]})
	}
	return q.render("day", q.t("day.title"), d)
}

// around are the days beside the one that is shown, and those forgotten.
func (d *dayData) around(q *req) {
	for _, day := range d.Unclosed {
		if day != d.Day {
			d.Left = append(d.Left, dayLink{day, q.dateText(day)})
		}
	}
	if at, err := time.ParseInLocation(time.DateOnly, d.Day, kernel.Tokyo); err == nil {
		d.Before = kernel.Day(at.AddDate(0, 0, -1))
		if d.Day < q.today() {
			d.After = kernel.Day(at.AddDate(0, 0, 1))
		}
	}
}

// closeDay closes the day at this place.
func (s *Server) closeDay(q *req) error {
	if _, err := s.Closing.CloseDay(q.command(1), q.who, q.who.Office, q.form("day"), q.form("note"), q.form("carry") == "1"); err != nil {
		return err
	}
	q.home("/day?day=" + url.QueryEscape(q.form("day")))
	return nil
}

// reopenDay opens a closed day again, with a reason.
func (s *Server) reopenDay(q *req) error {
	return q.homeUnless(s.Closing.Reopen(q.command(1), q.who, q.who.Office, q.form("day"), q.form("reason")), "/day?day="+url.QueryEscape(q.form("day")))
}

// daySheet answers the printable day sheet.
func (s *Server) daySheet(q *req) error {
	day := q.r.URL.Query().Get("day")
	pdf, err := s.Closing.PDF(q.ctx(), q.who, q.who.Office, day, q.nameOf)
	if err != nil {
		return err
	}
	h := q.w.Header()
	h.Set("Content-Security-Policy", paperPolicy)
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="day-sheet.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(pdf)))
	h.Set("Cache-Control", "no-store")
	_, err = q.w.Write(pdf)
	return quiet(err)
}

// fileOriginals records where a visit's paper originals are.
func (s *Server) fileOriginals(q *req) error {
	return q.homeUnless(s.Closing.File(q.command(1), q.who, q.path("id"), q.list("page"), q.form("place"), q.form("box")), "/visits/"+q.path("id"))
}

// fileDay records where the paper originals of several visits are, at once.
func (s *Server) fileDay(q *req) error {
	visits := q.list("visit")
	if len(visits) == 0 {
		return kernel.E(kernel.NotFound, "original_unknown")
	}
	for i, v := range visits {
		if err := s.Closing.File(q.command(i+1), q.who, v, nil, q.form("place"), q.form("box")); err != nil {
			return err
		}
	}
	q.home("/day?day=" + url.QueryEscape(q.form("day")))
	return nil
}
