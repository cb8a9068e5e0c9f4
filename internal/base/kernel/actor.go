package kernel

// Actor is the person (or device, or the system itself) on whose behalf a use
// case runs. Faces fill it from the session; rooms ask town/staff what it may
// do and write it into the journal.
type Actor struct {
	ID         string // staff id; "system" for the program's own acts
	Name       string // as shown to colleagues
	Office     string // the office where the person sits now
	Seat       string // the place (counter, entry desk) where the person sits now
	Device     string // the device's id, empty for a plain browser
	Contracted bool   // 委託: may not accept, check or see protected persons
	Backstage  bool   // sits where no visitors come: at the entry center or in a remote room
	Grants     []Grant
}

// Grant is one role at one office; Office "*" means everywhere.
type Grant struct{ Role, Office string }

// SystemActor acts for the program itself: expired leases, clean-up.
var SystemActor = Actor{ID: "system", Name: "system"}
