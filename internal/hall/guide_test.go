package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Many visitors only ask something: their visit ends without paper, keying or
// an identity check, and the day can be closed.
func TestAVisitMayEndWithWordsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		asked := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo"}))
		w.refused("visit_not_called", w.Visits.Guide(w.ctx, clerk, asked))
		w.ok(w.Visits.Call(w.ctx, clerk, asked))
		w.ok(w.Visits.Guide(w.ctx, clerk, asked))
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, asked)); v.State != visit.Done {
			t.Fatalf("nothing was taken in, and the visit is %s", v.State)
		}
		w.refused("visit_closed", w.Visits.Guide(w.ctx, clerk, asked))

		named := w.visitor(self, "transfer_in", "nhi_join")
		w.ok(w.Requests.End(w.ctx, clerk, named.Applications[1].ID, request.Mistaken, "選びまちがい"))
		w.ok(w.Visits.Guide(w.ctx, clerk, named.ID))
		v := whole(w)(w.Visits.Get(w.ctx, clerk, named.ID))
		if a := v.Applications; v.State != visit.Done || a[0].State != visit.Finished || a[0].Ending != "guidance" || a[1].State != visit.Mistaken {
			t.Fatalf("%s %+v", v.State, v.Applications)
		}
	})
}

func TestWordsAloneAreNotEnoughOnceSomethingWasTakenIn(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		kept := w.visitor(self)
		thing := str(w)(w.Visits.Keep(w.ctx, clerk, kept.ID, "my_number_card", 1))
		w.refused("keeping_left", w.Visits.Guide(w.ctx, clerk, kept.ID))
		w.ok(w.Visits.GiveBack(w.ctx, clerk, kept.ID, thing, 1))
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, kept.ID)); v.State != visit.Serving {
			t.Fatalf("giving a card back ended the visit before its errand was named: %s", v.State)
		}
		w.ok(w.Visits.Guide(w.ctx, clerk, kept.ID))

		taken := w.visitor(self, "transfer_in")
		w.ok(w.Visits.Accept(w.ctx, clerk, taken.Applications[0].ID))
		w.refused("guidance_too_late", w.Visits.Guide(w.ctx, clerk, taken.ID))
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, taken.ID)); v.Applications[0].State != visit.Accepted || v.State == visit.Done {
			t.Fatalf("refused and yet changed: %s %+v", v.State, v.Applications)
		}
	})
}

// Every role, employed and contracted, at the own and at another office.
func TestWhoMayEndAVisitWithWordsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, role := range staff.Roles() {
			for _, at := range []string{"chuo", "center", staff.Everywhere} {
				for _, contracted := range []bool{false, true} {
					v := w.visitor(self, "transfer_in")
					who := kernel.Actor{ID: "x", Office: "chuo", Seat: "chuo-1", Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: at}}}
					err := w.Visits.Guide(w.ctx, who, v.ID)
					if role == staff.RoleClerk && at != "center" && !contracted {
						w.ok(err)
					} else {
						w.refused("not_permitted", err)
					}
				}
			}
		}
	})
}
