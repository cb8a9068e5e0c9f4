package staff

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

// Action is something a person does that not everybody may do; its meaning
// and scope stand in package rights.
type Action = rights.Action

// The actions, as package rights describes them.
const (
	Call       = rights.Call
	Receive    = rights.Receive
	Scan       = rights.Scan
	Send       = rights.Send
	KeyHere    = rights.KeyHere
	Key        = rights.Key
	Verify     = rights.Verify
	Ask        = rights.Ask
	Answer     = rights.Answer
	Register   = rights.Register
	Check      = rights.Check
	Print      = rights.Print
	HandOver   = rights.HandOver
	End        = rights.End
	SeeVisit   = rights.SeeVisit
	SeeLoad    = rights.SeeLoad
	SeeJournal = rights.SeeJournal
	Lead       = rights.Lead
	SeeQuality = rights.SeeQuality
	SeePeople  = rights.SeePeople
	Administer = rights.Administer
	CloseDay   = rights.CloseDay
	ReopenDay  = rights.ReopenDay
	CarryOut   = rights.CarryOut
	Correct    = rights.Correct
	Shield     = rights.Shield
	SeeNumbers = rights.SeeNumbers
)

// The roles, as they stand in kernel.Grant.
const (
	RoleClerk    = rights.Clerk
	RoleFloor    = rights.Floor
	RoleKeyer    = rights.Keyer
	RoleVerifier = rights.Verifier
	RoleLead     = rights.Leader
	RoleManager  = rights.Manager
	RoleAdmin    = rights.Admin
	RoleAuditor  = rights.Auditor
	RoleDevice   = rights.Device
	RoleGuardian = rights.Guardian
	RoleNumbers  = rights.Numbers
)

// Everywhere is the office of a grant that holds at every office.
const Everywhere = rights.Everywhere

// Roles lists every role in the order in which people are shown them.
func Roles() []string { return rights.Roles() }

// May tells whether a may do action at office; see rights.May.
func May(a kernel.Actor, action Action, office string) bool { return rights.May(a, action, office) }

// Require is May as an error: kernel.Forbidden "not_permitted" with the action,
// or "only_before_visitors" where another seat would do.
func Require(a kernel.Actor, action Action, office string) error {
	return rights.Require(a, action, office)
}
