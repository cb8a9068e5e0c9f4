package duty

import (
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Lane is a part of the center's work that people are set to.
type Lane string

// The lanes. Both is what somebody does who was set to nothing.
const (
	Both   Lane = "both"
	Entry  Lane = "entry"
	Verify Lane = "verify"
)

// Lanes lists the lanes in the order in which people are shown them.
func Lanes() []Lane { return []Lane{Both, Entry, Verify} }

// Kinds are the tasks of a lane; nil is all.
func (l Lane) Kinds() []request.Kind {
	switch l {
	case Entry:
		return []request.Kind{request.First, request.Second, request.Third, request.Adjudication}
	case Verify:
		return []request.Kind{request.Verification}
	}
	return nil
}

// Why somebody is away.
const (
	Break = "break"
	Lunch = "lunch"
	Home  = "home"
)

// Absences lists the reasons to be away.
func Absences() []string { return []string{Break, Lunch, Home} }

func laneOf(s string) (Lane, error) {
	if !slices.Contains(Lanes(), Lane(s)) {
		return "", kernel.E(kernel.Invalid, "lane_unknown").On("lane")
	}
	return Lane(s), nil
}

// works refuses whoever neither keys nor verifies.
func works(actor kernel.Actor) error {
	if staff.May(actor, staff.Verify, actor.Office) {
		return nil
	}
	return staff.Require(actor, staff.Key, actor.Office)
}
