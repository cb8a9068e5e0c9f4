package web

import (
	"cmp"
	"net/url"
	"strconv"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/town/office"
)

// setRollout changes the rule of one procedure at one office.
func (s *Server) setRollout(q *req) error {
	p, ok := s.Catalog.Procedure(q.path("procedure"))
	if !ok {
		return kernel.E(kernel.NotFound, "procedure_unknown").On("procedure")
	}
	ceiling, err := strconv.Atoi(cmp.Or(q.form("ceiling"), "0"))
	if err != nil {
		return kernel.E(kernel.Invalid, "rollout_invalid", "field", q.t("rollout.ceiling")).On("ceiling")
	}
	r := office.Rollout{Office: q.path("office"), Procedure: p.ID, Mode: office.Mode(q.form("mode")), Counters: q.list("counter"),
		Way: q.form("way"), Since: q.form("since"), Ceiling: ceiling, Route: q.form("route")}
	if err := s.Offices.SetRollout(q.command(1), q.who, r); err != nil {
		return err
	}
	q.toRollout(r.Office)
	return nil
}

// stopCenter keeps new requests from the center at once.
func (s *Server) stopCenter(q *req) error {
	err := s.Offices.StopCenter(q.command(1), q.who, q.form("office"), cmp.Or(q.form("procedure"), office.All), q.form("reason"))
	if err == nil {
		q.toRollout(q.form("at"))
	}
	return err
}

// openCenter lets requests go to the center again.
func (s *Server) openCenter(q *req) error {
	err := s.Offices.OpenCenter(q.command(1), q.who, q.form("office"), q.form("procedure"))
	if err == nil {
		q.toRollout(q.form("at"))
	}
	return err
}

func (q *req) toRollout(at string) { q.home("/rollout?office=" + url.QueryEscape(at)) }
