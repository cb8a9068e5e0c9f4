package visit

import (
	"slices"
	"time"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Visit is one visitor's stay with all errands.
type Visit struct {
	ID        string      `json:"id"`
	Office    string      `json:"office"`
	Day       string      `json:"day"`
	Number    int         `json:"number"`
	Reception string      `json:"reception"` // みほん中央 1124-0137, unique in the city
	Ticket    string      `json:"ticket"`    // A-0137, repeats every day
	Language  string      `json:"language"`
	Wish      []string    `json:"wish"` // procedures the visitor named at arrival
	State     TicketState `json:"state"`
	Version   int         `json:"version"`
	Seat      string      `json:"seat,omitempty"`  // the counter that holds the visitor
	Clerk     string      `json:"clerk,omitempty"` // staff id
	Came      Came        `json:"came"`

	ArrivedAt time.Time  `json:"arrived_at"`
	CalledAt  *time.Time `json:"called_at,omitempty"`
	ClosedAt  *time.Time `json:"closed_at,omitempty"`

	// Late marks a visit registered after an outage: its times are those that
	// were written down, and it is left out of averages.
	Late bool `json:"late,omitempty"`
	// Protected marks a protected person (支援措置): only named staff open the
	// visit, and it never goes to the center.
	Protected bool `json:"protected,omitempty"`
	// Party is shared by the visits of one household that are taken together.
	Party string `json:"party,omitempty"`
	// NumberOnly says that everything but the number is left out, because
	// lists show no more of a protected person's visit.
	NumberOnly bool `json:"number_only,omitempty"`

	Applications []Application `json:"applications"`
}

// Came says who came and how the identity was checked: kind and result, never
// a copy.
type Came struct {
	As        string `json:"as"`         // self | head | household | agent | agent_letter | legal
	Proof     string `json:"proof"`      // one | two | questions | none
	ProofKind string `json:"proof_kind"` // which papers were seen, by code: of identity, and of a legal representative's right
	// Principal is how the person is known for whom a representative came:
	// named, asked or unknown; "" when nobody is represented. Proof is of the
	// one who came, never of this person.
	Principal string `json:"principal,omitempty"`
	By        string `json:"by,omitempty"`
	// Protected is the answer to 「支援措置の方ですか」; a no never takes the mark
	// away.
	Protected bool `json:"-"`
	// Reason says why who came is corrected; needed once something was taken in.
	Reason string `json:"-"`
}

var (
	cameAs = []string{"self", "head", "household", "agent", "agent_letter", "legal"}
	proofs = []string{"one", "two", "questions", "none"}

	// By the paper of the right (its name, address and birth are those of the
	// form), by asking the person themselves, or not at all.
	principals = []string{PrincipalNamed, PrincipalAsked, PrincipalUnknown}
)

// How a represented person is known; see [Came.Principal].
const (
	PrincipalNamed   = "named"   // the letter of attorney or the paper of the right names them as the form does
	PrincipalAsked   = "asked"   // the person was reached and said so
	PrincipalUnknown = "unknown" // what was shown does not say whom the form is about
)

// Principals lists how a represented person may be known.
func Principals() []string { return slices.Clone(principals) }

// Represents tells whether who came like this acts for somebody else, with a
// letter of attorney or by law. Without a letter there is no paper that could
// name anybody.
func (c Came) Represents() bool { return c.As == "agent_letter" || c.As == "legal" }

// CameAs lists in which capacity a person may come.
func CameAs() []string { return slices.Clone(cameAs) }

// Proofs lists the results of an identity check.
func Proofs() []string { return slices.Clone(proofs) }

func (c Came) valid() error {
	if !slices.Contains(cameAs, c.As) {
		return kernel.E(kernel.Invalid, "came_as_missing").On("as")
	}
	if !slices.Contains(proofs, c.Proof) {
		return kernel.E(kernel.Invalid, "proof_missing").On("proof")
	}
	if c.Principal != "" && !slices.Contains(principals, c.Principal) {
		return kernel.E(kernel.Invalid, "principal_missing").On("principal")
	}
	return nil
}

// TicketState is where the visitor's number stands.
type TicketState string

// The states of a ticket.
const (
	Waiting    TicketState = "waiting"
	Serving    TicketState = "serving"
	BackOffice TicketState = "back_office" // sitting while the office works
	Absent     TicketState = "absent"      // called and not there; can be revived
	Done       TicketState = "done"
)

// Application is one procedure of a visit.
type Application struct {
	ID          string     `json:"id"`
	Visit       string     `json:"visit"`
	Office      string     `json:"office"`
	Position    int        `json:"position"`
	Procedure   string     `json:"procedure"`
	Form        string     `json:"form"`
	FormVersion int        `json:"form_version"`
	State       State      `json:"state"`
	Version     int        `json:"version"`
	Back        State      `json:"-"`
	Reopened    int        `json:"-"`               // the version when an error last took it back to entry; 0: never
	Route       string     `json:"route,omitempty"` // center | counter
	Way         string     `json:"way"`             // here | core
	Registered  string     `json:"registered_no,omitempty"`
	Ending      string     `json:"ending,omitempty"`
	AcceptedAt  *time.Time `json:"accepted_at,omitempty"`
	RequestedAt *time.Time `json:"requested_at,omitempty"`
	CompletedAt *time.Time `json:"completed_at,omitempty"`
	ChangedAt   time.Time  `json:"changed_at"`
	Protected   bool       `json:"protected,omitempty"` // as its visit
	Household   int        `json:"household"`           // from 1: for which household an agent brings it
	Hold        *Hold      `json:"hold,omitempty"`      // it rests at its counter (保留)
	Doubt       string     `json:"doubt,omitempty"`     // why it may not go on since who came was corrected; one of the doubts
}

// Remark is a free-text reason; it lives beside the values and is erased with
// them, the journal only names its kind.
type Remark struct {
	Application string    `json:"application,omitempty"`
	Kind        string    `json:"kind"`
	Text        string    `json:"text"`
	Staff       string    `json:"staff"`
	At          time.Time `json:"at"`
}
