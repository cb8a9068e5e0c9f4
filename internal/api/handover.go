package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/front/handover"
)

// Registration is the number the core gave.
type Registration struct {
	Number string `json:"number"`
}

// Kinds names documents to make.
type Kinds struct {
	Kinds []string `json:"kinds" doc:"receipt, content, transcript"`
}

// Documents are papers that were made.
type Documents struct {
	Documents []handover.Document `json:"documents"`
}

// HandOver ends an application at the counter.
type HandOver struct {
	Ending    string             `json:"ending" enum:"delivered,guidance,forwarded,later,mail"`
	Slip      string             `json:"slip,omitempty" doc:"forwarded: number of the slip it is passed on with"`
	Due       string             `json:"due,omitempty" doc:"later: day it is to be fetched, YYYY-MM-DD"`
	Outputs   []handover.Given   `json:"outputs,omitempty" doc:"What the visitor got of each output; left out, the numbers and payments stay open"`
	Checklist handover.Checklist `json:"checklist"`
}

// TogetherBody hands several applications of a visit over at once.
type TogetherBody struct {
	Parts     []handover.Part    `json:"parts"`
	Checklist handover.Checklist `json:"checklist" doc:"Said once; counted is said by each part"`
}

func (s *server) handoverDoors() {
	door(s, route{method: http.MethodPost, path: "/visits/{id}/finish", id: "finish-together", about: "Hand several applications of a visit over at once, or none of them", tag: "visits", command: true},
		func(c *call, in *withID, b *TogetherBody) (*nothing, error) {
			return nil, s.Handover.FinishTogether(c.ctx, c.actor, in.ID, handover.Together{Parts: b.Parts, Checklist: b.Checklist})
		})
	move(s, "register", "The core holds the values, under its number", func(c *call, id string, b *Registration) error {
		return s.Handover.Register(c.ctx, c.actor, id, b.Number)
	})
	move(s, "check", "The counter compared content and image", func(c *call, id string, _ *nothing) error { return s.Handover.Check(c.ctx, c.actor, id) })
	move(s, "printed", "The papers came out of the printer", func(c *call, id string, _ *nothing) error { return s.Handover.Printed(c.ctx, c.actor, id) })
	move(s, "finish", "Hand over", func(c *call, id string, b *HandOver) error {
		return s.Handover.Finish(c.ctx, c.actor, id, handover.HandOver{Ending: b.Ending, Slip: b.Slip, Due: b.Due, Outputs: b.Outputs, Checklist: b.Checklist})
	})
	door(s, route{method: http.MethodPost, path: "/applications/{id}/documents", id: "make-documents", about: "Draw and store papers", tag: "documents", status: http.StatusCreated, command: true},
		func(c *call, in *withID, b *Kinds) (*Documents, error) {
			ds, err := s.Handover.Make(c.ctx, c.actor, in.ID, b.Kinds)
			return &Documents{ds}, err
		})
	door(s, route{method: http.MethodPost, path: "/documents/{id}/again", id: "print-again", about: "A paper that came out already is printed once more, and why", tag: "documents", command: true},
		func(c *call, in *withID, b *Reason) (*nothing, error) {
			return nil, s.Handover.PrintAgain(c.ctx, c.actor, in.ID, b.Reason)
		})
	download(s, route{method: http.MethodGet, path: "/documents/{id}", id: "get-document", about: "A paper as it was made", tag: "documents", answer: binary("application/pdf")},
		func(c *call, in *withID) (*file, error) {
			_, pdf, err := s.Handover.PDF(c.ctx, c.actor, in.ID)
			return &file{"application/pdf", pdf}, err
		})
}
