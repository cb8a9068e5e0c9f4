package desk

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strconv"

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
	kernel.TooMany: http.StatusTooManyRequests,
}

// Known tells whether err is one that people may be told about; any other must
// be logged with its cause.
func Known(err error) bool { return kernel.KindOf(err) != kernel.Internal }

// Left tells whether err is only that the client went away in the middle: nobody
// reads the answer and nothing is wrong with us, so it does not belong in the
// log.
func Left(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// Problem puts an error into the words of lang. An error that nobody
// classified becomes "internal"; its cause is never shown.
func (d *Desk) Problem(ctx context.Context, err error, lang string) Problem {
	e, ok := errors.AsType[*kernel.Error](err)
	if !ok || e.Kind == kernel.Internal {
		e = kernel.E(kernel.Internal, "internal")
	}
	words := d.words(ctx, e.Args, lang)
	p := Describe(statusOf(e), e.Code, words, lang)
	p.Field, p.Args = e.Field, maps.Clone(e.Args)
	if who, ok := words["staff"]; ok {
		p.Args["who"] = who
	}
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

// Describe words a problem by its code: what happened is the title, what is
// safe and what to do the detail.
func Describe(status int, code string, args map[string]any, lang string) Problem {
	pairs := make([]any, 0, 2*len(args))
	for name, v := range args {
		pairs = append(pairs, name, v)
	}
	p := Problem{Type: "urn:hitomado:problem:" + code, Status: status, Code: code, Title: texts.T(lang, "error."+code, pairs...)}
	if do := "error." + code + ".do"; texts.Has(do) {
		p.Detail = texts.T(lang, do, pairs...)
	}
	return p
}

// RetryAfter is in how many seconds it makes sense to ask again after p.
func RetryAfter(p Problem) string {
	if n, ok := p.Args["seconds"].(int); ok {
		return strconv.Itoa(max(1, n))
	}
	if n, ok := p.Args["minutes"].(int); ok {
		return strconv.Itoa(60 * max(1, n))
	}
	return "1"
}

// words replaces ids and codes among an error's arguments by what people call
// the colleague, the counter and the state.
func (d *Desk) words(ctx context.Context, args map[string]any, lang string) map[string]any {
	out := maps.Clone(args)
	if id, ok := args["staff"].(string); ok {
		out["staff"] = texts.T(lang, "error.somebody")
		if names, err := d.hall.Staff.Names(ctx, lang); err == nil && names[id] != "" {
			out["staff"] = names[id]
		}
	}
	if id, ok := args["seat"].(string); ok {
		out["seat"] = texts.T(lang, "error.somewhere")
		if name, err := d.place(ctx, id, lang); err == nil && name != "" {
			out["seat"] = name
		}
	}
	if id, ok := args["procedure"].(string); ok {
		if p, known := d.hall.Catalog.Procedure(id); known {
			out["procedure"] = p.Short.In(lang)
		}
	}
	if step, ok := args["step"].(string); ok {
		out["step"] = texts.T(lang, "web.task."+step)
		if portion, _ := args["portion"].(string); portion == "names" || portion == "numbers" {
			out["step"] = texts.T(lang, "task.portion", "step", out["step"], "portion", texts.T(lang, "portion."+portion))
		}
	}
	if lane, ok := args["lane"].(string); ok {
		out["now"] = texts.T(lang, "duty.lane."+lane)
		if away, _ := args["away"].(string); away != "" {
			out["now"] = texts.T(lang, "duty.away."+away)
		}
	}
	if field, ok := args["field"].(string); ok && texts.Has("input."+field) {
		out["field"] = texts.T(lang, "input."+field)
	}
	if state, ok := args["state"].(string); ok && texts.Has("state."+state) {
		out["state"] = texts.T(lang, "state."+state)
	}
	return out
}
