package visit

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

// proved fills in the result of an identity check that the papers themselves
// say: one with a photograph issued by an authority is enough, others count
// from two on. What the clerk chose stands.
func (s *Service) proved(came Came) Came {
	if came.Proof != "" || came.ProofKind == "" {
		return came
	}
	seen := strings.Split(came.ProofKind, ",")
	if slices.ContainsFunc(s.catalog.Codes(catalog.IdentityOne), func(c catalog.Code) bool { return slices.Contains(seen, c.Value) }) {
		came.Proof = "one"
	} else if len(seen) > 1 {
		came.Proof = "two"
	}
	return came
}
