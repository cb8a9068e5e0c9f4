package web

import (
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// lateData is the form for a visit that was taken in on paper (あとから登録).
type lateData struct {
	Today          string
	Offered        []offered
	CameAs, Proofs []choice
	Papers         []paperGroup
	Rights         []choice
	Principals     []choice // how a represented person is known
}

// latePage shows the form.
func (s *Server) latePage(q *req) error {
	here, err := q.offered(q.who.Office)
	if err != nil {
		return err
	}
	d := lateData{Today: kernel.Day(q.now), CameAs: q.words("came.", visit.CameAs()), Proofs: q.words("proof.", visit.Proofs()), Papers: q.papersShown(), Rights: q.codes(catalog.Entitlement), Principals: q.words("principal.", visit.Principals())}
	for _, p := range here {
		d.Offered = append(d.Offered, offered{Procedure: p})
	}
	return q.render("late", q.t("late.title"), d)
}

// registerLate takes a visit in with the times that were written down.
func (s *Server) registerLate(q *req) error {
	came, err := q.came()
	if err != nil {
		return err
	}
	in := visit.Late{Office: q.who.Office, Came: came, Procedures: q.list("procedure"), Reason: q.form("reason")}
	for _, f := range []struct {
		to   *time.Time
		name string
	}{{&in.ArrivedAt, "arrived"}, {&in.CalledAt, "called"}, {&in.FinishedAt, "finished"}} {
		clock := q.form(f.name)
		if clock == "" && f.name == "finished" {
			continue
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", q.form("day")+" "+clock, kernel.Tokyo)
		if err != nil {
			return kernel.E(kernel.Invalid, "late_times_invalid").On(f.name)
		}
		*f.to = at
	}
	id, err := s.Visits.RegisterLate(q.command(1), q.who, in)
	if err != nil {
		return err
	}
	q.home("/visits/" + id)
	return nil
}

// lateNote says that a visit was registered afterwards, nil when it was not.
type lateNote struct {
	visit.LateNote
	Who string
}

func (q *req) lateOf(v visit.Visit) (*lateNote, error) {
	n, err := q.s.Visits.LateOf(q.ctx(), q.who, v)
	if err != nil || n == nil {
		return nil, err
	}
	return &lateNote{*n, q.nameOf(n.Staff)}, nil
}
