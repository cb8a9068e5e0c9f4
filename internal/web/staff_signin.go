package web

import (
	"net/url"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
)

// signInData offers every place of the town.
type signInData struct {
	Offices []officeSeats
	Seat    string // the place this browser asked for
	Next    string
	Left    bool
	Once    bool // the password is a one-time one: a new one is asked for
}

type officeSeats struct {
	Name  string
	Seats []seatChoice
}

type seatChoice struct{ ID, Name string }

// signInPage asks who sits where.
func (s *Server) signInPage(q *req) error {
	if s.demo != nil && q.r.URL.RawQuery == "" { // its first page gives the seats
		q.redirect("/demo")
		return nil
	}
	d := signInData{Seat: q.r.FormValue("seat"), Next: localPath(q.r.FormValue("next")), Left: q.r.URL.Query().Has("left")}
	d.Once = q.fail != nil && (q.fail.Code == "password_must_change" || q.form("new_password") != "")
	var err error
	if d.Offices, err = q.seats(); err != nil {
		return err
	}
	return q.render("signin", q.t("signin.title"), d)
}

func (q *req) seats() ([]officeSeats, error) {
	offices, err := q.s.Offices.Offices(q.ctx())
	if err != nil {
		return nil, err
	}
	var out []officeSeats
	for _, o := range offices {
		seats, err := q.s.Offices.Seats(q.ctx(), o.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, officeSeats{Name: q.officeName(o), Seats: q.choices(seats)})
	}
	return out, nil
}

func (q *req) choices(seats []office.Seat) []seatChoice {
	var out []seatChoice
	for _, s := range seats {
		out = append(out, seatChoice{s.ID, q.seatName(s)})
	}
	return out
}

// signIn opens the seat for this browser's windows.
func (s *Server) signIn(q *req) error {
	seat := q.form("seat")
	if seat == "" {
		return kernel.E(kernel.Invalid, "seat_not_chosen").On("seat")
	}
	if seat == noSeat {
		seat = ""
	}
	token, who, err := q.signedIn(seat)
	if err != nil {
		return err
	}
	q.enter(place(who.Seat), token, q.form("next"))
	return nil
}

// signedIn signs in; with a new password beside a one-time one it is changed in
// the same step.
func (q *req) signedIn(seat string) (string, kernel.Actor, error) {
	login, password := q.form("login"), q.r.PostForm.Get("password")
	if q.r.PostForm.Get("new_password") == "" {
		return q.s.Staff.SignIn(q.ctx(), login, password, seat)
	}
	next, err := q.newPassword()
	if err != nil {
		return "", kernel.Actor{}, err
	}
	return q.s.Staff.SignInChanging(q.ctx(), login, password, next, seat)
}

// newPassword reads a new password, which is typed twice.
func (q *req) newPassword() (string, error) {
	next := q.r.PostForm.Get("new_password")
	if next != q.r.PostForm.Get("again") {
		return "", kernel.E(kernel.Invalid, "password_differs").On("again")
	}
	return next, nil
}

// enter keeps the session and opens the seat's first screen, or the page that
// asked for the sign-in when it belongs to this seat.
func (q *req) enter(desk, token, next string) {
	q.sit(desk, token)
	q.desk = desk
	root := "/s/" + url.PathEscape(desk) + "/"
	if to := localPath(next); len(to) > len(root) && to[:len(root)] == root {
		q.redirect(to)
		return
	}
	q.redirect(root)
}
