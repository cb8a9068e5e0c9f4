package web

import (
	"slices"

	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
)

// owed shows what an errand of a visitor in doubt still needs: the notice to
// the old address, and the letter of attorney among the scans.
func (c *appCard) owed(q *req, v visit.Visit, ns []visit.Notice) {
	for _, n := range ns {
		c.Notice, c.Sender = &n, q.nameOf(n.SentBy)
	}
	letter := func(p page.Page) bool { return p.Kind == "letter" && p.State == "current" }
	c.Letter = v.Came.As == "agent_letter" && c.MayScan() && len(c.Pages) > 0 && !slices.ContainsFunc(c.Pages, letter)
}

// noticeSent records that the notice to the old address was sent.
func (s *Server) noticeSent(q *req) error {
	if err := s.Visits.NoticeSent(q.command(1), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
