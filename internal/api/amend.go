package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// SetAside says what an application waits for.
type SetAside struct {
	Reason string   `json:"reason,omitempty" doc:"Needed when no paper is named"`
	Papers []string `json:"papers,omitempty" doc:"What the visitor must still bring"`
	Due    string   `json:"due,omitempty" doc:"Business day yyyy-mm-dd; empty: two weeks from today"`
	Name   string   `json:"name,omitempty" doc:"The visitor's name, to find them by when they return"`
}

// PendingList is what an office has set aside.
type PendingList struct {
	Pending []amend.Pending `json:"pending"`
}

// PendingAt says where and for whom to look.
type PendingAt struct {
	Place string `json:"place" doc:"Office"`
	Query string `json:"query,omitempty" doc:"Part of a name, a reception number, a ticket or the content of the QR code; empty: all"`
}

// Return is a visitor who comes back with what was missing.
type Return struct {
	Office       string   `json:"office"`
	Visit        string   `json:"visit,omitempty" doc:"The visit at the counter; empty gives a number of the day"`
	Applications []string `json:"applications"`
}

func (s *server) amendDoors() {
	const tag = "amend"
	door(s, route{method: http.MethodPost, path: "/pending/search", id: "search-pending", about: "What an office has set aside until papers come; the query is in the body because it may be a name", tag: tag},
		func(c *call, _ *bare, b *PendingAt) (*PendingList, error) {
			list, err := s.Amend.Pending(c.ctx, c.actor, b.Place, b.Query)
			return &PendingList{list}, err
		})
	door(s, route{method: http.MethodPost, path: "/pending/continue", id: "continue-pending", about: "Go on under the visit of the day", tag: tag, command: true},
		func(c *call, _ *bare, b *Return) (*visit.Visit, error) {
			return s.visit(c)(s.Amend.Continue(c.ctx, c.actor, amend.Back{Office: b.Office, Visit: b.Visit, Applications: b.Applications}))
		})
}
