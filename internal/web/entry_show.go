package web

import (
	"github.com/hitomado/hitomado/internal/town/staff"
)

// entryData starts the entry station: with one task, or by asking for the
// next.
type entryData struct {
	Task string
	Back string // where to go when the entry of a counter is done, "" for the next request
	Load loadData
	Done int // what this person finished today, for their eyes only
}

// entryPage is the entry station, or its waiting screen.
func (s *Server) entryPage(q *req) error {
	d := entryData{Task: q.path("task")}
	if d.Task == "" && !q.may(staff.Key, q.who.Office) {
		return staff.Require(q.who, staff.Key, q.who.Office)
	}
	if d.Task != "" {
		back, err := q.backFrom(d.Task)
		if err != nil {
			return err
		}
		d.Back = back
	}
	if q.may(staff.SeeLoad, q.who.Office) {
		var err error
		if d.Load, err = q.load(); err != nil {
			return err
		}
	}
	var err error
	if d.Done, err = s.Requests.DoneToday(q.ctx(), q.who); err != nil {
		return err
	}
	return q.render("entry", q.t("web.entry_title"), d)
}

// backFrom is where the work on a task leads: to the visit for a counter's own
// entry, nowhere for the center, whose station asks for the next by itself.
func (q *req) backFrom(task string) (string, error) {
	t, err := q.s.Requests.Task(q.ctx(), task)
	if err != nil {
		return "", err
	}
	if t.Local {
		return q.base() + "/visits/" + t.Visit, nil
	}
	return "", nil
}
