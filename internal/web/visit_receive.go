package web

import (
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// receive records who came, how the identity was checked, and all errands, in
// one step.
func (s *Server) receive(q *req) error {
	v, err := s.Visits.Get(q.ctx(), q.who, q.path("id"))
	if err != nil {
		return err
	}
	wished := q.list("procedure")
	if len(v.Applications) == 0 && len(wished) == 0 {
		return kernel.E(kernel.Invalid, "procedure_missing").On("procedure")
	}
	came, err := q.came()
	if err != nil {
		return err
	}
	if err := s.Visits.Receive(q.command(1), q.who, v.ID, came, wished); err != nil {
		return err
	}
	return q.opened(v.ID)
}

// came reads who came from a form. Of a representative who showed a paper the
// form asks whom it names, and does not guess.
func (q *req) came() (visit.Came, error) {
	came := visit.Came{As: q.form("as"), Proof: q.form("proof"), ProofKind: strings.Join(q.list("proof_kind"), ","), Principal: q.form("principal"),
		Protected: q.form("protected") == "1", Reason: q.form("reason")}
	if came.Represents() && came.Principal == "" && (came.As != "legal" || len(q.s.Visits.Entitled(came)) > 0) {
		return came, kernel.E(kernel.Invalid, "principal_missing").On("principal")
	}
	return came, nil
}

// opened leads to a visit, or back to the counter when from now on only named
// staff open it.
func (q *req) opened(visit string) error {
	v, err := q.s.Visits.Shown(q.ctx(), q.who, visit)
	if err == nil && v.NumberOnly {
		q.home("/counter")
		return nil
	}
	return q.homeUnless(err, "/visits/"+visit)
}
