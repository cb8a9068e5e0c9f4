package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/center/inquiry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// visitData is the reception of one visitor.
type visitData struct {
	visitRow
	Clerk      string
	Checked    string // who checked the identity
	Received   bool
	CameAs     []choice
	Proofs     []choice
	Papers     []paperGroup // kinds of identity papers
	Rights     []choice     // papers of a legal representative's right
	Right      string       // what was seen of it, or that nothing was
	Principals []choice     // how a represented person is known
	Offered    []offered
	Apps       []appCard
	Open       bool // something may still be done here
	Expect     request.Expected
	Promised   *request.Promise
	Load       loadData
	Remarks    []remarkRow
	Kinds      []choice // of pages
	Keeping    []keptRow
	Things     []choice // what may be taken in keeping
	Links      []link   // errands that came from or went on under another visit
	Together   []string // applications that can go to the center with one press
	Company    []visitRow
	Joinable   []choice // visits that may be taken together with this one
	LateNote   *lateNote
	Filed      []filed // where the paper originals are
	Places     []choice
	Counters   []choice // to which the visitor can be passed on
}

// offered is a procedure that may be taken in.
type offered struct {
	*catalog.Procedure
	Wished bool
}

// appCard is one errand of the visit.
type appCard struct {
	visit.Application
	Name, Said string
	Procedure  *catalog.Procedure
	Steps      []step
	Pages      []page.Page
	Documents  []handover.Document
	Inquiries  []inquiryCard
	Routes     routes
	Task       *request.Task // what is being worked on, nil when nobody works
	Keyer      string
	Mine       bool // the viewer holds the task
	NameCrop   string
	Tone       string
	First      bool     // has the page's one filled button
	Others     []choice // applications a page may be moved to
	Kinds      []choice // of pages that this form may have
	Numbered   bool     // its numbers may be seen by named staff
	Never      []choice // what is never scanned, said when chosen
	Next       nextAct
	Notice     *visit.Notice
	Sender     string     // who sent the notice
	Letter     bool       // the agent's letter of attorney is not scanned yet
	Stands     bool       // it is in doubt, and what happened can only be told
	Leaves     bool       // it is checked or printed, and can be set aside because it is in doubt
	Unentitled string     // what becomes of it while a legal representative has shown no paper, "" when that is not so
	Room       string     // the verification of a protected person, which no list shows
	Turn       string     // the task at the center whose turn can be explained
	Aside      *aside     // what it waits for, nil when it does not
	Rest       *restRow   // it rests, nil when it does not
	Back       *remarkRow // why it was given back to the counter, nil when it was not
	Grace      string     // until when papers may come when nobody names a day
}

// inquiryCard is a question of the center.
type inquiryCard struct {
	inquiry.Inquiry
	Label   string // the field's name
	Asker   string
	Value   string
	Region  bool
	Said    string   // the answer in words
	Choices []string // quick answers: the field's own
}

type remarkRow struct {
	visit.Remark
	About, What, Who string
}

// visit shows the reception.
func (s *Server) visit(q *req) error {
	d, err := q.visitData(q.path("id"))
	if err != nil {
		return err
	}
	return q.render("visit", q.t("visit.title", "ticket", d.Ticket), d)
}

func (q *req) visitData(id string) (visitData, error) {
	v, err := q.s.Visits.Get(q.ctx(), q.who, id)
	if err != nil {
		return visitData{}, err
	}
	d := visitData{visitRow: q.row(v), Received: v.Came.As != "", Open: v.State == visit.Serving || v.State == visit.BackOffice, Kinds: q.words("page.kind.", page.Kinds())}
	d.CameAs, d.Proofs, d.Papers = q.words("came.", visit.CameAs()), q.words("proof.", visit.Proofs()), q.papersShown()
	d.Rights, d.Right = q.codes(catalog.Entitlement), q.rightOf(v)
	d.Principals = q.words("principal.", visit.Principals())
	if v.Clerk != "" {
		d.Clerk = q.nameOf(v.Clerk)
	}
	if v.Came.By != "" {
		d.Checked = q.nameOf(v.Came.By)
	}
	here, err := q.offered(v.Office)
	if err != nil {
		return d, err
	}
	for _, p := range here {
		d.Offered = append(d.Offered, offered{p, slices.Contains(v.Wish, p.ID)})
	}
	if q.may(staff.SeeLoad, v.Office) {
		if d.Expect, err = q.s.Requests.Expect(q.ctx(), q.who, v); err != nil {
			return d, err
		}
		if d.Load, err = q.load(); err != nil {
			return d, err
		}
	}
	promised, err := q.promises(v)
	if err != nil {
		return d, err
	}
	if p, ok := promised[v.ID]; ok {
		d.Promised = &p
	}
	if d.Apps, err = q.cards(v); err != nil {
		return d, err
	}
	if d.Remarks, err = q.remarks(v); err != nil {
		return d, err
	}
	d.givenBack()
	if d.LateNote, err = q.lateOf(v); err != nil {
		return d, err
	}
	if err := q.originals(&d); err != nil {
		return d, err
	}
	if d.Links, err = q.links(v.ID); err != nil {
		return d, err
	}
	d.Things = q.codes(catalog.KeptThing)
	if d.Keeping, err = q.kept(v.ID); err != nil {
		return d, err
	}
	if d.Open {
		if d.Counters, err = q.counters(v); err != nil {
			return d, err
		}
	}
	d.Together = together(d.Apps)
	if d.Handable() > 1 { // then the filled button hands them all over
		for i := range d.Apps {
			d.Apps[i].First = false
		}
	}
	return d, q.party(&d, v)
}

// words names a list of codes.
func (q *req) words(prefix string, codes []string) []choice {
	out := make([]choice, len(codes))
	for i, c := range codes {
		out[i] = choice{c, q.t(prefix + c)}
	}
	return out
}

func (q *req) remarks(v visit.Visit) ([]remarkRow, error) {
	rs, err := q.s.Visits.Remarks(q.ctx(), q.who, v.ID)
	var out []remarkRow
	for _, r := range rs {
		row := remarkRow{Remark: r, What: q.t("remark." + r.Kind), Who: q.nameOf(r.Staff)}
		for _, a := range v.Applications {
			if a.ID == r.Application {
				row.About = q.procedure(a.Procedure)
			}
		}
		out = append(out, row)
	}
	return out, err
}

// givenBack has each returned errand say why: whoever must mend it has not
// spoken with the person who gave it back.
func (d *visitData) givenBack() {
	for i := range d.Apps {
		a := &d.Apps[i]
		if a.State != visit.Returned {
			continue
		}
		for _, r := range slices.Backward(d.Remarks) {
			if r.Application == a.ID && r.Kind == "returned" {
				a.Back = &r
				break
			}
		}
	}
}

// paperGroup is identity papers of one strength.
type paperGroup struct {
	Name   string
	Papers []choice
}

// papersShown are the kinds of identity papers that are noted, never copied.
func (q *req) papersShown() []paperGroup {
	return []paperGroup{{q.t("papers.one"), q.codes(catalog.IdentityOne)}, {q.t("papers.two"), q.codes(catalog.IdentityTwo)}}
}

// StateSaid is the key of what is said of the visitor's stay.
func (d visitData) StateSaid() string {
	if setAside(d.Visit) {
		return "ticket.set_aside"
	}
	return "ticket." + string(d.State)
}

// As is who the form offers first: who came, or else the person themselves.
func (d visitData) As() string { return cmp.Or(d.Came.As, visit.CameAs()[0]) }

// Mending tells whether who came can be corrected: while somebody may work on
// the visit, and afterwards.
func (d visitData) Mending() bool { return d.Open || d.Received && d.State == visit.Done }

// Seen tells whether a kind of identity paper was noted.
func (d visitData) Seen(kind string) bool {
	return slices.Contains(strings.Split(d.Came.ProofKind, ","), kind)
}
