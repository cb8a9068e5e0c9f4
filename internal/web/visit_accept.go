package web

import "github.com/hitomado/hitomado/internal/front/visit"

// accepted makes sure that the application is taken in (受付) before it goes
// on; for one that is taken in already it does nothing.
func (q *req) accepted() error {
	a, err := q.s.Visits.GetApplication(q.ctx(), q.who, q.path("application"))
	if err != nil || a.State != visit.Drafting {
		return err
	}
	return q.s.Visits.Accept(q.command(1), q.who, a.ID)
}

// backToCard leads to the errand that was just worked on.
func (q *req) backToCard() { q.home("/visits/" + q.path("id") + "#a-" + q.path("application")) }
