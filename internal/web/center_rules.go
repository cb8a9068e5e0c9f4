package web

import (
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// rulesData is the center's policies: how fields are keyed and checked, and in
// which order forms are given out.
type rulesData struct {
	Keying  []keyingRow
	Modes   []choice
	Compare []choice
	Split   []choice
	Orders  []choice
	Order   dispatch.Policy
	Past    []pastOrder
}

type keyingRow struct {
	request.KeyingPolicy
	Name string
	Now  string
}

type pastOrder struct {
	request.PolicyChange
	Name, Who string
}

// centerRules shows the policies to the lead.
func (s *Server) centerRules(q *req) error {
	ks, err := s.Requests.KeyingPolicies(q.ctx(), q.who)
	if err != nil {
		return err
	}
	var d rulesData
	for _, k := range ks {
		row := keyingRow{KeyingPolicy: k, Name: q.procedure(k.Procedure)}
		row.Now = q.t("keying.now", "plain", q.t("keying.mode."+string(k.Plain)), "dangerous", q.t("keying.mode."+string(k.Dangerous)))
		if k.Split {
			row.Now += q.t("keying.now_split")
		}
		d.Keying = append(d.Keying, row)
	}
	d.Split = []choice{{"false", q.t("keying.split.no")}, {"true", q.t("keying.split.yes")}}
	for _, m := range catalog.Modes() {
		d.Modes = append(d.Modes, choice{string(m), q.t("keying.mode." + string(m))})
	}
	for _, c := range []string{catalog.CompareBatch, catalog.CompareImmediate} {
		d.Compare = append(d.Compare, choice{c, q.t("keying.compare." + c)})
	}
	if d.Order, err = s.Requests.Policy(q.ctx(), q.who); err != nil {
		return err
	}
	for _, p := range dispatch.Builtin() {
		d.Orders = append(d.Orders, choice{p.Name, q.orderName(p.Name)})
	}
	past, err := s.Requests.Policies(q.ctx(), q.who)
	if err != nil {
		return err
	}
	for _, p := range past {
		d.Past = append(d.Past, pastOrder{PolicyChange: p, Name: q.orderName(p.Policy.Name), Who: q.nameOf(p.Staff)})
	}
	return q.render("rules", q.t("rules.title"), d)
}

// orderName is what people call an order of dispatch; one that came by the API
// has only its own name.
func (q *req) orderName(name string) string {
	for _, p := range dispatch.Builtin() {
		if p.Name == name {
			return q.t("order." + name)
		}
	}
	return name
}

// setKeying changes how a procedure's fields are keyed and checked.
func (s *Server) setKeying(q *req) error {
	k := catalog.Keying{Plain: catalog.Mode(q.form("plain")), Dangerous: catalog.Mode(q.form("dangerous")), Compare: q.form("compare"),
		Confirm: q.count("confirm"), ConfirmDangerous: q.count("confirm_dangerous"), Split: q.form("split") == "true"}
	return q.homeUnless(s.Requests.SetKeying(q.command(1), q.who, q.path("procedure"), q.count("version"), k), "/center/rules")
}

// setOrder puts another order of dispatch in force.
func (s *Server) setOrder(q *req) error {
	for _, p := range dispatch.Builtin() {
		if p.Name != q.form("order") {
			continue
		}
		if _, err := s.Requests.SetPolicy(q.command(1), q.who, p, q.form("reason")); err != nil {
			return err
		}
		q.home("/center/rules")
		return nil
	}
	return kernel.E(kernel.Invalid, "policy_name").On("order")
}
