package web

import (
	"slices"
	"strings"

	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// owed shows what an errand of a visitor in doubt still needs: the notice to
// the old address, and the letter of attorney among the scans.
func (c *appCard) owed(q *req, v visit.Visit, ns []visit.Notice) {
	for _, n := range ns {
		c.Notice, c.Sender = &n, q.nameOf(n.SentBy)
	}
	if v.Came.As == "legal" && c.State == visit.Drafting && len(q.s.Visits.Entitled(v.Came)) == 0 {
		c.Unentitled = c.Procedure.Unentitled
	}
	letter := func(p page.Page) bool { return p.Kind == "letter" && p.State == page.Current }
	c.Letter = v.Came.As == "agent_letter" && c.MayScan() && len(c.Pages) > 0 && !slices.ContainsFunc(c.Pages, letter)
}

// rightOf says which papers proved the right of a legal representative, "" of
// everybody else.
func (q *req) rightOf(v visit.Visit) string {
	if v.Came.As != "legal" {
		return ""
	}
	seen := q.s.Visits.Entitled(v.Came)
	if len(seen) == 0 {
		return q.t("right.missing")
	}
	var names []string
	for _, c := range q.codes(catalog.Entitlement) {
		if slices.Contains(seen, c.ID) {
			names = append(names, c.Name)
		}
	}
	return q.t("right.said", "papers", strings.Join(names, "・"))
}

// stand lets stand what is registered or handed over, with the reason.
func (s *Server) stand(q *req) error {
	if err := s.Visits.Stand(q.command(1), q.who, q.path("application"), q.form("reason")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}

// noticeSent records that the notice to the old address was sent.
func (s *Server) noticeSent(q *req) error {
	if err := s.Visits.NoticeSent(q.command(1), q.who, q.path("application")); err != nil {
		return err
	}
	q.backToCard()
	return nil
}
