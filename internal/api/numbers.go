package api

import (
	"net/http"
	"time"

	"github.com/hitomado/hitomado/internal/town/staff"
)

// NumberUses are the procedures whose numbers named staff may see.
type NumberUses struct {
	Uses []NumberUse `json:"uses"`
}

// NumberUse is one of them.
type NumberUse struct {
	Procedure string    `json:"procedure"`
	Purpose   string    `json:"purpose"`
	Staff     string    `json:"staff"`
	At        time.Time `json:"at"`
}

// NumberReads are the latest looks at numbers.
type NumberReads struct {
	Reads []NumberRead `json:"reads"`
}

// NumberRead is one look.
type NumberRead struct {
	Page        string    `json:"page"`
	Application string    `json:"application"`
	Visit       string    `json:"visit"`
	Office      string    `json:"office"`
	Seat        string    `json:"seat"`
	Staff       string    `json:"staff"`
	Purpose     string    `json:"purpose"`
	At          time.Time `json:"at"`
}

// Allowing lets numbers be seen.
type Allowing struct {
	Procedure string `json:"procedure"`
	Purpose   string `json:"purpose"`
	Code      string `json:"code" doc:"Of the caller's second factor; good once"`
}

// Forbidding ends that.
type Forbidding struct {
	Procedure string `json:"procedure"`
}

// NumberLook is a look at the numbers of a page.
type NumberLook struct {
	Purpose string `json:"purpose"`
	Code    string `json:"code" doc:"Of the caller's second factor; good once"`
}

// numberDoors take no Idempotency-Key where a code of the second factor is
// taken: it is good once, so a repeated request does nothing a second time.
func (s *server) numberDoors() {
	const tag = "numbers"
	door(s, route{method: http.MethodGet, path: "/numbers", id: "number-uses", about: "Procedures whose numbers named staff may see", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*NumberUses, error) {
			if err := staff.Require(c.actor, staff.Administer, staff.Everywhere); err != nil {
				return nil, err
			}
			list, err := s.Pages.NumberUses(c.ctx)
			out := &NumberUses{[]NumberUse{}}
			for _, u := range list {
				out.Uses = append(out.Uses, NumberUse(u))
			}
			return out, err
		})
	door(s, route{method: http.MethodPost, path: "/numbers/allow", id: "allow-numbers", about: "Let named staff see a procedure's numbers", tag: tag},
		func(c *call, _ *bare, b *Allowing) (*nothing, error) {
			return nil, s.Pages.AllowNumbers(c.ctx, c.actor, b.Procedure, b.Purpose, b.Code)
		})
	door(s, route{method: http.MethodPost, path: "/numbers/forbid", id: "forbid-numbers", about: "End that at once", tag: tag, command: true},
		func(c *call, _ *bare, b *Forbidding) (*nothing, error) {
			return nil, s.Pages.ForbidNumbers(c.ctx, c.actor, b.Procedure)
		})
	door(s, route{method: http.MethodGet, path: "/numbers/reads", id: "number-reads", about: "Who looked at numbers", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*NumberReads, error) {
			list, err := s.Pages.NumberReads(c.ctx, c.actor)
			out := &NumberReads{[]NumberRead{}}
			for _, r := range list {
				out.Reads = append(out.Reads, NumberRead(r))
			}
			return out, err
		})
	fetch(s, route{method: http.MethodPost, path: "/pages/{id}/numbers", id: "look-at-numbers", about: "A page with its numbers, once; the look is recorded", tag: tag, answer: binary("image/jpeg")},
		func(c *call, in *withID, b *NumberLook) (*file, error) {
			raw, err := s.Pages.Numbers(c.ctx, c.actor, in.ID, b.Purpose, b.Code)
			return &file{"image/jpeg", raw}, err
		})
}
