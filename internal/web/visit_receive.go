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
	if len(v.Applications) == 0 && len(q.list("procedure")) == 0 {
		return kernel.E(kernel.Invalid, "procedure_missing").On("procedure")
	}
	came := visit.Came{As: q.form("as"), Proof: q.form("proof"), ProofKind: strings.Join(q.list("proof_kind"), ",")}
	if err := s.Visits.Receive(q.command(1), q.who, v.ID, came, q.list("procedure")); err != nil {
		return err
	}
	q.home("/visits/" + v.ID)
	return nil
}
