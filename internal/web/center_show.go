package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/center/duty"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// centerData is the center: how busy it is for everybody, one's own place in it
// for whoever works there, and the people for its lead.
type centerData struct {
	loadData
	Works  bool
	Mine   duty.Set
	Queues []queueRow
	Lead   bool
	AtWork []workerRow
	Risks  []riskRow
	Next   []nextRow
	Lanes  []choice
	Away   []choice
	Skills []choice
}

// queueRow is one lane; May tells whether this person could help there.
type queueRow struct {
	duty.Queue
	Name string
	May  bool
}

// workerRow is somebody at work as the lead sees them.
type workerRow struct {
	duty.Worker
	Name, Where, Task string
	Minutes           int
	Able              string
}

// Can tells whether a person is set to a procedure.
func (w workerRow) Can(procedure string) bool { return slices.Contains(w.Skills, procedure) }

// riskRow is a visit whose promised time is near or over.
type riskRow struct {
	request.Risk
	Where string
}

// nextRow is a task that is given out next.
type nextRow struct {
	request.Upcoming
	Name, Where, Doing string
	Minutes            int
}

// centerPage shows the entry center.
func (s *Server) centerPage(q *req) error {
	l, err := q.load()
	if err != nil {
		return err
	}
	d := centerData{loadData: l, Works: q.may(staff.Key, "") || q.may(staff.Verify, ""), Lead: q.may(staff.Lead, ""),
		Lanes: q.lanes()}
	for _, why := range duty.Absences() {
		d.Away = append(d.Away, choice{why, q.t("duty.away." + why)})
	}
	if d.Works {
		mine, queues, err := s.Duty.Mine(q.ctx(), q.who)
		if err != nil {
			return err
		}
		d.Mine = mine
		for _, x := range queues {
			right := staff.Key
			if x.Lane == duty.Verify {
				right = staff.Verify
			}
			d.Queues = append(d.Queues, queueRow{Queue: x, Name: q.t("duty.lane." + string(x.Lane)), May: q.may(right, "")})
		}
	}
	if d.Lead {
		if err := q.atWork(&d); err != nil {
			return err
		}
	}
	return q.render("center", q.t("center.title"), d)
}

func (q *req) lanes() []choice {
	var out []choice
	for _, l := range duty.Lanes() {
		out = append(out, choice{string(l), q.t("duty.lane." + string(l))})
	}
	return out
}

// atWork fills in what only the lead sees.
func (q *req) atWork(d *centerData) error {
	b, err := q.s.Duty.Board(q.ctx(), q.who)
	if err != nil {
		return err
	}
	offices, err := q.officeNames()
	if err != nil {
		return err
	}
	for _, p := range q.s.Catalog.Procedures() {
		d.Skills = append(d.Skills, choice{p.ID, q.tx(p.Short)})
	}
	for _, w := range b.Workers {
		row := workerRow{Worker: w, Name: q.nameOf(w.Staff), Where: offices[w.Office], Task: q.t("duty.doing.none")}
		if w.Doing != "" {
			row.Task, row.Minutes = q.t("duty.doing."+string(w.Doing)), q.minutes(w.Since)
		}
		if w.Away != "" {
			row.Task = q.t("duty.away." + w.Away)
		}
		row.Able = q.t("duty.skills.all")
		if len(w.Skills) > 0 {
			row.Able = ""
			for i, p := range w.Skills {
				if i > 0 {
					row.Able += q.t("duty.skills.and")
				}
				row.Able += q.procedure(p)
			}
		}
		d.AtWork = append(d.AtWork, row)
	}
	for _, u := range b.Next {
		d.Next = append(d.Next, nextRow{Upcoming: u, Name: q.procedure(u.Procedure), Where: offices[u.Office], Doing: q.t("web.task." + string(u.Kind)), Minutes: q.minutes(u.Opened)})
	}
	for _, r := range b.AtRisk {
		d.Risks = append(d.Risks, riskRow{Risk: r, Where: offices[r.Office]})
	}
	return nil
}
