package hall_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
)

var lead = kernel.Actor{ID: "lead", Name: "長谷川", Office: "center", Seat: "center-8", Grants: []kernel.Grant{{Role: "lead", Office: "center"}}}

func (w *town) send(procedure string, seed uint64) string {
	w.t.Helper()
	app := w.receive(procedure, seed)
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	return app
}

// whoIsNext claims the next first entry and gives it back at once.
func (w *town) whoIsNext() request.Task {
	w.t.Helper()
	t := w.next(keyer, request.First)
	w.ok(w.Requests.Release(w.ctx, keyer, t.ID))
	return t
}

func TestShortVisitsPassLongOnesUntilThoseHaveWaited(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		long := w.send("transfer_in", 21)
		w.clock.Advance(time.Minute)
		short := w.send("resident_certificate", 22)
		first := w.whoIsNext()
		if first.Application != short || first.Why == nil || first.Why.Code != "least_work" || first.Why.Remaining < 1 {
			t.Fatalf("%+v", first)
		}
		w.clock.Advance(20 * time.Minute)
		w.send("resident_certificate", 23)
		if task := w.whoIsNext(); task.Application != short && task.Application != long {
			t.Fatalf("a newcomer passed those who wait: %+v", task)
		}
		said := 0
		w.ok(d.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Each(w.ctx, `SELECT payload FROM journal WHERE kind='application.claimed'`, nil, func(scan func(...any) error) error {
				var payload string
				err := scan(&payload)
				if strings.Contains(payload, `"code":"least_work"`) {
					said++
				}
				return err
			})
		}))
		if said == 0 {
			t.Error("no assignment says why")
		}
	})
}

func TestTheLeadChangesTheOrderWhilePeopleWait(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		long := w.send("transfer_in", 24)
		w.clock.Advance(time.Minute)
		w.send("resident_certificate", 25)
		if _, err := w.Requests.SetPolicy(w.ctx, keyer, dispatch.ByVisit, "試す"); kernel.CodeOf(err) != "not_permitted" {
			t.Fatalf("a keyer changed the order: %v", err)
		}
		if _, err := w.Requests.SetPolicy(w.ctx, lead, dispatch.Policy{Name: "x", Remaining: 1000, Urgent: 1000}, "試す"); kernel.CodeOf(err) != "policy_without_ageing" {
			t.Fatalf("an order without ageing: %v", err)
		}
		if _, err := w.Requests.SetPolicy(w.ctx, lead, dispatch.ByVisit, " "); kernel.CodeOf(err) != "reason_missing" {
			t.Fatalf("no reason: %v", err)
		}
		p, err := w.Requests.SetPolicy(w.ctx, lead, dispatch.ByVisit, "午後は来た順に戻します")
		w.ok(err)
		now, err := w.Requests.Policy(w.ctx, lead)
		w.ok(err)
		if p.Version != 2 || now != p {
			t.Fatalf("%+v, in force %+v", p, now)
		}
		if task := w.whoIsNext(); task.Application != long || task.Why.Code != "visit_order" || task.Why.Version != 2 {
			t.Fatalf("%+v %+v", task, task.Why)
		}
		list, err := w.Requests.Policies(w.ctx, lead)
		w.ok(err)
		if len(list) != 1 || list[0].Name != "visit_order" || list[0].Staff != "lead" || list[0].Reason == "" {
			t.Errorf("%+v", list)
		}
	})
}

func TestOverduePromisesComeFirst(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		short := w.send("resident_certificate", 26)
		w.clock.Advance(2 * time.Second)
		long := w.send("transfer_in", 27)
		ts, err := w.Requests.Of(w.ctx, short, long)
		w.ok(err)
		if len(ts) != 2 || ts[0].PromisedAt == nil || ts[1].PromisedAt == nil || !ts[1].PromisedAt.After(*ts[0].PromisedAt) {
			t.Fatalf("%+v", ts)
		}
		w.clock.Advance(ts[1].PromisedAt.Sub(w.clock.Now()) + time.Minute)
		fresh := w.send("resident_certificate", 28)
		task := w.whoIsNext()
		if task.Application != short || task.Why.Code != "overdue" || task.Why.Late < 1 {
			t.Fatalf("%+v %+v", task, task.Why)
		}
		w.ok(w.Requests.Hurry(w.ctx, clerk, visitOf(w, fresh), true, "お子さんの迎えの時刻があるため"))
		if task := w.whoIsNext(); task.Application != short {
			t.Fatalf("urgency passed an overdue promise: %+v", task.Why)
		}
	})
}

func visitOf(w *town, app string) string {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	return a.Visit
}

func TestHurryWithAReason(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.send("resident_certificate", 29)
		w.clock.Advance(30 * time.Second)
		app := w.send("resident_certificate", 30)
		w.clock.Advance(40 * time.Second)
		if err := w.Requests.Hurry(w.ctx, clerk, visitOf(w, app), true, ""); kernel.CodeOf(err) != "reason_missing" {
			t.Fatal(err)
		}
		if err := w.Requests.Hurry(w.ctx, keyer, visitOf(w, app), true, "急ぎ"); kernel.CodeOf(err) != "not_permitted" {
			t.Fatalf("a keyer hurried: %v", err)
		}
		w.ok(w.Requests.Hurry(w.ctx, clerk, visitOf(w, app), true, "電車の時刻があるため"))
		w.clock.Advance(40 * time.Second)
		if task := w.whoIsNext(); task.Application != app || task.Why.Code != "urgent" {
			t.Fatalf("%+v", task.Why)
		}
		w.ok(w.Requests.Hurry(w.ctx, lead, visitOf(w, app), false, "急ぎでなくなったため"))
		if task := w.whoIsNext(); task.Application == app {
			t.Fatal("still urgent")
		}
	})
}

func TestSkillsNarrowWhatSomebodyIsGiven(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.Requests.UseSkills(func(_ context.Context, _ *db.Tx, actor kernel.Actor) ([]string, error) {
			return map[string][]string{"keyer": {"transfer_in"}, "second": {}}[actor.ID], nil
		})
		w.send("resident_certificate", 31)
		app := w.send("transfer_in", 32)
		if task := w.next(keyer, request.First); task.Application != app {
			t.Fatalf("%+v", task)
		}
		if _, err := w.Requests.Next(w.ctx, second, nil); kernel.CodeOf(err) != "nothing_waiting" {
			t.Fatalf("without any skill: %v", err)
		}
		if task := w.next(third, request.First); task.Procedure != "resident_certificate" {
			t.Fatalf("%+v", task)
		}
	})
}

// A promise that came due is learned from; one whose work was interrupted is
// not, and a visit taken back leaves the line.
func TestPromisesTeach(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		learned := func() (kept, missed, left int) {
			w.ok(d.Read(w.ctx, func(tx *db.Tx) error {
				var twice, missedTwice int // each promise teaches two numbers
				if err := tx.Row(w.ctx, `SELECT COALESCE(SUM(kept),0), COALESCE(SUM(missed),0) FROM promise_factor`, nil, &twice, &missedTwice); err != nil {
					return err
				}
				if kept, missed = twice/2, missedTwice/2; twice%2+missedTwice%2 > 0 {
					t.Errorf("kept %d, missed %d", twice, missedTwice)
				}
				return tx.Row(w.ctx, `SELECT COALESCE(SUM(remaining),0) FROM line`, nil, &left)
			}))
			return
		}
		do := func(app string, seed uint64, later time.Duration) {
			w.key(keyer, w.next(keyer, request.First).ID, "resident_certificate", seed)
			w.clock.Advance(later)
			w.confirmAll(second, w.next(second, request.Verification).ID)
			if w.state(app) != visit.Completed {
				t.Fatal(w.state(app))
			}
		}
		do(w.send("resident_certificate", 33), 33, 0)
		if kept, missed, left := learned(); kept != 1 || missed != 0 || left != 0 {
			t.Fatalf("kept %d, missed %d, left %d", kept, missed, left)
		}
		do(w.send("resident_certificate", 34), 34, 3*time.Hour)
		if kept, missed, _ := learned(); kept != 1 || missed != 1 {
			t.Fatalf("kept %d, missed %d", kept, missed)
		}
		app := w.send("resident_certificate", 35)
		w.ok(w.Requests.TakeBack(w.ctx, clerk, app))
		if kept, missed, left := learned(); kept != 1 || missed != 1 || left != 0 {
			t.Fatalf("after taking back: kept %d, missed %d, left %d", kept, missed, left)
		}
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		w.ok(w.Requests.Return(w.ctx, keyer, task.Application, "頁が足りません"))
		if _, _, left := learned(); left != 0 {
			t.Fatalf("a returned form leaves %d on the line", left)
		}
	})
}
