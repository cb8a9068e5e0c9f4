package web

import (
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/office"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// pausing is what the counter's home says about closing it for a while.
type pausing struct {
	Closed   bool   // this counter
	To       string // the counter that took over
	Open     int    // receptions that would go over
	Counters []choice
}

// pausing reads which counters of the office could take over.
func (q *req) pausing(b visit.Board) (p pausing, err error) {
	seats, err := q.s.Offices.Seats(q.ctx(), q.who.Office)
	if err != nil || q.who.Seat == "" {
		return p, err
	}
	paused, err := q.s.Visits.Paused(q.ctx(), q.who, q.who.Office)
	if err != nil {
		return p, err
	}
	to, closed := paused[q.who.Seat]
	p.Closed, p.Open = closed, len(b.Mine)
	for _, v := range b.Absent {
		if v.Seat == q.who.Seat {
			p.Open++
		}
	}
	for _, s := range seats {
		if s.ID == to {
			p.To = q.seatName(s)
		}
		if _, off := paused[s.ID]; !off && s.ID != q.who.Seat && s.Kind == office.Counter {
			p.Counters = append(p.Counters, choice{s.ID, q.seatName(s)})
		}
	}
	return p, nil
}

// pause closes this counter for a while and hands its receptions over.
func (s *Server) pause(q *req) error {
	if _, err := s.Visits.Pause(q.command(1), q.who, q.form("to")); err != nil {
		return err
	}
	q.home("/counter")
	return nil
}

// unpause opens this counter again.
func (s *Server) unpause(q *req) error {
	return q.homeUnless(s.Visits.Resume(q.command(1), q.who), "/counter")
}

// counters are the open counters of the office to which a visitor who is held
// here can be passed on.
func (q *req) counters(v visit.Visit) ([]choice, error) {
	if v.Office != q.who.Office || !q.may(staff.Call, v.Office) {
		return nil, nil
	}
	seats, err := q.s.Offices.Seats(q.ctx(), v.Office)
	if err != nil {
		return nil, err
	}
	paused, err := q.s.Visits.Paused(q.ctx(), q.who, v.Office)
	var out []choice
	for _, s := range seats {
		if _, off := paused[s.ID]; !off && s.ID != v.Seat && s.Kind == office.Counter {
			out = append(out, choice{s.ID, q.seatName(s)})
		}
	}
	return out, err
}

// transfer passes one visitor on to another counter.
func (s *Server) transfer(q *req) error {
	return q.homeUnless(s.Visits.Transfer(q.command(1), q.who, q.path("id"), q.form("to")), "/counter")
}

// calling is a finished entry that its counter did not answer.
type calling struct {
	visit.Unanswered
	Where   string
	Minutes int
}

// callings leaves out what waits at the counter that is looked at: there the
// visitor's own line says it, and whoever sits there can answer.
func (q *req) callings() ([]calling, error) {
	list, err := q.s.Visits.Unanswered(q.ctx(), q.who, q.who.Office)
	var out []calling
	seats := map[string]string{}
	for _, u := range list {
		if u.Seat == q.who.Seat {
			continue
		}
		out = append(out, calling{u, q.seatOf(u.Seat, seats), q.minutes(u.Since)})
	}
	return out, err
}

// answerCall takes notice of a finished entry and opens its visit.
func (s *Server) answerCall(q *req) error {
	return q.homeUnless(s.Visits.Answer(q.command(1), q.who, q.path("id")), "/visits/"+q.path("id"))
}
