package desk

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/base/texts"
	"github.com/hitomado/hitomado/internal/center/entry"
)

// Problem is an error as people and machines are told it: RFC 9457 problem
// details with a stable code.
type Problem struct {
	Type     string         `json:"type" doc:"urn:hitomado:problem:<code>"`
	Status   int            `json:"status" doc:"HTTP status"`
	Title    string         `json:"title" doc:"What happened, for people, in the language of the request"`
	Detail   string         `json:"detail,omitempty" doc:"What is safe and what to do"`
	Code     string         `json:"code" doc:"Stable; never translated"`
	Field    string         `json:"field,omitempty" doc:"The input it concerns"`
	Args     map[string]any `json:"args,omitempty" doc:"Facts such as who holds the thing"`
	Problems []FieldProblem `json:"problems,omitempty" doc:"Fields to look at"`
	Request  string         `json:"request,omitempty" doc:"Number for support, with internal errors"`
}

var statuses = map[kernel.Kind]int{
	kernel.Internal: http.StatusInternalServerError, kernel.Invalid: http.StatusUnprocessableEntity,
	kernel.Unauthenticated: http.StatusUnauthorized, kernel.Forbidden: http.StatusForbidden, kernel.NotFound: http.StatusNotFound,
	kernel.Conflict: http.StatusConflict, kernel.TooLarge: http.StatusRequestEntityTooLarge, kernel.Unavailable: http.StatusServiceUnavailable,
}

// Known tells whether err is one that people may be told about; any other must
// be logged with its cause.
func Known(err error) bool { return kernel.KindOf(err) != kernel.Internal }

// Problem puts an error into the words of lang. An error that nobody
// classified becomes "internal"; its cause is never shown.
func (d *Desk) Problem(ctx context.Context, err error, lang string) Problem {
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || e.Kind == kernel.Internal {
		e = kernel.E(kernel.Internal, "internal")
	}
	args := maps.Clone(e.Args)
	d.explain(ctx, args, lang)
	p := Describe(statusOf(e), e.Code, args, lang)
	p.Field = e.Field
	if in, ok := errors.AsType[*entry.Incomplete](err); ok {
		for _, f := range in.Problems {
			p.Problems = append(p.Problems, ProblemOfField(f, lang))
		}
	}
	return p
}

func statusOf(e *kernel.Error) int {
	if e.Code == "sign_in_locked" {
		return http.StatusTooManyRequests
	}
	return statuses[e.Kind]
}

// Describe words a problem by its code: the first line of its text is the
// title, the rest the detail.
func Describe(status int, code string, args map[string]any, lang string) Problem {
	pairs := make([]any, 0, 2*len(args))
	for name, v := range args {
		pairs = append(pairs, name, v)
	}
	title, detail, _ := strings.Cut(texts.T(lang, "error."+code, pairs...), "\n")
	return Problem{Type: "urn:hitomado:problem:" + code, Status: status, Title: title, Detail: detail, Code: code, Args: args}
}

// explain adds to ids and codes what people call them: who is the colleague's
// name, where the counter's, now the state's.
func (d *Desk) explain(ctx context.Context, args map[string]any, lang string) {
	if id, ok := args["staff"].(string); ok {
		args["who"] = texts.T(lang, "error.somebody")
		if names, err := d.hall.Staff.Names(ctx); err == nil && names[id] != "" {
			args["who"] = names[id]
		}
	} else if _, conflict := args["version"]; conflict {
		args["who"] = texts.T(lang, "error.somebody")
	}
	if id, ok := args["seat"].(string); ok {
		if name, err := d.place(ctx, id, lang); err == nil && name != "" {
			args["where"] = name
		} else {
			args["where"] = texts.T(lang, "error.somewhere")
		}
	}
	if state, ok := args["state"].(string); ok {
		args["now"] = state
		if key := "error.state." + state; texts.Has(key) {
			args["now"] = texts.T(lang, key)
		}
	}
}
