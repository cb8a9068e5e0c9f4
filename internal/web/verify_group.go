package web

import (
	"net/http"
	"slices"

	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// groupData starts the screen of many fields of one kind.
type groupData struct {
	Kind  string
	Kinds []tab
}

// groupPage verifies fields of one kind, of several entries, side by side.
func (s *Server) groupPage(q *req) error {
	if err := staff.Require(q.who, staff.Verify, q.who.Office); err != nil {
		return err
	}
	d := groupData{Kind: q.path("kind")}
	if !slices.Contains(verify.Groups(), d.Kind) {
		return kernel.E(kernel.NotFound, "group_unknown")
	}
	for _, k := range verify.Groups() {
		d.Kinds = append(d.Kinds, tab{q.base() + "/verify/group/" + k, q.t("group.kind." + k), k == d.Kind})
	}
	return q.render("group", q.t("group.title"), d)
}

// groupRows answers what waits for a yes.
func (s *Server) groupRows(q *req) error {
	list, err := s.desk.Group(q.ctx(), q.who, q.path("kind"), q.forMe())
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]any{"snippets": list})
}

// groupConfirm says yes to what this person saw; what somebody changed
// meanwhile is told and stays.
func (s *Server) groupConfirm(q *req) error {
	var in struct{ Fields []verify.Marked }
	if err := q.body(&in); err != nil {
		return err
	}
	refused, err := s.Verify.ConfirmGroup(q.ctx(), q.who, in.Fields)
	if err != nil {
		return err
	}
	return q.json(http.StatusOK, map[string]int{"confirmed": len(in.Fields) - len(refused), "refused": len(refused)})
}
