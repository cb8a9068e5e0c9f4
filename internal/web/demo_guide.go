package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// A guide leads one person through one case, window by window: at each step
// the page shows the screen where the case goes on, in the seat of whoever
// works there, and says what to do. Where the case stands is read from the
// visit; the guide keeps nothing of its own.

// guideData is the page around the windows, or its end.
type guideData struct {
	Visit string
	Step  guideStep
}

// guideStep is where the case stands.
type guideStep struct {
	Key   string `json:"key"` // another key means another window
	N     int    `json:"n"`
	Of    int    `json:"of"`
	Where string `json:"where"`
	Text  string `json:"text"`
	Src   string `json:"src"`
	Help  bool   `json:"help"` // a colleague can do it instead
	Done  bool   `json:"done"`
}

// guideOrder are the steps of a case; some share a number because they share
// a window.
var guideOrder = []string{"receive", "scan", "send", "wait", "pull", "type", "look", "verify", "register", "check", "print", "hand", "end"}

// guideTyped is how many fields a person types before a colleague goes on.
const guideTyped = 3

// demoGuide begins a case: a visitor comes and is called, and this browser
// takes the seats the case will pass.
func (s *Server) demoGuide(q *req) error {
	seats, err := q.guideSeats()
	if err != nil {
		return err
	}
	for _, at := range seats {
		if err := q.demoSit(at.Seat); err != nil {
			return err
		}
	}
	id, err := s.demo.Welcome(q.ctx(), seats["clerk"].Staff)
	if err != nil {
		return err
	}
	q.redirect("/demo/guide/" + url.PathEscape(id))
	return nil
}

// guideSeats are the seats of the case by role: the first that the demo offers.
func (q *req) guideSeats() (map[string]DemoSeat, error) {
	offered, err := q.s.demo.Seats(q.ctx())
	out := map[string]DemoSeat{}
	for _, o := range offered {
		if _, have := out[o.Role]; !have {
			out[o.Role] = o
		}
	}
	return out, err
}

// demoGuidePage shows where the case stands.
func (s *Server) demoGuidePage(q *req) error {
	step, _, err := q.guideStep()
	if err != nil {
		return err
	}
	if step.Done {
		return s.demoGuideEnd(q)
	}
	return q.render("guide", q.t("guide.title"), guideData{Visit: q.path("visit"), Step: step})
}

// demoGuideStep tells the page's script where the case stands, and sees to it
// that colleagues leave to the person what is the person's.
func (s *Server) demoGuideStep(q *req) error {
	step, a, err := q.guideStep()
	if err != nil {
		return err
	}
	seats, err := q.guideSeats()
	if err != nil {
		return err
	}
	switch step.Key {
	case "look":
		if err := s.demo.Leave(seats["keyer"].Staff); err != nil { // the colleague types the rest
			return err
		}
		s.demo.HelpWith(a.ID)
	case "verify":
		s.demo.HelpWith(a.ID)
	}
	return q.json(http.StatusOK, step)
}

// demoGuideHelp has a colleague do the present step.
func (s *Server) demoGuideHelp(q *req) error {
	step, a, err := q.guideStep()
	if err != nil {
		return err
	}
	seats, err := q.guideSeats()
	if err != nil {
		return err
	}
	switch step.Key {
	case "wait", "pull", "type", "look":
		err = s.demo.Leave(seats["keyer"].Staff)
		s.demo.HelpWith(a.ID)
	case "verify":
		err = s.demo.Leave(seats["verifier"].Staff)
		s.demo.HelpWith(a.ID)
	default:
		err = s.demo.HelpAtCounter(q.ctx(), seats["clerk"].Staff, q.path("visit"))
	}
	if err == nil {
		q.redirect("/demo/guide/" + url.PathEscape(q.path("visit")))
	}
	return err
}

// guideStep reads where the case stands.
func (q *req) guideStep() (guideStep, visit.Application, error) {
	seats, err := q.guideSeats()
	if err != nil {
		return guideStep{}, visit.Application{}, err
	}
	clerk, ok := q.s.demo.Sitting(seats["clerk"].Seat)
	if !ok {
		return guideStep{}, visit.Application{}, kernel.E(kernel.NotFound, "not_found")
	}
	v, err := q.s.Visits.Get(q.ctx(), clerk, q.path("visit"))
	if err != nil {
		return guideStep{}, visit.Application{}, err
	}
	g := guide{q: q, seats: seats, v: v}
	var a visit.Application
	if len(v.Applications) > 0 {
		a = v.Applications[0]
	}
	step, err := g.step(a)
	return step, a, err
}

// guide finds the step of a visit.
type guide struct {
	q     *req
	seats map[string]DemoSeat
	v     visit.Visit
}

func (g guide) step(a visit.Application) (guideStep, error) {
	reception, check := "/visits/"+g.v.ID, "/applications/"+a.ID
	switch a.State {
	case "":
		return g.at("receive", "clerk", reception), nil
	case visit.Drafting:
		pages, err := g.q.s.Pages.Of(g.q.ctx(), a.ID)
		if len(pages) == 0 {
			return g.at("scan", "clerk", reception), err
		}
		return g.at("send", "clerk", reception), err
	case visit.Accepted, visit.Returned:
		return g.at("send", "clerk", reception), nil
	case visit.Requested:
		return g.atLine(a)
	case visit.Entering, visit.Entered, visit.Verifying, visit.Queried:
		return g.atCenter(a)
	case visit.Completed:
		if p, ok := g.q.s.Catalog.Procedure(a.Procedure); ok && p.Registers {
			return g.at("register", "clerk", check), nil
		}
		return g.at("check", "clerk", check), nil
	case visit.Registered:
		return g.at("check", "clerk", check), nil
	case visit.Checked:
		return g.at("print", "clerk", check), nil
	case visit.Printed:
		return g.at("hand", "clerk", check), nil
	}
	end := g.at("end", "clerk", reception)
	end.Done = true
	return end, nil
}

// atLine is a case that waits to be keyed: the person is led to the station
// when this case is what comes next there.
func (g guide) atLine(a visit.Application) (guideStep, error) {
	keyer, _ := g.q.s.demo.Sitting(g.seats["keyer"].Seat)
	next, err := g.q.s.Requests.Ahead(g.q.ctx(), keyer)
	if err == nil && len(next) > 0 && next[0] == a.ID {
		return g.at("pull", "keyer", "/entry"), nil
	}
	s := g.at("wait", "keyer", "")
	s.Where = g.q.t("demo.tile.lead")
	for _, l := range g.q.s.demo.Scene() {
		if l.Role == "lead" {
			s.Src = "/s/" + url.PathEscape(watchPrefix+l.Seat) + "/center"
		}
	}
	return s, err
}

// atCenter is a case that is keyed or verified.
func (g guide) atCenter(a visit.Application) (guideStep, error) {
	tasks, err := g.q.s.Requests.Of(g.q.ctx(), a.ID)
	if err != nil || len(tasks) == 0 {
		return g.at("pull", "keyer", "/entry"), err
	}
	t := tasks[len(tasks)-1]
	if !t.Kind.Keying() {
		return g.at("verify", "verifier", "/verify/"+t.ID), nil
	}
	if t.Staff != g.seats["keyer"].Staff || t.State != request.Leased {
		return g.watched("look", t), nil
	}
	keyer, _ := g.q.s.demo.Sitting(g.seats["keyer"].Seat)
	w, err := g.q.s.Entries.Open(g.q.ctx(), keyer, t.ID)
	if err != nil {
		return g.watched("look", t), nil //nolint:nilerr // it went on meanwhile; the next look finds where
	}
	typed := 0
	for _, c := range w.Values {
		if c.Filled() {
			typed++
		}
	}
	if typed >= guideTyped {
		return g.watched("look", t), nil
	}
	return g.at("type", "keyer", "/entry/"+t.ID), nil
}

// watched is a step where the person looks on while a colleague works.
func (g guide) watched(key string, t request.Task) guideStep {
	s := g.at(key, "keyer", "")
	seat := g.seats["keyer"].Seat
	for _, l := range g.q.s.demo.Scene() {
		if l.Staff == t.Staff {
			seat = l.Seat
		}
	}
	s.Src, s.Help = "/s/"+url.PathEscape(watchPrefix+seat)+"/entry/"+t.ID, false
	return s
}

func (g guide) at(key, role, path string) guideStep {
	n := slices.Index(guideOrder, key)
	seat := g.seats[role]
	return guideStep{Key: key, N: n + 1, Of: len(guideOrder), Where: g.q.t("demo.tile."+role) + g.q.t("web.colon") + g.q.nameOf(seat.Staff),
		Text: g.q.t("guide."+key, "ticket", g.v.Ticket), Src: "/s/" + url.PathEscape(seat.Seat) + path, Help: true}
}
