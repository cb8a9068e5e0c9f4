package hall_test

import (
	"context"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// A look at an ordinary visit is written down once for ten minutes, of whoever
// does not have it in their care; what they do to it is in the journal.
func TestLooksOfThoseWhoDoNotWorkTheVisit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "transfer_in")
		neighbour := clerk
		neighbour.ID, neighbour.Seat = "neighbour", "chuo-9"
		look := func(who kernel.Actor, door string) {
			t.Helper()
			l := &visit.Looks{}
			ctx := visit.Watching(w.ctx, l)
			_, err := w.Visits.Get(ctx, who, v.ID)
			w.ok(err)
			_, err = w.Visits.GetApplication(ctx, who, v.Applications[0].ID)
			w.ok(err)
			w.ok(w.Visits.RecordLooks(ctx, l, door))
		}
		rows := func(in visit.LooksAsked, want int) []visit.Look {
			t.Helper()
			list, err := w.Visits.Looked(w.ctx, kernel.SystemActor, in)
			w.ok(err)
			if len(list) != want {
				t.Fatalf("%+v: %d rows %+v, want %d", in, len(list), list, want)
			}
			return list
		}
		look(clerk, "GET /here")
		sameSeat := neighbour
		sameSeat.Seat = clerk.Seat
		look(sameSeat, "GET /here")
		look(neighbour, "POST /here")
		rows(visit.LooksAsked{}, 0)
		for range 3 {
			look(neighbour, "GET /here")
		}
		got := rows(visit.LooksAsked{}, 1)[0]
		if got.Visit != v.ID || got.Staff != "neighbour" || got.Seat != "chuo-9" || got.Times != 1 || got.Protected || got.Reception != v.Reception {
			t.Errorf("%+v", got)
		}
		look(neighbour, "GET /there")
		rows(visit.LooksAsked{}, 2)
		w.clock.Advance(11 * time.Minute)
		look(neighbour, "GET /here")
		rows(visit.LooksAsked{Reception: v.Reception}, 3)
		rows(visit.LooksAsked{Reception: "nobody"}, 0)
		rows(visit.LooksAsked{Reception: v.Reception, Protected: true}, 0)
		_, err := w.Visits.Looked(context.Background(), clerk, visit.LooksAsked{})
		w.refused("not_permitted", err)
	})
}
