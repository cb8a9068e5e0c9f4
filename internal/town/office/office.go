package office

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/hitomado/hitomado/internal/base/jp"
	"github.com/hitomado/hitomado/internal/base/kernel"
)

// Office is a place where visitors come or where entries are keyed.
type Office struct {
	ID       string // letters, digits, "-" and "_"; stays for good
	Kind     string // area | branch | center | remote
	Name     string
	NameEN   string
	Mark     string // how reception numbers of this office begin; only where visitors come
	Position int    // order on screens
}

// Seat is a place inside an office: a counter before visitors or a desk.
type Seat struct {
	ID       string // letters, digits, "-" and "_"; unique in the whole town
	Office   string
	Kind     string // counter | desk
	Name     string
	NameEN   string
	Position int // order on screens
}

// The kinds of offices and seats.
const (
	Area    = "area"
	Branch  = "branch"
	Center  = "center"
	Remote  = "remote"
	Counter = "counter"
	Desk    = "desk"
)

// An id stands in addresses and idempotency keys, so it is plain ASCII.
// A dash alone stands there for nobody's seat.
var idPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// maxPosition is the last place in a list.
const maxPosition = 9999

// maxName is how many characters the name of an office or a seat has.
const maxName = 60

// shown tells whether names can stand on screens and papers, in one line.
func shown(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return jp.ValidText(n) != nil || utf8.RuneCountInString(n) > maxName })
}

func (o Office) check() error {
	switch {
	case !idPattern.MatchString(o.ID):
		return invalid("office_invalid", "id")
	case o.Kind != Area && o.Kind != Branch && o.Kind != Center && o.Kind != Remote:
		return invalid("office_invalid", "kind")
	case o.Name == "" || !shown(o.Name, o.NameEN):
		return invalid("office_invalid", "name")
	case !shown(o.Mark) || o.Mark == "" && (o.Kind == Area || o.Kind == Branch):
		return invalid("office_invalid", "mark")
	case o.Position < 0 || o.Position > maxPosition:
		return invalid("office_invalid", "position")
	}
	return nil
}

func (s Seat) check() error {
	switch {
	case !idPattern.MatchString(s.ID):
		return invalid("seat_invalid", "id")
	case s.Kind != Counter && s.Kind != Desk:
		return invalid("seat_invalid", "kind")
	case s.Name == "" || !shown(s.Name, s.NameEN):
		return invalid("seat_invalid", "name")
	case s.Position < 0 || s.Position > maxPosition:
		return invalid("seat_invalid", "position")
	}
	return nil
}

func invalid(code, field string) error {
	return kernel.E(kernel.Invalid, code, "field", field).On(field)
}
