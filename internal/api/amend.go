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

// CoreChange is what was done in the core to something registered there.
type CoreChange struct {
	Kind   string `json:"kind" enum:"corrected,cancelled"`
	Number string `json:"number" doc:"The core's number of the correction"`
	Reason string `json:"reason"`
}

// StepTaken is what was done to put a hand-over right.
type StepTaken struct {
	Kind string `json:"kind" enum:"contact,collect,reissue"`
	Done bool   `json:"done" doc:"False: tried without success"`
	Note string `json:"note,omitempty"`
}

// CaseClosing ends a correction.
type CaseClosing struct {
	Note string `json:"note,omitempty" doc:"Needed while a step is not done"`
}

// OpenCorrections is what an office is putting right.
type OpenCorrections struct {
	Corrections []amend.OpenCase `json:"corrections"`
}

func (s *server) correctionDoors() {
	const tag = "amend"
	door(s, route{method: http.MethodGet, path: "/corrections", id: "list-corrections", about: "What an office is putting right after a hand-over", tag: tag},
		func(c *call, in *atPlace, _ *nothing) (*OpenCorrections, error) {
			list, err := s.Amend.OpenCases(c.ctx, c.actor, in.Place)
			return &OpenCorrections{list}, err
		})
	door(s, route{method: http.MethodGet, path: "/applications/{id}/corrections", id: "get-corrections", about: "What was corrected of an application in the core and after the hand-over", tag: tag},
		func(c *call, in *withID, _ *nothing) (*amend.Corrections, error) {
			out, err := s.Amend.CorrectionsOf(c.ctx, c.actor, in.ID)
			return &out, err
		})
	door(s, route{method: http.MethodPost, path: "/applications/{id}/core-correction", id: "record-core-correction", about: "Record what was cancelled or corrected in the core after the registration", tag: tag, command: true},
		func(c *call, in *withID, b *CoreChange) (*Made, error) {
			id, err := s.Amend.RecordCore(c.ctx, c.actor, in.ID, b.Kind, b.Number, b.Reason)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/applications/{id}/corrections", id: "open-correction", about: "Begin to put right what was handed over", tag: tag, command: true},
		func(c *call, in *withID, b *Reason) (*Made, error) {
			id, err := s.Amend.OpenCase(c.ctx, c.actor, in.ID, b.Reason)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/corrections/{id}/step", id: "take-correction-step", about: "Record a step of a correction", tag: tag, command: true},
		func(c *call, in *withID, b *StepTaken) (*nothing, error) {
			return nil, s.Amend.TakeStep(c.ctx, c.actor, in.ID, b.Kind, b.Done, b.Note)
		})
	door(s, route{method: http.MethodPost, path: "/corrections/{id}/close", id: "close-correction", about: "End a correction", tag: tag, command: true},
		func(c *call, in *withID, b *CaseClosing) (*nothing, error) {
			return nil, s.Amend.CloseCase(c.ctx, c.actor, in.ID, b.Note)
		})
}

func (s *server) amendDoors() {
	const tag = "amend"
	s.correctionDoors()
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
