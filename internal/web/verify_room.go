package web

import (
	"errors"
	"net/http"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/desk"
)

// shown answers a station with the room as it stands.
func (q *req) shown(v desk.VerifyView, err error) error {
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, v)
}

// room shows a verification.
func (s *Server) room(q *req) error {
	return q.shown(s.desk.See(q.ctx(), q.who, q.path("task"), q.forMe()))
}

// join enters a verification.
func (s *Server) join(q *req) error {
	if err := q.body(&struct{}{}); err != nil {
		return err
	}
	return q.shown(s.desk.Join(q.command(1), q.who, q.path("task"), q.forMe()))
}

// confirm says yes to the values of fields as this person saw them.
func (s *Server) confirm(q *req) error {
	var in struct {
		Fields []verify.Fielded `json:"fields"`
	}
	if err := q.body(&in); err != nil {
		return err
	}
	v, err := s.desk.Confirm(q.command(1), q.who, q.path("task"), in.Fields, q.forMe())
	return q.shown(v, q.changed(err, nil))
}

// correct changes a value; somebody who was faster is told with both values.
func (s *Server) correct(q *req) error {
	var in struct {
		Version int
		Value   string
		Mark    string
		Reason  string
	}
	if err := q.body(&in); err != nil {
		return err
	}
	seen := verify.Fielded{Field: q.path("field"), Version: in.Version}
	v, err := s.desk.Correct(q.command(1), q.who, q.path("task"), seen, entry.Typed{V: in.Value, M: in.Mark}, in.Reason, q.forMe())
	return q.shown(v, q.changed(err, &in.Value))
}

// changed adds to a lost race what stands now and what this person wanted, so
// that both are seen side by side.
func (q *req) changed(err error, wanted *string) error {
	if kernel.CodeOf(err) != "field_changed" {
		return err
	}
	e, _ := errors.AsType[*kernel.Error](err) // it has a code, so it is one
	args := []any{"who", q.nameOf(textOf(e.Args["staff"])), "old", "", "new", ""}
	if now, gone := q.s.desk.See(q.ctx(), q.who, q.path("task"), q.forMe()); gone == nil {
		for _, r := range now.Rows {
			if r.Key == e.Field {
				args[5] = r.Shown
			}
		}
	}
	if wanted != nil {
		args[3] = *wanted
	}
	return kernel.E(kernel.Conflict, "field_changed", append(args, "version", e.Args["version"])...).On(e.Field)
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// presence says which field this person looks at.
func (s *Server) presence(q *req) error {
	var in struct{ Field string }
	if err := q.body(&in); err != nil {
		return err
	}
	return q.emptyUnless(s.Verify.Presence(q.ctx(), q.who, q.path("task"), in.Field))
}

// leave takes this person out of the room.
func (s *Server) leave(q *req) error {
	return q.emptyUnless(s.Verify.Leave(q.ctx(), q.who, q.path("task")))
}

// finishRoom ends a verification whose fields are all confirmed.
func (s *Server) finishRoom(q *req) error {
	if err := q.body(&struct{}{}); err != nil {
		return err
	}
	if err := s.Verify.Finish(q.command(1), q.who, q.path("task")); err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]string{"next": ""})
}
