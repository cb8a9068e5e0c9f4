package rights

import (
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// table is the whole policy; what is not in it is not allowed.
var table = map[string][]Action{
	Clerk:    {Call, Receive, Scan, Send, KeyHere, Answer, Register, Check, Print, HandOver, End, SeeVisit, SeeLoad, CloseDay, CarryOut, Correct},
	Floor:    {Call, SeeVisit, SeeLoad},
	Keyer:    {Key, Ask, SeeLoad}, // sees a visit only through its task
	Verifier: {Verify, Ask, SeeLoad},
	Leader:   {Key, Verify, Ask, Lead, SeeLoad, SeeQuality, SeePeople},
	Manager:  {SeeLoad, SeeQuality, SeeJournal, CloseDay, ReopenDay},
	Admin:    {Administer, SeeJournal, ReopenDay},
	Auditor:  {SeeJournal, SeeVisit},
	Device:   {Call, Scan},
	Guardian: {Shield},
	Numbers:  {SeeNumbers},
}

// cityWide are the actions that need the role anywhere.
var cityWide = []Action{Key, Verify, Ask, SeeLoad, Lead, SeeQuality, SeePeople}

// employeesOnly are the acts of authority that a contracted person (委託) never
// does, whatever the role: acceptance, the counter check, hand-over, endings,
// protected persons, Individual Numbers, closing the day, values in bulk,
// corrections after registration and hand-over, colleagues by name.
var employeesOnly = []Action{Receive, Check, HandOver, End, Shield, SeeNumbers, CloseDay, ReopenDay, CarryOut, Correct, SeePeople}

// beforeVisitors are the acts of a counter, with the looks at papers and values
// that belong to them. Whoever may also key or verify has them only at a seat
// where visitors come: at the entry center, or in a remote room, people see of a
// form what their task shows, whoever they are elsewhere.
var beforeVisitors = []Action{Call, Receive, Scan, Send, KeyHere, Answer, Register, Check, Print, HandOver, End, SeeVisit, CarryOut, Correct}

// Known tells whether role is one of the roles.
func Known(role string) bool { _, ok := table[role]; return ok }

// May tells whether a may do action at office. For an action of the whole city
// the office does not matter; for the others Everywhere and "" ask about all
// offices at once. The program itself (kernel.SystemActor) may do everything.
func May(a kernel.Actor, action Action, office string) bool {
	if a.ID == kernel.SystemActor.ID {
		return true
	}
	if a.Contracted && slices.Contains(employeesOnly, action) {
		return false
	}
	if a.Backstage && slices.Contains(beforeVisitors, action) && (granted(a, Key, "") || granted(a, Verify, "")) {
		return false
	}
	return granted(a, action, office)
}

func granted(a kernel.Actor, action Action, office string) bool {
	anywhere := slices.Contains(cityWide, action)
	return slices.ContainsFunc(a.Grants, func(g kernel.Grant) bool {
		return slices.Contains(table[g.Role], action) && (anywhere || covers(g, office))
	})
}

// covers tells whether the grant holds at office. A grant without an office is
// a mistake and holds nowhere.
func covers(g kernel.Grant, office string) bool {
	return g.Office == Everywhere || g.Office != "" && g.Office == office
}

// Require is May as an error: kernel.Forbidden "not_permitted" with the action,
// or "only_before_visitors" where another seat would do.
func Require(a kernel.Actor, action Action, office string) error {
	if May(a, action, office) {
		return nil
	}
	if front := a; front.Backstage {
		if front.Backstage = false; May(front, action, office) {
			return kernel.E(kernel.Forbidden, "only_before_visitors", "action", string(action))
		}
	}
	return kernel.E(kernel.Forbidden, "not_permitted", "action", string(action))
}
