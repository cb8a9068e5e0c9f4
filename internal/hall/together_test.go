package hall_test

import (
	"errors"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Several errands of one visitor are handed over at once: ticket and name are
// said once, each errand has its own ending and its own papers counted, and
// when one cannot end, none does.
func TestSeveralErrandsAreHandedOverAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "transfer_in", "resident_certificate", "nhi_join")
		in, copies, nhi := v.Applications[0].ID, v.Applications[1].ID, v.Applications[2].ID
		w.through(in, "transfer_in", 5)
		w.through(copies, "resident_certificate", 6)
		w.through(nhi, "nhi_join", 7)
		w.ok(w.Handover.Register(w.ctx, clerk, in, "K-1"))
		w.printed(in, "content")
		w.printed(copies, "receipt")
		w.ok(w.Handover.Register(w.ctx, clerk, nhi, "K-2"))
		w.printed(nhi, "content")
		card := str(w)(w.Visits.Keep(w.ctx, clerk, v.ID, "my_number_card", 1))
		said := handover.Checklist{Ticket: true, Name: true}
		move := handover.Part{Application: in, Ending: "delivered", Outputs: []handover.Given{}, Counted: true}
		paper := handover.Part{Application: copies, Ending: "delivered", Outputs: []handover.Given{{Output: "copy", Number: "S-1", Copies: 2, Payment: "paid"}}, Counted: true}
		insured := handover.Part{Application: nhi, Ending: "forwarded", Slip: "回付-7", Counted: true}
		give := func(said handover.Checklist, parts ...handover.Part) error {
			return w.Handover.FinishTogether(w.ctx, clerk, v.ID, handover.Together{Parts: parts, Checklist: said})
		}
		field := func(err error, want string) {
			t.Helper()
			if e, ok := errors.AsType[*kernel.Error](err); !ok || e.Field != want {
				t.Errorf("%v, want the field %s", err, want)
			}
		}
		w.refused("handover_parts", give(said))
		w.refused("handover_parts", give(said, move, move))
		w.refused("checklist_incomplete", give(handover.Checklist{Name: true}, move))
		w.refused("checklist_incomplete", give(handover.Checklist{Ticket: true, Counted: true}, move))
		uncounted := paper
		uncounted.Counted = false
		w.refused("checklist_incomplete", give(said, move, uncounted))
		field(give(said, move, uncounted), copies+".counted")
		strange := w.visitor(self, "resident_certificate").Applications[0].ID
		w.refused("handover_parts", give(said, move, handover.Part{Application: strange, Ending: "delivered", Counted: true}))
		unpaid := paper
		unpaid.Outputs = []handover.Given{{Output: "copy", Number: "S-1"}}
		w.refused("payment_missing", give(said, move, unpaid))
		field(give(said, move, unpaid), copies+".outputs.copy")
		w.refused("slip_missing", give(said, move, handover.Part{Application: nhi, Ending: "forwarded", Counted: true}))
		w.refused("keeping_left", give(said, move, paper, insured))
		for _, app := range []string{in, copies, nhi} {
			if s := w.state(app); s != visit.Printed {
				t.Fatalf("a refused hand-over left %s %s", app, s)
			}
		}
		for _, role := range staff.Roles() {
			who := kernel.Actor{ID: "x", Office: "chuo", Seat: "chuo-1", Grants: []kernel.Grant{{Role: role, Office: "chuo"}}}
			err := w.Handover.FinishTogether(w.ctx, who, v.ID, handover.Together{Parts: []handover.Part{insured, paper, move}, Checklist: said})
			want := "not_permitted"
			if role == staff.RoleClerk {
				want = "keeping_left"
			}
			w.refused(want, err)
			who.Contracted = true
			w.refused("not_permitted", w.Handover.FinishTogether(w.ctx, who, v.ID, handover.Together{Parts: []handover.Part{move}, Checklist: said}))
		}

		said.Returned = true
		cmd := kernel.WithCommand(w.ctx, kernel.Command{Key: "k", Hash: "h"})
		for range 2 { // a retry changes nothing
			w.ok(w.Handover.FinishTogether(cmd, clerk, v.ID, handover.Together{Parts: []handover.Part{move, paper, insured}, Checklist: said}))
		}
		for app, want := range map[string]handover.Ended{in: {Ending: "delivered"}, copies: {Ending: "delivered"}, nhi: {Ending: "forwarded", Slip: "回付-7"}} {
			got, err := w.Handover.Ended(w.ctx, clerk, app)
			w.ok(err)
			if got.Ending != want.Ending || got.Slip != want.Slip || w.state(app) != visit.Finished {
				t.Errorf("%+v, want %+v", got, want)
			}
			if app == copies && (len(got.Outputs) != 1 || got.Outputs[0].Fee != 600) {
				t.Errorf("%+v", got.Outputs)
			}
		}
		kept, err := w.Visits.Keeping(w.ctx, clerk, v.ID)
		w.ok(err)
		if kept[0].ID != card || kept[0].ReturnedAt == nil {
			t.Errorf("%+v", kept)
		}
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.State != visit.Done {
			t.Errorf("the visit is %s", v.State)
		}
		w.refused("state_conflict", give(said, move))
	})
}
