package web

import (
	"github.com/hitomado/hitomado/internal/record/retention"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// retentionData is what may be erased, what people decided and what is held.
type retentionData struct {
	Tabs  []tab
	Due   []dueRow
	Open  []erasureRow
	Past  []erasureRow
	Holds []holdRow
}

type dueRow struct {
	Form, Name, Rule, Before string
	Count, Held              int
	Open                     bool // decided about already
}

type erasureRow struct {
	retention.Erasure
	Name, By, Decided, At, Day, StateText string
	Mine                                  bool // the person proposed it and cannot approve it
}

type holdRow struct {
	retention.Hold
	By, DayText string
}

// retentionPage shows how long things are kept and what is past its time.
func (s *Server) retentionPage(q *req) error {
	o, err := s.Retention.Overview(q.ctx(), q.who)
	if err != nil {
		return err
	}
	d := retentionData{Tabs: q.adminTabs()}
	open := map[string]bool{}
	for _, e := range o.Erasures {
		row := erasureRow{Erasure: e, Name: q.formName(e.Form), By: q.nameOf(e.ProposedBy), At: q.dateText(dayOf(e.ProposedAt)), Day: q.dateText(e.Before),
			StateText: q.t("retention.state." + e.State), Mine: e.ProposedBy == q.who.ID}
		if e.DecidedBy != "" {
			row.Decided = q.nameOf(e.DecidedBy)
		}
		if e.State == retention.Proposed || e.State == retention.Approved {
			open[e.Form] = true
			d.Open = append(d.Open, row)
		} else {
			d.Past = append(d.Past, row)
		}
	}
	for _, x := range o.Due {
		row := dueRow{Form: x.Form.ID, Name: q.tx(x.Form.Name), Rule: q.rule(x.Form.Retention), Count: x.Count, Held: x.Held, Open: open[x.Form.ID]}
		if x.Before != "" {
			row.Before = q.dateText(x.Before)
		}
		d.Due = append(d.Due, row)
	}
	for _, h := range o.Holds {
		d.Holds = append(d.Holds, holdRow{h, q.nameOf(h.Staff), q.dateText(h.Day)})
	}
	return q.render("retention", q.t("admin.tab.retention"), d)
}

func (q *req) formName(id string) string {
	if f, ok := q.s.Catalog.Form(id); ok {
		return q.tx(f.Name)
	}
	return id
}

// rule says a form's 保存年限 and 起算日 in words.
func (q *req) rule(r catalog.Retention) string {
	if r.Years == 0 {
		return q.t("retention.no_rule")
	}
	return q.t("retention.rule."+r.From, "years", r.Years)
}
