package sample

import (
	"time"

	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Truth is one filled form and everything that is right about it.
type Truth struct {
	Form      string `json:"form"`
	Procedure string `json:"procedure"`
	Seed      uint64 `json:"seed"`
	// Day is the business day the form was filled in, an ISO date.
	Day string `json:"day"`
	// Name is the main person, exactly as written.
	Name string `json:"name"`
	// Typed is what a keyer would type to be right, by key: "S61.4.12",
	// "山﨑　健太郎", the key of a code. Keys without a value stay empty.
	Typed map[string]string `json:"typed"`
	// Want is what must be stored once a keyer agreed to every proposal.
	Want map[string]catalog.Value `json:"want"`
	// Secret is written on the paper in fields that are never keyed and must
	// be blacked out. The numbers are impossible ones.
	Secret map[string]string `json:"secret,omitempty"`
}

// Options shape a filled form.
type Options struct {
	// Today is the business day; zero means [Day].
	Today time.Time
	// People is how many people are written, 0 for a random number. It is
	// cut to what the form has room for.
	People int
	// Foreign makes the household one of foreign residents.
	Foreign bool
	// HardNames gives every household a name with characters that are hard to
	// type: variants, characters beyond the basic plane, variation selectors.
	HardNames bool
	// Sheet3 also fills sheet 3 of the 住民異動届 (insurance, pension, card).
	Sheet3 bool
}

var japan = time.FixedZone("JST", 9*60*60)

// Day is the business day of samples that name no other, and of the committed
// pages: a Friday.
func Day() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, japan) }

// People is how many people the form has written, 0 when it says nothing.
func (t Truth) People() int {
	for _, key := range []string{"person.count", "subject.count"} {
		if v := t.Want[key].V; len(v) == 1 && v[0] >= '0' && v[0] <= '9' {
			return int(v[0] - '0')
		}
	}
	return 0
}
