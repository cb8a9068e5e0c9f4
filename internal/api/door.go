package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// route describes one door.
type route struct {
	method, path string
	id           string // operation id
	about        string
	tag          string
	status       int                  // of success; 0: 200, or 204 without an answer
	limit        int64                // of the body; 0: maxJSON
	large        func() *kernel.Error // says that an upload is over it; nil: body_too_large
	open         bool                 // needs no session
	command      bool                 // takes an Idempotency-Key
	media        []string
	answer       map[string]*huma.Response // when it is not the type's own
}

type (
	nothing struct{} // no body, no answer
	bare    struct{} // no parameters
	withID  struct {
		ID string `path:"id" doc:"Identifier"`
	}
)

type answer[O any] struct{ Body O }

// door registers a JSON door: parameters I, body B, answer O.
func door[I, B, O any](s *server, r route, fn func(c *call, in *I, body *B) (*O, error)) {
	run := func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		var body B
		out, err := func() (*O, error) {
			if err := s.take(c, r, &body, reflect.TypeFor[B]()); err != nil {
				return nil, err
			}
			return fn(c, in, &body)
		}()
		if err != nil {
			return nil, s.problem(c, err)
		}
		return out, nil
	}
	if reflect.TypeFor[O]() == reflect.TypeFor[nothing]() {
		register(s, r, reflect.TypeFor[B](), func(ctx context.Context, in *I) (*nothing, error) {
			_, err := run(ctx, in)
			return &nothing{}, err
		})
		return
	}
	register(s, r, reflect.TypeFor[B](), func(ctx context.Context, in *I) (*answer[*O], error) {
		out, err := run(ctx, in)
		if err != nil {
			return nil, err
		}
		return &answer[*O]{out}, nil
	})
}

// take reads the body and the command's identity.
func (s *server) take(c *call, r route, into any, t reflect.Type) error {
	if r.method == http.MethodGet {
		return nil
	}
	raw, err := c.body(max(r.limit, maxJSON))
	if err != nil {
		return err
	}
	if t != reflect.TypeFor[nothing]() {
		err = c.decode(raw, into)
	}
	if err == nil && r.command {
		err = c.command(raw)
	}
	return err
}

// file is an answer that is not JSON.
type file struct {
	Type string `header:"Content-Type"`
	Body []byte
}

// upload registers a door whose body is not JSON; fn must not keep it.
func upload[I, O any](s *server, r route, fn func(c *call, in *I, raw []byte) (*O, error)) {
	register(s, r, nil, func(ctx context.Context, in *I) (*answer[*O], error) {
		c := callOf(ctx)
		release, err := s.Limits.Uploads.Hold(c.ctx, c.weight(r.limit))
		if err != nil {
			return nil, s.problem(c, err)
		}
		defer release()
		buf, back := lend()
		defer back()
		raw, err := c.bodyInto(buf, r.limit)
		if r.large != nil && kernel.CodeOf(err) == "body_too_large" {
			err = r.large()
		}
		if err == nil {
			err = c.command(raw)
		}
		if err != nil {
			return nil, s.problem(c, err)
		}
		out, err := fn(c, in, raw)
		if err != nil {
			return nil, s.problem(c, err)
		}
		return &answer[*O]{out}, nil
	})
}

// download registers a door whose answer is not JSON.
func download[I any](s *server, r route, fn func(c *call, in *I) (*file, error)) {
	register(s, r, nil, func(ctx context.Context, in *I) (*file, error) {
		c := callOf(ctx)
		out, err := fn(c, in)
		if err != nil {
			return nil, s.problem(c, err)
		}
		return out, nil
	})
}

// fetch registers a door with a body whose answer is not JSON.
func fetch[I, B any](s *server, r route, fn func(c *call, in *I, body *B) (*file, error)) {
	register(s, r, reflect.TypeFor[B](), func(ctx context.Context, in *I) (*file, error) {
		c := callOf(ctx)
		var body B
		err := s.take(c, r, &body, reflect.TypeFor[B]())
		var out *file
		if err == nil {
			out, err = fn(c, in, &body)
		}
		if err != nil {
			return nil, s.problem(c, err)
		}
		return out, nil
	})
}

// register hands the door to the library. The body is described after that:
// the library would otherwise read and check it by reflection, field by field.
func register[I, O any](s *server, r route, body reflect.Type, fn func(context.Context, *I) (*O, error)) {
	op := huma.Operation{Method: r.method, Path: r.path, OperationID: r.id, Summary: r.about, Tags: []string{r.tag},
		DefaultStatus: r.status, Responses: r.answer, Metadata: map[string]any{}}
	if r.open {
		op.Metadata["open"] = true
		op.Security = []map[string][]string{{}}
	}
	if r.command {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header",
			Description: "Unique to this command; a retry with the same key answers the same and changes nothing",
			Schema:      &huma.Schema{Type: huma.TypeString}})
	}
	huma.Register(s.api, op, fn)
	s.describe(r, body)
}

// describe writes the body into the description.
func (s *server) describe(r route, body reflect.Type) {
	content := map[string]*huma.MediaType{}
	for _, m := range r.media {
		content[m] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	if body != nil && body != reflect.TypeFor[nothing]() {
		content["application/json"] = &huma.MediaType{Schema: s.api.OpenAPI().Components.Schemas.Schema(body, true, r.id+"Body")}
	}
	if len(content) == 0 {
		return
	}
	at := s.api.OpenAPI().Paths[r.path]
	described := &huma.RequestBody{Required: true, Content: content}
	switch r.method {
	case http.MethodPost:
		at.Post.RequestBody = described
	case http.MethodPut:
		at.Put.RequestBody = described
	}
}
