package web

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// correctedData is what the check page says about corrections.
type correctedData struct {
	Core      []coreRow
	Cases     []caseRow
	CoreKinds []choice
	StepKinds []choice
	CanRecord bool // the core holds it
	CanOpen   bool // it is over and no correction is open
	Found     []foundRow
}

type coreRow struct {
	amend.CoreCorrection
	Who string
}

type caseRow struct {
	amend.Case
	Opener, Closer string
	LeftText       string // what is not done yet, in words; "" when all is
	Rows           []stepRow
}

type stepRow struct {
	amend.Step
	Who string
}

// Open tells whether a correction is going on: it then stands at the top.
func (d correctedData) Open() bool {
	return slices.ContainsFunc(d.Cases, func(k caseRow) bool { return k.ClosedAt == nil })
}

// corrected reads what was corrected of an application; nothing is asked of
// one that is neither registered nor over.
func (q *req) corrected(a visit.Application) (d correctedData, err error) {
	if a.CompletedAt != nil {
		if d.Found, err = q.foundRows(q.s.Amend.FoundOf(q.ctx(), q.who, a.ID)); err != nil {
			return d, err
		}
	}
	if a.Registered == "" && a.State != visit.Finished {
		return d, nil
	}
	d.CoreKinds, d.StepKinds = q.words("core.kind.", amend.CoreKinds()), q.words("correction.step.", amend.StepKinds())
	all, err := q.s.Amend.CorrectionsOf(q.ctx(), q.who, a.ID)
	if err != nil {
		return d, err
	}
	for _, k := range all.Core {
		d.Core = append(d.Core, coreRow{k, q.nameOf(k.Staff)})
	}
	may := q.may(staff.Correct, a.Office)
	d.CanRecord, d.CanOpen = may && a.Registered != "", may && a.State == visit.Finished
	for _, k := range all.Cases {
		d.Cases = append(d.Cases, q.caseRow(k))
		d.CanOpen = d.CanOpen && k.ClosedAt != nil
	}
	return d, nil
}

func (q *req) caseRow(k amend.Case) caseRow {
	row := caseRow{Case: k, Opener: q.nameOf(k.OpenedBy), LeftText: q.leftText(k)}
	if k.ClosedAt != nil {
		row.Closer = q.nameOf(k.ClosedBy)
	}
	for _, st := range k.Steps {
		row.Rows = append(row.Rows, stepRow{st, q.nameOf(st.Staff)})
	}
	return row
}

func (q *req) leftText(k amend.Case) string {
	var names []string
	for _, c := range q.words("correction.step.", k.Left()) {
		names = append(names, c.Name)
	}
	return strings.Join(names, q.t("web.comma"))
}

// correctionsData is what must be put right at an office.
type correctionsData struct {
	Doubts []doubtRow
	Found  []foundRow
	Open   []openCaseRow
}

// doubtRow is an errand that goes no further since who came was corrected.
type doubtRow struct {
	visit.Doubted
	Errand string
}

// foundRow is a field that was found wrong after its entry was completed.
type foundRow struct {
	amend.FoundError
	Errand, Name, Since string
	May                 bool
}

func (q *req) foundRows(list []amend.FoundError, err error) ([]foundRow, error) {
	var out []foundRow
	for _, f := range list {
		out = append(out, foundRow{f, q.procedure(f.Procedure), q.fieldName(f.Form, f.Field), q.dateText(kernel.Day(f.At)), q.may(staff.Correct, f.Office)})
	}
	return out, err
}

// dismissFound records that a field found wrong is right after all.
func (s *Server) dismissFound(q *req) error {
	return q.homeUnless(s.Amend.DismissFound(q.command(1), q.who, q.path("application"), q.path("field"), q.form("reason")), "/corrections")
}

// openCaseRow is a line of the office's list.
type openCaseRow struct {
	amend.OpenCase
	Errand, LeftText, Who, Since string
}

// corrections lists what is being put right after a hand-over at this place.
func (s *Server) corrections(q *req) error {
	list, err := s.Amend.OpenCases(q.ctx(), q.who, q.who.Office)
	if err != nil {
		return err
	}
	var d correctionsData
	doubts, err := s.Visits.Doubted(q.ctx(), q.who, q.who.Office)
	if err != nil {
		return err
	}
	for _, x := range doubts {
		row := doubtRow{Doubted: x, Errand: q.t("protected.number_only")}
		if x.Procedure != "" {
			row.Errand = q.procedure(x.Procedure)
		}
		d.Doubts = append(d.Doubts, row)
	}
	if d.Found, err = q.foundRows(q.s.Amend.FoundErrors(q.ctx(), q.who, q.who.Office)); err != nil {
		return err
	}
	for _, k := range list {
		row := openCaseRow{OpenCase: k, Errand: q.t("protected.number_only"), Since: q.dateText(kernel.Day(k.OpenedAt))}
		if !k.Protected {
			row.Errand, row.LeftText, row.Who = q.procedure(k.Procedure), q.leftText(k.Case), q.nameOf(k.OpenedBy)
		}
		d.Open = append(d.Open, row)
	}
	return q.render("corrections", q.t("correction.title"), d)
}

// recordCore records what was cancelled or corrected in the core.
func (s *Server) recordCore(q *req) error {
	_, err := s.Amend.RecordCore(q.command(1), q.who, q.path("application"), q.form("kind"), q.form("number"), q.form("reason"))
	return q.after(err)
}

// openCase begins a correction after the hand-over.
func (s *Server) openCase(q *req) error {
	_, err := s.Amend.OpenCase(q.command(1), q.who, q.path("application"), q.form("reason"))
	return q.after(err)
}

// takeStep records what was done of a correction.
func (s *Server) takeStep(q *req) error {
	return q.after(s.Amend.TakeStep(q.command(1), q.who, q.path("correction"), q.form("kind"), q.form("done") == "1", q.form("note")))
}

// closeCase ends a correction.
func (s *Server) closeCase(q *req) error {
	return q.after(s.Amend.CloseCase(q.command(1), q.who, q.path("correction"), q.form("note")))
}
