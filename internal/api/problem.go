package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// Problem is the body of every error.
type Problem struct{ desk.Problem }

// Error is for Go; people get the fields.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is RFC 9457's.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// The library makes its own errors for what it finds wrong with a request;
// these hooks are its way to have them worded like all others.
func init() {
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError {
		return &Problem{desk.Problem{Status: status}}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		c := callOf(ctx.Context())
		return c.s.problem(c, translate(status, errs))
	}
}

// translate finds a coded error for a status of the library.
func translate(status int, errs []error) error {
	switch status {
	case http.StatusNotAcceptable:
		return kernel.E(kernel.Invalid, "not_acceptable")
	case http.StatusInternalServerError:
		return errors.Join(errs...)
	}
	e := kernel.E(kernel.Invalid, "input_invalid")
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			_, field, _ := strings.Cut(d.ErrorDetail().Location, ".")
			return e.On(field)
		}
	}
	return e
}

// problem words an error for the caller. One that nobody classified is logged
// here, once, and told only by its number.
func (s *server) problem(c *call, err error) *Problem {
	p := &Problem{s.desk.Problem(context.WithoutCancel(c.ctx), err, c.lang)}
	switch p.Code {
	case "internal":
		if desk.Left(c.ctx, err) {
			break
		}
		p.Request = c.number()
		s.log.ErrorContext(c.ctx, "api error", "request", p.Request, "route", c.r.Pattern, "err", err)
	case "method_not_allowed":
		p.Status = http.StatusMethodNotAllowed
	case "not_acceptable":
		p.Status = http.StatusNotAcceptable
	case "content_type":
		p.Status = http.StatusUnsupportedMediaType
	case "body_not_json", "body_cut":
		p.Status = http.StatusBadRequest
	}
	switch p.Status {
	case http.StatusUnauthorized:
		c.w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		c.w.Header().Set("Retry-After", "1")
	case http.StatusTooManyRequests:
		c.w.Header().Set("Retry-After", desk.RetryAfter(p.Problem))
	}
	return p
}

// refuse answers an error outside of a door.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(callOf(r.Context()), err)
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
