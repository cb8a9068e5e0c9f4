package web

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// counterData is the counter's home.
type counterData struct {
	Now       *visitRow
	Mine      []visitRow
	Waiting   []visitRow
	Absent    []visitRow
	Owed      []visit.Notice // notices to old addresses not yet sent
	Longest   int            // minutes the first of the line has waited
	Load      loadData
	Expect    request.Expected
	Next      string // ticket of the first of the line
	Offered   []*catalog.Procedure
	Languages []choice
	Shown     []visitRow // the first of the line
	More      int        // how many more wait
	Calls     []calling  // finished entries of the office that nobody answered
	Pause     pausing
	Pending   int // errands of the office that wait for papers
	// Correcting counts the office's corrections after a hand-over.
	Correcting int
	Due        []restDue // errands whose hold has come due
}

// restDue is an errand that rested long enough.
type restDue struct {
	restRow
	Visit, Ticket string
	NumberOnly    bool // a protected person's: the number is all that is shown
	Said          string
}

func (q *req) restDue(due visit.Due) restDue {
	if due.NumberOnly {
		return restDue{restRow: restRow{Hold: due.Hold, Application: due.Application.ID}, Visit: due.Visit, Ticket: due.Ticket, NumberOnly: true, Said: q.t("rest.due_number", "ticket", due.Ticket)}
	}
	r := restDue{restRow: q.restRow(due.Application, due.Hold), Visit: due.Visit, Ticket: due.Ticket}
	r.Said = q.t("rest.due", "ticket", due.Ticket, "why", r.Why)
	if due.Application.Protected { // who stands behind the screen reads it too
		r.Name = q.t("protected.number_only")
	}
	return r
}

// lineShown is how much of the line a counter sees; the rest is a number.
const lineShown = 5

// languages of visitors, by BCP 47; their names are their own.
var languages = []string{"ja", "ja-easy", "en", "zh-Hans", "zh-Hant", "ko", "vi", "ne"}

// visitRow is a visit as a line of a list.
type visitRow struct {
	visit.Visit
	Errands string
	Steps   []step
	Minutes int // since arrival
	Tone    string
	Doing   string // what is going on, in words
	Ready   int    // how many errands are past the verification
	Next    nextAct
	Rests   []restRow // errands that rest
	// Household names the tickets of the same household at this counter.
	Household string
	Promised  *request.Promise // while the center has work of the visit
}

// counter shows the home of a counter: who is served, who is in its care, who
// waits, and how busy the center is.
func (s *Server) counter(q *req) error {
	b, err := s.Visits.Board(q.ctx(), q.who, q.who.Office, q.who.Seat)
	if err != nil {
		return err
	}
	here, err := q.offered(q.who.Office)
	if err != nil {
		return err
	}
	d := counterData{Offered: here, Languages: q.words("language.self.", languages)}
	keyed := map[string]visit.Hold{}
	if q.may(staff.SeeVisit, q.who.Office) {
		if keyed, err = s.Requests.RestingAt(q.ctx(), q.who, q.who.Office); err != nil {
			return err
		}
	}
	promised, err := q.promises(b.Mine...)
	if err != nil {
		return err
	}
	for _, v := range b.Mine {
		row := q.row(v)
		row.entries(q, keyed)
		row.household(q, b.Mine)
		if p, ok := promised[v.ID]; ok {
			row.Promised = &p
		}
		if v.State == visit.Serving {
			d.Now = &row
			continue
		}
		d.Mine = append(d.Mine, row)
	}
	for _, due := range b.Due {
		d.Due = append(d.Due, q.restDue(due))
	}
	for _, v := range b.Waiting {
		d.Waiting = append(d.Waiting, q.row(v))
	}
	for _, v := range b.Absent {
		d.Absent = append(d.Absent, q.row(v))
	}
	if d.Owed, err = s.Visits.NoticesOwed(q.ctx(), q.who, q.who.Office); err != nil {
		return err
	}
	d.Shown = d.Waiting[:min(lineShown, len(d.Waiting))]
	d.More = len(d.Waiting) - len(d.Shown)
	if len(d.Waiting) > 0 {
		d.Next, d.Longest = d.Waiting[0].Ticket, d.Waiting[0].Minutes
	}
	if d.Now != nil {
		if d.Expect, err = s.Requests.Expect(q.ctx(), q.who, d.Now.Visit); err != nil {
			return err
		}
	}
	if d.Load, err = q.load(); err != nil {
		return err
	}
	if d.Calls, err = q.callings(); err != nil {
		return err
	}
	if d.Pause, err = q.pausing(b); err != nil {
		return err
	}
	if d.Pending, err = q.pendingCount(); err != nil {
		return err
	}
	if q.may(staff.SeeVisit, q.who.Office) {
		if d.Correcting, err = s.Amend.OpenCount(q.ctx(), q.who, q.who.Office); err != nil {
			return err
		}
	}
	return q.render("counter", q.t("counter.title"), d)
}

// promises reads what visits of this office were promised; who may not see
// visits sees none.
func (q *req) promises(vs ...visit.Visit) (map[string]request.Promise, error) {
	if len(vs) == 0 || !q.may(staff.SeeVisit, vs[0].Office) {
		return nil, nil
	}
	ids := make([]string, len(vs))
	for i, v := range vs {
		ids[i] = v.ID
	}
	return q.s.Requests.Promises(q.ctx(), q.who, vs[0].Office, ids...)
}

func (q *req) row(v visit.Visit) visitRow {
	p := visitProgress(v)
	r := visitRow{Visit: v, Errands: q.errands(v), Steps: q.bar(p), Minutes: q.minutes(v.ArrivedAt), Next: q.nextOf(v)}
	switch {
	case p.how == "ask":
		r.Tone = "ask"
	case p.at >= 3:
		r.Tone = "ready"
	}
	if v.NumberOnly {
		r.Errands, r.Next = q.t("protected.number_only"), nextAct{Text: q.t("protected.open"), Path: "/visits/" + v.ID}
		return r
	}
	r.Doing = q.doing(v)
	for _, a := range v.Applications {
		if a.Hold != nil {
			r.Rests = append(r.Rests, q.restRow(a, *a.Hold))
		}
		if progressOf(a).at >= 3 {
			r.Ready++
		}
	}
	return r
}

// entries adds the errands whose entry rests.
func (r *visitRow) entries(q *req, keyed map[string]visit.Hold) {
	for _, a := range r.Applications {
		if h, ok := keyed[a.ID]; ok {
			row := q.restRow(a, h)
			row.Entry = true
			r.Rests = append(r.Rests, row)
		}
	}
}

// household names those at the same counter who belong together with a visit.
func (r *visitRow) household(q *req, here []visit.Visit) {
	var tickets []string
	for _, o := range here {
		if r.Party != "" && o.Party == r.Party && o.ID != r.ID {
			tickets = append(tickets, o.Ticket)
		}
	}
	r.Household = strings.Join(tickets, q.t("counter.and"))
}

// errands names what a visitor came for: what was taken in, or else what they
// said when they took a number.
func (q *req) errands(v visit.Visit) string {
	var names []string
	for _, a := range v.Applications {
		names = append(names, q.procedure(a.Procedure))
	}
	if len(names) == 0 {
		for _, w := range v.Wish {
			names = append(names, q.procedure(w))
		}
	}
	if len(names) == 0 {
		return q.t("counter.no_wish")
	}
	return strings.Join(names, q.t("counter.and"))
}

// nextAct is the one thing the clerk does next for a visit.
type nextAct struct {
	Text string
	Path string // below the seat
	Post bool   // a form rather than a link
	Mark string // what the row says: できました
}

func (q *req) nextOf(v visit.Visit) nextAct {
	first := func(states ...visit.State) (visit.Application, bool) {
		for _, want := range states {
			for _, a := range v.Applications {
				if a.State == want && a.Hold == nil {
					return a, true
				}
			}
		}
		return visit.Application{}, false
	}
	here := "/visits/" + v.ID
	if a, ok := first(visit.Queried); ok {
		return nextAct{Text: q.t("counter.do.answer"), Path: here + "#a-" + a.ID, Mark: q.t("counter.mark.queried")}
	}
	if a, ok := first(visit.Returned); ok {
		return nextAct{Text: q.t("counter.do.returned"), Path: here + "#a-" + a.ID, Mark: q.t("counter.mark.returned")}
	}
	if a, ok := first(visit.Registered, visit.Completed); ok {
		return nextAct{Text: q.t("counter.do.check"), Path: "/applications/" + a.ID, Mark: q.t("counter.mark.completed")}
	}
	if a, ok := first(visit.Checked); ok {
		return nextAct{Text: q.t("counter.do.print"), Path: "/applications/" + a.ID, Mark: q.t("counter.mark.checked")}
	}
	if a, ok := first(visit.Printed); ok {
		if v.State == visit.BackOffice {
			return nextAct{Text: q.t("counter.do.recall"), Path: here + "/call", Post: true, Mark: q.t("counter.mark.printed")}
		}
		return nextAct{Text: q.t("counter.do.handover"), Path: "/applications/" + a.ID, Mark: q.t("counter.mark.printed")}
	}
	if a, ok := first(visit.Drafting, visit.Accepted); ok {
		return nextAct{Text: q.t("counter.do.receive"), Path: here + "#a-" + a.ID}
	}
	if i := slices.IndexFunc(v.Applications, func(a visit.Application) bool { return a.Hold != nil }); i >= 0 {
		return nextAct{Text: q.t("hold.resume"), Path: here + "/applications/" + v.Applications[i].ID + "/unhold", Post: true}
	}
	if len(v.Applications) == 0 {
		return nextAct{Text: q.t("counter.do.receive"), Path: here}
	}
	return nextAct{Text: q.t("counter.do.open"), Path: here}
}

// doing says in words what is going on with the errands that are furthest
// behind.
func (q *req) doing(v visit.Visit) string {
	p := visitProgress(v)
	for _, a := range v.Applications {
		if !a.State.Over() && progressOf(a) == p {
			return q.t("state." + string(a.State))
		}
	}
	return ""
}
