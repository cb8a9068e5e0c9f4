package api

import (
	"context"
	"net/http"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/inquiry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// Application is one procedure of a visit with everything that belongs to it.
type Application struct {
	visit.Application
	Values    []Value             `json:"values" doc:"In the order of the form"`
	Pages     []page.Page         `json:"pages"`
	Documents []handover.Document `json:"documents"`
	Inquiries []inquiry.Inquiry   `json:"inquiries"`
	Ended     *handover.Ended     `json:"ended,omitempty" doc:"How it ended at the counter, and with what"`
}

// Value is one keyed value as it stands.
type Value struct {
	Key     string `json:"key"`
	Name    string `json:"name"`
	Value   string `json:"value" doc:"Canonical"`
	Shown   string `json:"shown" doc:"As people read it"`
	Written string `json:"written" doc:"As written on the paper, where that differs"`
	Mark    string `json:"mark" doc:"unreadable, or empty"`
	Version int    `json:"version"`
}

// Reason is why.
type Reason struct {
	Reason string `json:"reason"`
}

// Reopening says why and who corrects.
type Reopening struct {
	Reason string `json:"reason"`
	Center bool   `json:"center,omitempty" doc:"The center keys the correction; otherwise who asks"`
}

// EarlyEnd ends an application before registration.
type EarlyEnd struct {
	Ending string `json:"ending" enum:"withdrawn,mistaken,refused"`
	Reason string `json:"reason"`
}

// TaskMade names the entry task a command opened.
type TaskMade struct {
	Task string `json:"task"`
}

func (s *server) applicationDoors() {
	const tag = "applications"
	door(s, route{method: http.MethodGet, path: "/applications/{id}", id: "get-application", about: "An application with values, pages, documents and inquiries", tag: tag},
		func(c *call, in *withID, _ *nothing) (*Application, error) { return s.application(c, in.ID) })
	move(s, "accept", "Take the application in", func(c *call, id string, _ *nothing) error { return s.Visits.Accept(c.ctx, c.actor, id) })
	move(s, "request", "Send it to the entry center", func(c *call, id string, _ *nothing) error { return s.Requests.Send(c.ctx, c.actor, id) })
	move(s, "take-back", "Cancel a request nobody has started", func(c *call, id string, _ *nothing) error { return s.Requests.TakeBack(c.ctx, c.actor, id) })
	move(s, "return", "Give it back to the counter", func(c *call, id string, b *Reason) error { return s.Requests.Return(c.ctx, c.actor, id, b.Reason) })
	move(s, "pend", "Set it aside until papers come", func(c *call, id string, b *SetAside) error {
		return s.Amend.Pend(c.ctx, c.actor, id, amend.Missing{Reason: b.Reason, Papers: b.Papers, Due: b.Due, Name: b.Name})
	})
	move(s, "resume", "Take it up again", func(c *call, id string, _ *nothing) error { return s.Requests.Resume(c.ctx, c.actor, id) })
	move(s, "end", "End it before registration", func(c *call, id string, b *EarlyEnd) error {
		return s.Requests.End(c.ctx, c.actor, id, request.Ending(b.Ending), b.Reason)
	})
	door(s, route{method: http.MethodPost, path: "/applications/{id}/enter-here", id: "enter-here", about: "Key it at the own counter", tag: tag, command: true},
		func(c *call, in *withID, _ *nothing) (*TaskMade, error) {
			id, err := s.Requests.EnterHere(c.ctx, c.actor, in.ID)
			return &TaskMade{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/applications/{id}/reopen", id: "reopen", about: "Take a completed application back to entry", tag: tag, command: true},
		func(c *call, in *withID, b *Reopening) (*TaskMade, error) {
			id, err := s.Requests.Reopen(c.ctx, c.actor, in.ID, b.Reason, b.Center)
			return &TaskMade{id}, err
		})
}

// move registers a command on an application that answers nothing.
func move[B any](s *server, verb, about string, fn func(c *call, id string, b *B) error) {
	door(s, route{method: http.MethodPost, path: "/applications/{id}/" + verb, id: verb + "-application", about: about, tag: "applications", command: true},
		func(c *call, in *withID, b *B) (*nothing, error) { return nil, fn(c, in.ID, b) })
}

func (s *server) application(c *call, id string) (out *Application, err error) {
	err = s.DB.Snapshot(c.ctx, func(ctx context.Context) error { out, err = s.readApplication(ctx, c, id); return err })
	return out, err
}

func (s *server) readApplication(ctx context.Context, c *call, id string) (*Application, error) {
	s.Pages.Expect(ctx, id)
	s.Handover.Expect(ctx, id)
	s.Inquiries.Expect(ctx, id)
	s.Entries.Expect(ctx, id)
	s.DB.Last(ctx)
	a, err := s.Visits.GetApplication(ctx, c.actor, id)
	if err != nil {
		return nil, err
	}
	out := &Application{Application: a, Values: []Value{}}
	stored, err := s.Entries.ReadValues(ctx, c.actor, a)
	if err != nil {
		return nil, err
	}
	sheet, err := entry.SheetOf(s.Catalog, a)
	if err != nil {
		return nil, err
	}
	for _, cell := range sheet.Cells(func(key string) string { return stored[key].V }) {
		if v, ok := stored[cell.Key]; ok {
			out.Values = append(out.Values, Value{Key: cell.Key, Name: cell.Name.In(c.lang), Value: v.V,
				Shown: sheet.Display(cell.Key, v.Value, c.lang), Written: v.W, Mark: v.M, Version: v.Version})
		}
	}
	if out.Pages, err = s.Pages.Of(ctx, id); err != nil {
		return nil, err
	}
	if out.Documents, err = s.Handover.Of(ctx, id); err != nil {
		return nil, err
	}
	if out.Inquiries, err = s.Inquiries.Of(ctx, id); err != nil || a.State != visit.Finished {
		return out, err
	}
	ended, err := s.Handover.Ended(ctx, c.actor, id)
	out.Ended = &ended
	return out, err
}
