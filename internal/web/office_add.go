package web

import (
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
)

// Limits of what is made at once, and the lock of a new town's screens.
const (
	maxCounters = 30
	maxDesks    = 60
	idleAtFirst = 15 // minutes
)

// newOffice reads the questions about an office with its counters.
func (q *req) newOffice(id string) (office.Place, error) {
	p := office.Place{Office: office.Office{ID: id, Kind: office.Area, Name: q.form("office"), NameEN: q.form("office_en"), Mark: q.form("mark"), Position: 1}}
	if p.Office.Name == "" {
		return p, kernel.E(kernel.Invalid, "office_invalid", "field", q.t("setup.office")).On("office")
	}
	if p.Office.Mark == "" {
		p.Office.Mark = p.Office.Name
	}
	n, err := q.number("counters", 1, maxCounters)
	if err != nil {
		return p, err
	}
	p.Seats = numbered(id, office.Counter, "setup.counter", 1, n)
	return p, nil
}

// centerOf is an entry center with its desks.
func centerOf(desks int) office.Place {
	return office.Place{Office: office.Office{ID: "center", Kind: office.Center, Name: ja("setup.center"), NameEN: en("setup.center"), Position: 100},
		Seats: numbered("center", office.Desk, "setup.desk", 1, desks)}
}

// numbered are n seats of one kind, counted from first.
func numbered(at, kind, key string, first, n int) (out []office.Seat) {
	for i := first; i < first+n; i++ {
		x := strconv.Itoa(i)
		out = append(out, office.Seat{ID: at + "-" + x, Kind: kind, Name: ja(key, "n", x), NameEN: en(key, "n", x), Position: i})
	}
	return out
}

func (q *req) number(field string, least, most int) (int, error) {
	n, err := strconv.Atoi(q.form(field))
	if err != nil || n < least || n > most {
		return 0, kernel.E(kernel.Invalid, "number_out_of_range", "least", least, "most", most).On(field)
	}
	return n, nil
}

// addOffice makes a further office with its counters, or an entry center. What
// a new office may send to the center is said on the page of the procedures.
func (s *Server) addOffice(q *req) error {
	offices, err := s.Offices.Offices(q.ctx())
	if err != nil {
		return err
	}
	id := freeID(offices, "office")
	p, err := q.newOffice(id)
	if err != nil {
		return err
	}
	p.Office.Position = len(offices) + 1
	switch kind := q.form("kind"); kind {
	case office.Branch:
		p.Office.Kind = kind
	case office.Center, office.Remote:
		id = freeID(offices, kind)
		p.Office.ID, p.Office.Kind, p.Office.Mark, p.Office.Position = id, kind, "", 100+len(offices)
		p.Seats = numbered(id, office.Desk, "setup.desk", 1, len(p.Seats))
	}
	return q.homeUnless(s.Offices.Add(q.command(1), q.who, p.Office, p.Seats), "/admin/offices")
}

// freeID is an id that no office has.
func freeID(offices []office.Office, base string) string {
	id := base
	for n := 2; slices.ContainsFunc(offices, func(o office.Office) bool { return o.ID == id }); n++ {
		id = base + strconv.Itoa(n)
	}
	return id
}
