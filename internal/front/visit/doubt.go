package visit

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Doubts: the reasons of a notice, and of the mark of what was taken in already.
const (
	Unproven   = "unproven"   // 本人確認ができなかった
	Unlettered = "unlettered" // 代理人の委任状がない
	Unentitled = "unentitled" // 法定代理人の資格を証する書類がない
	Unnamed    = "unnamed"    // 書類から本人が分からない

	// InPerson and Unchecked never make a notice, they only keep an application
	// from going on.
	InPerson  = "in_person" // a protected person's agent came
	Unchecked = "unchecked" // it goes on under a visit of which nobody said who came
)

// refusals are the codes with which an application is not taken in.
var refusals = map[string]string{
	Unproven: "certificate_needs_proof", Unlettered: "letter_needed", Unentitled: "right_needed", Unnamed: "principal_needed",
	InPerson: "protected_in_person", Unchecked: "identity_not_checked",
}

// doubt says what is in doubt about who came like this, "" for nothing, and
// whether the procedure is refused for it or taken in with a notice to the old
// address. What applies is data of the procedure. What is issued about a
// protected person (支援措置) goes to nobody's agent, with a letter of attorney
// or without.
//
// Who came and whom they represent are two questions: a representative whose
// own identity is proved by a card may still hold a letter that does not say
// whose form it is (住民基本台帳事務処理要領: 代理人の本人確認 and 代理権の確認).
func (s *Service) doubt(came Came, p *catalog.Procedure, protected bool) (why string, refused bool) {
	switch {
	case came.As == "" || came.Proof == "":
		return Unchecked, true
	case protected && p.Unlettered == catalog.DoubtRefuse && (came.As == "agent" || came.As == "agent_letter"):
		return InPerson, true
	case came.Proof == "none":
		return Unproven, p.Unproven == catalog.DoubtRefuse
	case came.As == "agent":
		return Unlettered, p.Unlettered == catalog.DoubtRefuse
	case came.As == "legal" && len(s.Entitled(came)) == 0:
		return Unentitled, p.Unentitled == catalog.DoubtRefuse
	case came.Represents() && came.Principal == PrincipalUnknown:
		return Unnamed, p.Unnamed == catalog.DoubtRefuse
	}
	return "", false
}

// refuseDoubt is why an application is not taken in.
func refuseDoubt(why string) error { return kernel.E(kernel.Invalid, refusals[why]) }
