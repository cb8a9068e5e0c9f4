package api

import (
	"net/http"

	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
)

// Confirmation says yes to fields as they were seen.
type Confirmation struct {
	Fields []verify.Fielded `json:"fields"`
}

// Seen is the version of a field that somebody saw.
type Seen struct {
	Version int `json:"version"`
}

// Correction is another value for a field as it was seen.
type Correction struct {
	Version int    `json:"version"`
	Value   string `json:"value"`
	Mark    string `json:"mark,omitempty" doc:"unreadable, or empty"`
	Reason  string `json:"reason"`
}

// Looking is the field somebody looks at.
type Looking struct {
	Field string `json:"field"`
}

type withField struct {
	ID    string `path:"id"`
	Field string `path:"field"`
}

func (s *server) verifyDoors() {
	const tag = "verification"
	room := func(verb, about string) route {
		return route{method: http.MethodPost, path: "/tasks/{id}/" + verb, id: verb + "-verification", about: about, tag: tag, command: true}
	}
	door(s, route{method: http.MethodGet, path: "/tasks/{id}/verify", id: "see-verification", about: "The room as everybody in it sees it", tag: tag},
		func(c *call, in *withID, _ *nothing) (*desk.VerifyView, error) {
			v, err := s.desk.See(c.ctx, c.actor, in.ID, c.view())
			return &v, err
		})
	door(s, room("join", "Enter the room"), func(c *call, in *withID, _ *nothing) (*desk.VerifyView, error) {
		v, err := s.desk.Join(c.ctx, c.actor, in.ID, c.view())
		return &v, err
	})
	door(s, room("leave", "Leave the room; confirmations stay"), func(c *call, in *withID, _ *nothing) (*nothing, error) {
		return nil, s.Verify.Leave(c.ctx, c.actor, in.ID)
	})
	door(s, room("confirm", "Say yes to fields"), func(c *call, in *withID, b *Confirmation) (*desk.VerifyView, error) {
		v, err := s.desk.Confirm(c.ctx, c.actor, in.ID, b.Fields, c.view())
		return &v, err
	})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/presence", id: "presence", about: "Still here, looking at a field", tag: tag},
		func(c *call, in *withID, b *Looking) (*nothing, error) {
			return nil, s.Verify.Presence(c.ctx, c.actor, in.ID, b.Field)
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/fields/{field}/confirm", id: "confirm-field", about: "Say yes to one field", tag: tag, command: true},
		func(c *call, in *withField, b *Seen) (*desk.VerifyView, error) {
			v, err := s.desk.Confirm(c.ctx, c.actor, in.ID, []verify.Fielded{{Field: in.Field, Version: b.Version}}, c.view())
			return &v, err
		})
	door(s, route{method: http.MethodPost, path: "/tasks/{id}/fields/{field}/correct", id: "correct-field", about: "Change one field, with a reason", tag: tag, command: true},
		func(c *call, in *withField, b *Correction) (*desk.VerifyView, error) {
			v, err := s.desk.Correct(c.ctx, c.actor, in.ID, verify.Fielded{Field: in.Field, Version: b.Version},
				entry.Typed{V: b.Value, M: b.Mark}, b.Reason, c.view())
			return &v, err
		})
}
