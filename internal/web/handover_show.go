package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/handover/document"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// checkData is one application at the counter check.
type checkData struct {
	Visit     visitRow
	App       visit.Application
	Name      string
	Said      string
	Procedure *catalog.Procedure
	Sections  []checkSection
	Pages     []desk.Page
	Dangerous bool // one of the values has to be compared character by character
	Core      bool
	Documents []paperRow
	Missing   []missingPaper // kinds of papers not yet made of what stands there now
	Outdated  bool           // there are papers, but all of before an error was found
	Again     string         // the paper that is printed once more
	Handing   handing        // what the hand-over asks
	Ended     handover.Ended
	Before    string // the errand that must be registered first, by name
	Verb      string // what waits for it: register | issue
	Ready     bool   // the entry is verified
	Steps     []step
	Corrected correctedData
	// What the person may do now, by the application's state.
	CanRegister, CanCheck, CanMake, CanPrint, CanFinish, CanReopen bool
}

type checkSection struct {
	Name string
	Rows []checkRow
}

// checkRow is one value beside its place on the paper.
type checkRow struct {
	Key, Name, Shown, Written string
	Unreadable, Dangerous     bool
	Region                    catalog.Rect
	At                        string // "page,x,y,w,h" in millimetres
}

type paperRow struct {
	handover.Document
	Title string
	Who   string
	Stale bool // made before an error was found: not to be handed over
	Again bool // may be printed once more, with a reason
}

// missingPaper is a kind of paper to be made; Ticked when it was made before,
// else the first.
type missingPaper struct {
	choice
	Ticked bool
}

// checkPage shows what was keyed beside the image, and the steps to the end.
func (s *Server) checkPage(q *req) error {
	d, err := q.checkData(q.path("application"))
	if err != nil {
		return err
	}
	if q.may(staff.Check, d.App.Office) && (d.App.State == visit.Completed || d.App.State == visit.Registered) {
		// Who opens the content has taken notice of it; the page is shown even
		// when that cannot be written.
		if err := s.Visits.Answer(q.ctx(), q.who, d.App.Visit); err != nil {
			s.log.WarnContext(q.ctx(), "notice not answered", "err", err)
		}
	}
	return q.render("check", q.t("check.title", "ticket", d.Visit.Ticket), d)
}

func (q *req) checkData(id string) (d checkData, err error) {
	if d.App, err = q.s.Visits.GetApplication(q.ctx(), q.who, id); err != nil {
		return d, err
	}
	v, err := q.s.Visits.Get(q.ctx(), q.who, d.App.Visit)
	if err != nil {
		return d, err
	}
	d.Visit, d.Said, d.Steps = q.row(v), q.t("state."+string(d.App.State)), q.bar(progressOf(d.App))
	d.Procedure, _ = q.s.Catalog.Procedure(d.App.Procedure)
	d.Name = q.procedure(d.App.Procedure)
	if d.Procedure != nil {
		d.Name = q.tx(d.Procedure.Name)
	}
	if err := q.filled(&d); err != nil {
		return d, err
	}
	pages, err := q.s.Pages.Of(q.ctx(), id)
	if err != nil {
		return d, err
	}
	d.Pages = desk.Pages(pages, d.App.Form, desk.For{Lang: q.lang, Base: q.base()})
	if err := q.papers(&d); err != nil {
		return d, err
	}
	if d.Corrected, err = q.corrected(d.App); err != nil {
		return d, err
	}
	d.allow()
	if d.Procedure == nil {
		return d, nil
	}
	return d, q.ending(&d, v)
}

// filled reads the keyed values in the order of the form.
func (q *req) filled(d *checkData) error {
	sheet, err := entry.SheetOf(q.s.Catalog, d.App)
	if err != nil {
		return err
	}
	stored, err := q.s.Entries.ReadValues(q.ctx(), q.who, d.App)
	if err != nil {
		return err
	}
	d.Core = sheet.Core
	cells := sheet.Cells(func(key string) string { return stored[key].V })
	at := map[string]int{}
	for _, p := range sheet.Parts(cells) {
		at[p.Key] = len(d.Sections)
		d.Sections = append(d.Sections, checkSection{Name: q.tx(p.Name)})
	}
	for _, c := range cells {
		v, ok := stored[c.Key]
		if !ok || !v.Filled() && !c.Required {
			continue
		}
		row := checkRow{Key: c.Key, Name: q.tx(c.Name), Shown: sheet.Display(c.Key, v.Value, q.lang), Written: v.W,
			Unreadable: v.M == catalog.Unreadable, Dangerous: c.Dangerous, Region: c.Region, At: region(c.Region)}
		if sheet.Core {
			row.Shown = q.t("check.section." + v.V)
		}
		sec := &d.Sections[at[c.Section]]
		sec.Rows, d.Dangerous = append(sec.Rows, row), d.Dangerous || row.Dangerous
	}
	d.Sections = slices.DeleteFunc(d.Sections, func(s checkSection) bool { return len(s.Rows) == 0 })
	return nil
}

// papers lists what was made and what the procedure still offers.
func (q *req) papers(d *checkData) error {
	docs, err := q.s.Handover.Of(q.ctx(), d.App.ID)
	if err != nil || d.Procedure == nil {
		return err
	}
	made, stale := map[string]bool{}, map[string]bool{}
	out := d.App.State == visit.Printed || d.App.State == visit.Finished
	for _, x := range docs {
		row := paperRow{Document: x, Title: q.t("document.title." + x.Kind), Who: q.nameOf(x.Staff), Stale: x.Stale(d.App)}
		row.Again = out && !row.Stale && q.may(staff.Print, d.App.Office)
		if row.Stale {
			stale[x.Kind] = true
		} else {
			made[x.Kind] = true
		}
		d.Documents = append(d.Documents, row)
	}
	slices.Reverse(d.Documents)
	d.Outdated = len(docs) > 0 && len(made) == 0
	for _, k := range d.Procedure.Documents {
		if !made[k] && !(k == string(document.Transcript) && d.App.Way == catalog.WayCore) {
			d.Missing = append(d.Missing, missingPaper{choice{k, q.t("document.title." + k)}, stale[k] || len(stale) == 0 && len(d.Missing) == 0})
		}
	}
	d.Again = q.r.URL.Query().Get("again")
	return nil
}

// allow opens the steps that the state allows; the rooms decide again.
func (d *checkData) allow() {
	in := func(states ...visit.State) bool { return slices.Contains(states, d.App.State) }
	p := d.Procedure
	if p == nil {
		return
	}
	if d.App.Doubt != "" { // nothing goes on before somebody decides
		d.CanReopen = in(visit.Completed, visit.Registered, visit.Checked, visit.Printed)
		return
	}
	d.Ready = in(visit.Completed, visit.Registered, visit.Checked, visit.Printed, visit.Finished)
	d.CanRegister = in(visit.Completed) && p.Registers
	d.CanCheck = in(visit.Registered) || in(visit.Completed) && !p.Registers
	d.CanMake = d.Ready
	d.CanPrint = in(visit.Checked) && p.Prints && slices.ContainsFunc(d.Documents, func(r paperRow) bool { return !r.Stale })
	d.CanFinish = handover.Ready(d.App, p)
	d.CanReopen = in(visit.Completed, visit.Registered, visit.Checked, visit.Printed)
}

// Preview is the paper to be printed now: the newest one that says what is so,
// later the one that is printed once more. Nil when none is.
func (d checkData) Preview() *paperRow {
	for i, r := range d.Documents {
		if !r.Stale && d.App.State == visit.Checked || r.Again && r.ID == d.Again {
			return &d.Documents[i]
		}
	}
	return nil
}

// Papered tells whether the papers come before the content now.
func (d checkData) Papered() bool {
	return d.App.State == visit.Checked || d.App.State == visit.Printed || d.App.State == visit.Finished
}
