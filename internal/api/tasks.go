package api

import (
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/desk"
)

// Wish is what kind of work somebody takes.
type Wish struct {
	Kinds []request.Kind `json:"kinds,omitempty" doc:"first, second, adjudication, verification; empty: all the person may do"`
}

// Draft is typed fields by key.
type Draft struct {
	Fields map[string]entry.Typed `json:"fields"`
}

// Lease is until when a task stays with its holder.
type Lease struct {
	LeaseUntil time.Time `json:"lease_until"`
}

// CoreNumber is what the core gave for a form keyed straight into it.
type CoreNumber struct {
	CoreNumber string `json:"core_number,omitempty"`
}

// Next is the kind of task that follows, empty when none does.
type Next struct {
	Next request.Kind `json:"next"`
}

// Question asks the counter about a field.
type Question struct {
	Field    string `json:"field"`
	Question string `json:"question"`
}

// Answer is the counter's.
type Answer struct {
	Kind   string `json:"kind" enum:"typed,as_written,blank,rescanned,gone"`
	Answer string `json:"answer,omitempty"`
}

func (s *server) taskDoors() {
	const tag = "center"
	door(s, route{method: http.MethodPost, path: "/center/next", id: "next-task", about: "Take the next task; a verification is joined at once", tag: tag, command: true, answer: s.taskOrRoom()},
		func(c *call, _ *bare, b *Wish) (*any, error) { return s.nextTask(c, b.Kinds) })
	door(s, route{method: http.MethodGet, path: "/center/load", id: "center-load", about: "How busy the center is", tag: tag},
		func(c *call, _ *bare, _ *nothing) (*request.Load, error) {
			l, err := s.Requests.Load(c.ctx, c.actor)
			return &l, err
		})
	door(s, route{method: http.MethodGet, path: "/tasks/{id}", id: "get-task", about: "A task with its form, drafts and lease", tag: tag},
		func(c *call, in *withID, _ *nothing) (*desk.TaskView, error) {
			v, err := s.desk.Task(c.ctx, c.actor, in.ID, c.view())
			return &v, err
		})
	door(s, route{method: http.MethodPut, path: "/tasks/{id}/draft", id: "save-draft", about: "Keep typed fields; saving the same again changes nothing", tag: tag, limit: maxDraft},
		func(c *call, in *withID, b *Draft) (*desk.SavedView, error) {
			v, err := s.desk.Save(c.ctx, c.actor, in.ID, b.Fields, c.view())
			return &v, err
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/heartbeat", id: "heartbeat", about: "Keep the lease", tag: tag},
		func(c *call, in *withID, _ *nothing) (*Lease, error) {
			until, err := s.Requests.Heartbeat(c.ctx, c.actor, in.ID)
			return &Lease{until}, err
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/release", id: "release-task", about: "Give it back; the draft is kept", tag: tag, command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return nil, s.Requests.Release(c.ctx, c.actor, in.ID)
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/finish", id: "finish-task", about: "End the entry or the verification", tag: tag, command: true},
		func(c *call, in *withID, b *CoreNumber) (*Next, error) { return s.finish(c, in.ID, b.CoreNumber) })
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/undo", id: "undo-entry", about: "Take an entry back that was finished a moment ago", tag: tag, command: true},
		func(c *call, in *withID, _ *nothing) (*nothing, error) {
			return nil, s.Entries.Undo(c.ctx, c.actor, in.ID)
		})
	s.inquiryDoors(tag)
	s.holdDoors()
	s.dispatchDoors()
	s.dutyDoors()
	s.ruleDoors()
	s.qualityDoors()
}

func (s *server) inquiryDoors(tag string) {
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/ask", id: "ask", about: "Ask the counter that holds the visitor", tag: tag, status: http.StatusCreated, command: true},
		func(c *call, in *withID, b *Question) (*Made, error) {
			id, err := s.Inquiries.Ask(c.ctx, c.actor, in.ID, b.Field, b.Question)
			return &Made{id}, err
		})
	door(s, route{method: http.MethodPost, path: "/inquiries/{id}/answer", id: "answer", about: "Answer the center's question", tag: tag, command: true},
		func(c *call, in *withID, b *Answer) (*nothing, error) {
			return nil, s.Inquiries.Answer(c.ctx, c.actor, in.ID, b.Kind, b.Answer)
		})
}

func (s *server) nextTask(c *call, kinds []request.Kind) (*any, error) {
	task, room, err := s.desk.Next(c.ctx, c.actor, kinds, c.view())
	if err != nil {
		return nil, err
	}
	var out any = task
	if task == nil {
		out = room
	}
	return &out, nil
}

// finish ends a pass of entry, or the verification, whichever the task is.
func (s *server) finish(c *call, id, number string) (*Next, error) {
	t, err := s.Requests.Task(c.ctx, id)
	if err != nil {
		return nil, err
	}
	if t.Kind == request.Verification {
		return &Next{}, s.Verify.Finish(c.ctx, c.actor, id)
	}
	next, err := s.Entries.Finish(c.ctx, c.actor, id, number)
	return &Next{next}, err
}

// taskOrRoom describes the answer of /center/next.
func (s *server) taskOrRoom() map[string]*huma.Response {
	schemas := s.api.OpenAPI().Components.Schemas
	return map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
		OneOf: []*huma.Schema{schemas.Schema(reflect.TypeFor[desk.TaskView](), true, ""), schemas.Schema(reflect.TypeFor[desk.VerifyView](), true, "")}}}}}}
}
