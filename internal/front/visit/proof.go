package visit

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// proved fills in the result of an identity check that the papers themselves
// say: one with a photograph issued by an authority is enough, others count
// from two on. What the clerk chose stands. Papers that prove the right of a
// legal representative say nothing about who somebody is, and are noted of
// nobody else. A letter of attorney, or a paper of the right, names the person
// who is represented unless the clerk found that it does not. Errors:
// "proof_kind_unknown" for what is no kind of paper: the kinds go into the
// record, where a number or a name would stay for ever.
func (s *Service) proved(came Came) (Came, error) {
	seen, rights := s.papers(came.ProofKind)
	for _, kind := range seen {
		if !s.listed(catalog.IdentityOne, kind) && !s.listed(catalog.IdentityTwo, kind) {
			return came, kernel.E(kernel.Invalid, "proof_kind_unknown").On("proof_kind")
		}
	}
	if came.As != "legal" {
		rights = nil
	}
	came.ProofKind = strings.Join(append(slices.Clone(seen), rights...), ",")
	switch {
	case !came.Represents():
		came.Principal = ""
	case came.Principal == "" && (came.As == "agent_letter" || len(s.Entitled(came)) > 0):
		came.Principal = PrincipalNamed
	}
	if came.Proof != "" || len(seen) == 0 {
		return came, nil
	}
	if slices.ContainsFunc(seen, func(kind string) bool { return s.listed(catalog.IdentityOne, kind) }) {
		came.Proof = "one"
	} else if len(seen) > 1 {
		came.Proof = "two"
	}
	return came, nil
}

// papers divides what was shown: papers that say who somebody is, and papers
// that prove the right of a legal representative.
func (s *Service) papers(kinds string) (identity, rights []string) {
	for _, kind := range strings.Split(kinds, ",") {
		switch {
		case kind == "":
		case s.listed(catalog.Entitlement, kind):
			rights = append(rights, kind)
		default:
			identity = append(identity, kind)
		}
	}
	return identity, rights
}

func (s *Service) listed(list, code string) bool {
	return slices.ContainsFunc(s.catalog.Codes(list), func(c catalog.Code) bool { return c.Value == code })
}

// Entitled are the papers that were seen of a legal representative's right to
// act, by code. Somebody who came in another capacity needs none.
func (s *Service) Entitled(came Came) []string {
	_, rights := s.papers(came.ProofKind)
	return rights
}
