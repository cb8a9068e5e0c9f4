package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/inquiry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// around is what stands beside the applications of a visit, read once for all
// of them.
type around struct {
	pages     map[string][]page.Page
	documents map[string][]handover.Document
	inquiries map[string][]inquiry.Inquiry
	tasks     map[string][]request.Task
	notices   map[string][]visit.Notice
}

func (q *req) around(apps []visit.Application) (a around, err error) {
	ids := make([]string, len(apps))
	for i, x := range apps {
		ids[i] = x.ID
	}
	ps, err := q.s.Pages.Of(q.ctx(), ids...)
	if err != nil {
		return a, err
	}
	ds, err := q.s.Handover.Of(q.ctx(), ids...)
	if err != nil {
		return a, err
	}
	is, err := q.s.Inquiries.Of(q.ctx(), ids...)
	if err != nil {
		return a, err
	}
	ts, err := q.s.Requests.Of(q.ctx(), ids...)
	a.pages = grouped(ps, func(p page.Page) string { return p.Application })
	a.documents = grouped(ds, func(d handover.Document) string { return d.Application })
	a.inquiries = grouped(is, func(i inquiry.Inquiry) string { return i.Application })
	a.tasks = grouped(ts, func(t request.Task) string { return t.Application })
	return a, err
}

func grouped[T any](list []T, key func(T) string) map[string][]T {
	out := map[string][]T{}
	for _, x := range list {
		out[key(x)] = append(out[key(x)], x)
	}
	return out
}

// cards shows each errand of a visit with what belongs to it.
func (q *req) cards(v visit.Visit) ([]appCard, error) {
	beside, err := q.around(v.Applications)
	if err != nil {
		return nil, err
	}
	asides, err := q.asides(v)
	if err != nil {
		return nil, err
	}
	ns, err := q.s.Visits.Notices(q.ctx(), q.who, v.ID)
	if err != nil {
		return nil, err
	}
	beside.notices = grouped(ns, func(n visit.Notice) string { return n.Application })
	var out []appCard
	acted := false // one filled button on the page
	numbered, err := q.numbered(v.Office)
	if err != nil {
		return nil, err
	}
	usual, err := q.usual(v.Office)
	if err != nil {
		return nil, err
	}
	for _, a := range v.Applications {
		c := appCard{Application: a, Name: q.procedure(a.Procedure), Said: q.t("state." + string(a.State)), Steps: q.bar(progressOf(a)),
			Tone: toneOfState(a.State), Pages: beside.pages[a.ID], Documents: beside.documents[a.ID], Aside: asides[a.ID], Grace: kernel.Day(q.now.Add(amend.Grace))}
		c.Procedure, _ = q.s.Catalog.Procedure(a.Procedure)
		if c.Procedure != nil {
			c.Name = q.tx(c.Procedure.Name)
		}
		if f, ok := q.s.Catalog.Form(a.Form); ok {
			c.Inquiries = q.inquiryCards(f, beside.inquiries[a.ID])
			c.NameCrop = nameField(f, c.Pages)
			c.Numbered = numbered[a.Procedure]
			c.Kinds, c.Never = q.words("page.kind.", f.Kinds), q.codes(catalog.NotScanned)
		}
		c.take(q, beside.tasks[a.ID])
		c.owed(q, v, beside.notices[a.ID])
		c.Stands, c.Leaves = q.s.Visits.MayStand(a), q.s.Visits.MayLeave(a)
		for _, o := range v.Applications {
			if o.ID != a.ID && !o.State.Over() {
				c.Others = append(c.Others, choice{o.ID, q.procedure(o.Procedure)})
			}
		}
		if a.Hold != nil {
			r := q.restRow(a, *a.Hold)
			c.Rest = &r
		}
		one := v
		one.Applications = []visit.Application{a}
		c.Next = q.nextOf(one)
		if c.Routes, err = q.routesOf(a, one, usual[a.Procedure]); err != nil {
			return nil, err
		}
		c.First = !acted && (c.Routes.Choose && len(c.Pages) > 0 || c.Past())
		acted = acted || c.First
		out = append(out, c)
	}
	if len(together(out)) > 1 { // then the filled button sends them all
		for i := range out {
			out[i].First = false
		}
	}
	return out, nil
}

func (c *appCard) take(q *req, ts []request.Task) {
	for _, t := range ts {
		if c.Protected && !t.Kind.Keying() && (t.State == request.Open || t.State == request.Leased) {
			c.Room = t.ID
		}
		if !t.Local && (t.State == request.Open || t.State == request.Leased) {
			c.Turn = t.ID
		}
		if t.State == request.Leased && t.Kind.Keying() {
			c.Task, c.Keyer, c.Mine = &t, q.nameOf(t.Staff), t.Staff == q.who.ID
			if t.Hold != nil {
				r := q.restRow(c.Application, *t.Hold)
				r.Entry, c.Rest = true, &r
			}
		}
	}
}

// quickAnswers is how many choices of a field are offered as buttons.
const quickAnswers = 6

// inquiryCards shows questions, the open ones first.
func (q *req) inquiryCards(f *catalog.Form, list []inquiry.Inquiry) []inquiryCard {
	var out []inquiryCard
	for _, in := range list {
		c := inquiryCard{Inquiry: in, Label: in.Field, Asker: q.nameOf(in.Asker)}
		if it, ok := f.Item(in.Field); ok {
			c.Label, c.Region = f.Label(it, q.lang), true
			if len(it.Field.Codes) <= quickAnswers {
				for _, code := range it.Field.Codes {
					c.Choices = append(c.Choices, q.tx(code.Name))
				}
			}
		}
		if in.AnsweredAt != nil {
			c.Said = cmp.Or(in.Answer, q.t("answer."+in.AnswerKind))
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b inquiryCard) int { return cmp.Compare(len(a.AnswerKind), len(b.AnswerKind)) })
	return out
}

// nameField is the field whose picture is shown with 「この方の届出書ですか」:
// the first name on the form, once a form was scanned.
func nameField(f *catalog.Form, pages []page.Page) string {
	if !slices.ContainsFunc(pages, func(p page.Page) bool { return p.Kind == "form" && p.State == page.Current }) {
		return ""
	}
	for _, it := range f.AllItems() {
		if it.Field.Type == catalog.TypeName && !it.Field.Sensitive && it.Region.Page <= 1 {
			return it.Key
		}
	}
	return ""
}

// routes compares where an errand may be keyed.
type routes struct {
	Choose bool // the choice is open now
	Center bool // the rollout rule lets it go to the center
	Expect request.Expected
	Better string // center | counter
	Why    string
	Off    string // why it may not go to the center, and from when it may
	Usual  bool   // Better is where this office usually keys it
}

func (q *req) routesOf(a visit.Application, one visit.Visit, usual usualRoute) (routes, error) {
	r := routes{Choose: a.Hold == nil && a.Doubt == "" && slices.Contains([]visit.State{visit.Drafting, visit.Accepted, visit.Returned}, a.State)}
	if !r.Choose || !q.may(staff.SeeLoad, a.Office) {
		return r, nil
	}
	off, err := q.shut(a.Office, a.Procedure)
	if err != nil {
		return r, err
	}
	r.Center, r.Off = off == "" && !a.Protected, off
	if r.Expect, err = q.s.Requests.Expect(q.ctx(), q.who, one); err != nil {
		return r, err
	}
	c, h := r.Expect.Center, r.Expect.Counter
	switch {
	case a.Protected:
		r.Off = q.t("protected.not_sent")
		r.Better, r.Why = "counter", r.Off
	case !r.Center:
		r.Better, r.Why = "counter", r.Off
	case !c.Known:
		r.Better, r.Why = "counter", q.t("route.why.nobody")
	case usual.to != "":
		r.Better, r.Why, r.Usual = usual.to, q.t(usual.why), true
	case c.Low+c.High <= h.Low+h.High+10:
		r.Better, r.Why = "center", q.t("route.why.center")
	default:
		r.Better, r.Why = "counter", q.t("route.why.counter")
	}
	return r, nil
}

// usualRoute is where a procedure is usually keyed, and the text that says why.
type usualRoute struct{ to, why string }

// usual tells where an office usually keys each procedure: as its own rule says,
// else as the catalogue does; where neither does, the times decide.
func (q *req) usual(at string) (map[string]usualRoute, error) {
	out := map[string]usualRoute{}
	for _, p := range q.s.Catalog.Procedures() {
		out[p.ID] = usualRoute{p.Route, "route.why.usual"}
	}
	rules, err := q.s.Offices.Rollouts(q.ctx(), at)
	for _, r := range rules {
		if r.Route != "" && r.Holds(kernel.Day(q.now)) {
			out[r.Procedure] = usualRoute{r.Route, "route.why.office"}
		}
	}
	return out, err
}

// Past tells whether the entry is verified and the counter goes on.
func (c appCard) Past() bool {
	p := progressOf(c.Application)
	return c.Hold == nil && c.Doubt == "" && (p.at == 3 || p.at == 4)
}

// MayHold tells whether the errand may rest at its counter.
func (c appCard) MayHold() bool { return c.Hold == nil && c.State.Holdable() }

// HoldWhy lists the reasons, HoldMinutes the times that are offered.
func (c appCard) HoldWhy() []string  { return visit.HoldReasons() }
func (c appCard) HoldMinutes() []int { return visit.HoldMinutes() }

// MayScan tells whether pages may still be added or mended.
func (c appCard) MayScan() bool { return !c.State.Over() && progressOf(c.Application).at < 3 }

// MayEnd tells whether an early end is possible: nothing is registered yet.
func (c appCard) MayEnd() bool {
	return c.Leaves || c.State == visit.Completed || c.State == visit.Pending || !c.State.Over() && progressOf(c.Application).at < 3
}

// MayPend tells whether the errand can be set aside for missing papers.
func (c appCard) MayPend() bool { return c.MayEnd() && c.State != visit.Pending }

// MayReturn tells whether the errand can be taken back from the center with a
// reason.
func (c appCard) MayReturn() bool {
	return slices.Contains([]visit.State{visit.Requested, visit.Entering, visit.Entered, visit.Verifying, visit.Queried}, c.State)
}

// PagesMark changes when a page changes, so that browsers fetch a new picture.
func (c appCard) PagesMark() string {
	n := 0
	for _, p := range c.Pages {
		n += p.Version
	}
	return strconv.Itoa(len(c.Pages)) + "." + strconv.Itoa(n)
}

// NextTurn is a quarter turn on from how a page stands now.
func (c appCard) NextTurn(p page.Page) int { return (p.Turn/90 + 1) % 4 }

func toneOfState(s visit.State) string {
	switch {
	case s == visit.Queried || s == visit.Returned || s == visit.Pending:
		return "ask"
	case s == visit.Withdrawn || s == visit.Mistaken || s == visit.Refused:
		return "stop"
	case stations[s].at >= 3:
		return "ready"
	}
	return ""
}

// numbered are the procedures whose numbers the person may look at.
func (q *req) numbered(at string) (map[string]bool, error) {
	out := map[string]bool{}
	if !q.may(staff.SeeNumbers, at) {
		return out, nil
	}
	uses, err := q.s.Pages.NumberUses(q.ctx())
	for _, u := range uses {
		out[u.Procedure] = true
	}
	return out, err
}
