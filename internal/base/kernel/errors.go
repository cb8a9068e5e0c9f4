package kernel

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure an [Error] is; each face maps a kind to its
// own answer (an HTTP status, an exit code).
type Kind int

// The kinds of failure. The zero value is Internal, so an error that nobody
// classified is never shown as the caller's fault.
const (
	Internal        Kind = iota // our fault; the cause goes to the log only
	Invalid                     // the input is wrong; nothing changed
	Unauthenticated             // nobody is signed in
	Forbidden                   // the role may not do this here
	NotFound                    // no such thing, or not visible to this person
	Conflict                    // somebody else was first, or the state moved on
	TooLarge                    // the body is over the limit
	Unavailable                 // busy or shutting down; trying again may help
	TooMany                     // this account or device asks too often
)

// Error is the one error type that crosses room borders. Code is stable and
// never translated; the text for people is the message-catalogue entry
// "error.<Code>" filled with Args. Field names the input it concerns, if any.
// The cause is for the log and is never shown.
type Error struct {
	Kind  Kind
	Code  string
	Field string
	Args  map[string]any
	cause error
}

// E makes an error; args are pairs of name and value for the message.
func E(kind Kind, code string, args ...any) *Error {
	e := &Error{Kind: kind, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = make(map[string]any, len(args)/2)
		}
		e.Args[fmt.Sprint(args[i])] = args[i+1]
	}
	return e
}

// On names the input field the error concerns.
func (e *Error) On(field string) *Error { e.Field = field; return e }

// Because attaches the hidden cause.
func (e *Error) Because(err error) *Error { e.cause = err; return e }

// Error is for logs: code, field and cause, never the arguments, which may
// hold what a visitor wrote.
func (e *Error) Error() string {
	s := e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap gives the hidden cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// KindOf classifies any error; one that is not an *Error is Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf gives the stable code of err, "internal" when it has none.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return "internal"
}
