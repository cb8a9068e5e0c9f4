package web

import (
	"context"

	"github.com/hitomado/hitomado/internal/base/kernel"
)

// newOnce has a one-time password made and shows it on the answer itself: it is
// nowhere else to be read again, so this form does not redirect.
func (q *req) newOnce(do func(context.Context, kernel.Actor, string) (string, error)) error {
	password, err := do(q.ctx(), q.who, q.path("person"))
	if err != nil {
		return err
	}
	p, err := q.s.Staff.Person(q.ctx(), q.path("person"))
	if err != nil {
		return err
	}
	return q.people(&once{p.Name, p.Login, password})
}
