package rights_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
)

//go:embed testdata/matrix.txt
var matrix string

var actions = []rights.Action{
	rights.Call, rights.Receive, rights.Scan, rights.Send, rights.KeyHere, rights.Key, rights.Verify, rights.Ask,
	rights.Answer, rights.Register, rights.Check, rights.Print, rights.HandOver, rights.End, rights.SeeVisit,
	rights.SeeLoad, rights.SeeJournal, rights.Lead, rights.Administer, rights.SeeNumbers, rights.Shield, rights.CloseDay, rights.ReopenDay, rights.CarryOut, rights.Correct,
	rights.SeeQuality, rights.SeePeople,
}

// columns are the five questions of one block of the matrix.
var columns = []struct{ grantedAt, askedFor string }{
	{"minato", "minato"}, {"minato", "naka"}, {"minato", "*"}, {"*", "minato"}, {"*", "*"},
}

func TestEveryCellOfTheMatrix(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for line := range strings.Lines(matrix) {
		cell := strings.Fields(line)
		if len(cell) == 0 || cell[0] == "#" {
			continue
		}
		if len(cell) != 2+2*len(columns) {
			t.Fatalf("line %q has %d columns", line, len(cell))
		}
		role, action := cell[0], rights.Action(cell[1])
		if !slices.Contains(rights.Roles(), role) || !slices.Contains(actions, action) || seen[role+" "+cell[1]] {
			t.Fatalf("line %q: unknown or double", line)
		}
		seen[role+" "+cell[1]] = true
		checkRow(t, role, action, false, cell[2:2+len(columns)])
		checkRow(t, role, action, true, cell[2+len(columns):])
	}
	if want := len(rights.Roles()) * len(actions); len(seen) != want {
		t.Fatalf("the matrix has %d rows, not %d", len(seen), want)
	}
}

func checkRow(t *testing.T, role string, action rights.Action, contracted bool, cells []string) {
	t.Helper()
	for i, want := range cells {
		if want != "y" && want != "-" {
			t.Fatalf("%s %s: cell %q", role, action, want)
		}
		a := kernel.Actor{ID: "p", Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: columns[i].grantedAt}}}
		got := rights.May(a, action, columns[i].askedFor)
		if got != (want == "y") {
			t.Errorf("%s at %s, contracted=%v: %s for %s = %v", role, columns[i].grantedAt, contracted, action, columns[i].askedFor, got)
		}
		if err := rights.Require(a, action, columns[i].askedFor); (err == nil) != (want == "y") {
			t.Errorf("Require differs for %s %s: %v", role, action, err)
		}
	}
}

func TestWhatIsNotGrantedIsRefused(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]kernel.Actor{
		"nobody":                 {},
		"no grants":              {ID: "p"},
		"unknown role":           {ID: "p", Grants: []kernel.Grant{{Role: "king", Office: "*"}}},
		"grant without office":   {ID: "p", Grants: []kernel.Grant{{Role: rights.Clerk}}},
		"a system in name only":  {ID: "p", Name: kernel.SystemActor.Name},
		"an office as wide card": {ID: "p", Grants: []kernel.Grant{{Role: rights.Clerk, Office: "min*"}}},
	} {
		for _, office := range []string{"", "minato", "*"} {
			if rights.May(a, rights.Receive, office) {
				t.Errorf("%s may receive at %q", name, office)
			}
		}
	}
	for _, action := range actions {
		if !rights.May(kernel.SystemActor, action, "minato") {
			t.Errorf("the program may not %s", action)
		}
	}
	if rights.May(kernel.Actor{ID: "p", Grants: []kernel.Grant{{Role: rights.Admin, Office: "*"}}}, "unknown", "*") {
		t.Error("an unknown action is allowed")
	}
}

func TestGrantsAddUp(t *testing.T) {
	t.Parallel()
	a := kernel.Actor{ID: "p", Grants: []kernel.Grant{{Role: rights.Floor, Office: "naka"}, {Role: rights.Clerk, Office: "minato"}}}
	if !rights.May(a, rights.Receive, "minato") || rights.May(a, rights.Receive, "naka") || !rights.May(a, rights.Call, "naka") {
		t.Error("a role at one office must not leak to another")
	}
}

// At a seat where no visitors come, whoever may key or verify has none of a
// counter's acts; everybody else keeps what they have, and so do they at a
// counter.
func TestACountersActsAreDoneAtACounter(t *testing.T) {
	t.Parallel()
	front := []rights.Action{rights.Call, rights.Receive, rights.Scan, rights.Send, rights.KeyHere, rights.Answer, rights.Register, rights.Check, rights.Print,
		rights.HandOver, rights.End, rights.SeeVisit, rights.CarryOut, rights.Correct}
	for _, role := range rights.Roles() {
		for _, with := range rights.Roles() {
			at := kernel.Actor{ID: "p", Grants: []kernel.Grant{{Role: role, Office: "minato"}, {Role: with, Office: "center"}}}
			back := at
			back.Backstage = true
			works := rights.May(at, rights.Key, "") || rights.May(at, rights.Verify, "")
			for _, action := range actions {
				want := rights.May(at, action, "minato") && !(works && slices.Contains(front, action))
				if got := rights.May(back, action, "minato"); got != want {
					t.Errorf("%s and %s backstage: %s = %v", role, with, action, got)
				}
				if want {
					continue
				}
				code := "not_permitted"
				if rights.May(at, action, "minato") {
					code = "only_before_visitors"
				}
				if got := kernel.CodeOf(rights.Require(back, action, "minato")); got != code {
					t.Errorf("%s and %s backstage: %s is refused with %q", role, with, action, got)
				}
			}
		}
	}
}

func TestRefusalSaysWhichAction(t *testing.T) {
	t.Parallel()
	err := rights.Require(kernel.Actor{ID: "p"}, rights.HandOver, "minato")
	e, ok := err.(*kernel.Error)
	if !ok || e.Kind != kernel.Forbidden || e.Code != "not_permitted" || e.Args["action"] != "hand_over" {
		t.Fatalf("%#v", err)
	}
}
