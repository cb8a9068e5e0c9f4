package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/visit"
)

// A visitor without all papers comes back on another day: the errand is found
// by name, number and code, goes on under a number of that day, and ends there.
func TestAPendingErrandGoesOnAnotherDay(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		_, err := w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{"new_head": {V: "髙橋　𠮷子"}})
		w.ok(err)
		old, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)

		for _, bad := range []struct {
			in   amend.Missing
			code string
		}{{amend.Missing{}, "reason_missing"}, {amend.Missing{Papers: []string{" "}}, "reason_missing"}, {amend.Missing{Reason: "x", Due: "2026-11-23"}, "pend_due_invalid"},
			{amend.Missing{Reason: "x", Due: "明日"}, "pend_due_invalid"}, {amend.Missing{Reason: "x", Due: "2028-01-01"}, "pend_due_invalid"}, {amend.Missing{Reason: "a\x00b"}, "text_invalid"}} {
			if err := w.Amend.Pend(w.ctx, clerk, app, bad.in); kernel.CodeOf(err) != bad.code {
				t.Errorf("%+v: %v", bad.in, err)
			}
		}
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Papers: []string{"転出証明書", "", "在留カード"}, Due: "2026-12-01", Name: "タカハシ　ヨシコ"}))
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, old.Visit)); v.State != visit.Done {
			t.Fatalf("the visit is %s: what waits for papers must not keep it open", v.State)
		}
		w.clock.Advance(50 * time.Hour)
		if err := w.Requests.Resume(w.ctx, clerk, app); kernel.CodeOf(err) != "visit_of_another_day" {
			t.Fatalf("a day that is over was opened again: %v", err)
		}
		find := func(q string, want int) []amend.Pending {
			t.Helper()
			list, err := w.Amend.Pending(w.ctx, clerk, "chuo", q)
			w.ok(err)
			if len(list) != want {
				t.Fatalf("%q finds %d, want %d", q, len(list), want)
			}
			return list
		}
		for _, q := range []string{"", "みほん中央 1124-0001", "１１２４ー０００１", "1124-0001", "A-0001", "高橋 吉子", "髙橋", "たかはし", "ﾀｶﾊｼ ﾖｼ"} {
			if p := find(q, 1)[0]; p.Application.ID != app || len(p.Papers) != 2 || p.Due != "2026-12-01" || p.Overdue || p.Papers[0].BroughtAt != nil {
				t.Errorf("%q: %+v", q, p)
			}
		}
		find("佐藤", 0)

		south := clerk
		south.Grants = []kernel.Grant{{Role: "clerk", Office: "minami"}}
		if _, err := w.Amend.Pending(w.ctx, south, "chuo", ""); kernel.CodeOf(err) != "not_permitted" {
			t.Fatalf("another office reads the list: %v", err)
		}
		if _, err := w.Amend.Continue(w.ctx, south, amend.Back{Office: "chuo", Applications: []string{app}}); kernel.CodeOf(err) != "not_permitted" {
			t.Fatalf("another office goes on: %v", err)
		}
		if _, err := w.Amend.Continue(w.ctx, clerk, amend.Back{Office: "chuo", Visit: old.Visit, Applications: []string{app}}); kernel.CodeOf(err) != "visit_closed" {
			t.Fatalf("it went on under the old visit: %v", err)
		}
		today, err := w.Amend.Continue(w.ctx, clerk, amend.Back{Office: "chuo", Applications: []string{app}})
		w.ok(err)
		if _, err := w.Amend.Continue(w.ctx, clerk, amend.Back{Office: "chuo", Applications: []string{app}}); kernel.CodeOf(err) != "not_pending" {
			t.Fatalf("it went on twice: %v", err)
		}
		v := whole(w)(w.Visits.Get(w.ctx, clerk, today))
		if v.Day != "2026-11-26" || v.State != visit.Serving || len(v.Applications) != 1 || v.Applications[0].State != visit.Requested {
			t.Fatalf("%+v", v)
		}
		before := whole(w)(w.Visits.Get(w.ctx, clerk, old.Visit))
		if len(before.Applications) != 0 || before.State != visit.Done || before.ClosedAt == nil {
			t.Fatalf("the day that is over changed: %+v", before)
		}
		pages, err := w.Pages.Of(w.ctx, app)
		w.ok(err)
		if len(pages) != 1 || pages[0].Visit != today {
			t.Fatalf("the page stayed behind: %+v", pages)
		}
		for id, want := range map[string]int{old.Visit: 1, today: 1} {
			links, err := w.Amend.Links(w.ctx, id)
			w.ok(err)
			if len(links) != want || links[0].From != old.Visit || links[0].To != today || links[0].FromNumber != "みほん中央 1124-0001" || links[0].ToNumber != "みほん中央 1126-0001" {
				t.Errorf("%s: %+v", id, links)
			}
			entries, err := w.Visits.Timeline(w.ctx, clerk, id)
			w.ok(err)
			n := 0
			for _, e := range entries {
				if e.Kind == "application.continued" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("the record of %s tells it %d times", id, n)
			}
		}
		find("", 0)
		w.ok(w.Visits.Receive(w.ctx, clerk, today, visit.Came{As: "self", Proof: "one"}, []string{"nhi_join"}))
		task = w.next(keyer, request.First)
		work, err := w.Entries.Open(w.ctx, keyer, task.ID)
		w.ok(err)
		if task.Application != app || work.Values["new_head"].V != "髙橋　𠮷子" {
			t.Fatal("the draft did not survive the days between")
		}
		w.key(keyer, task.ID, "transfer_in", 5)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		w.ok(w.Handover.Register(w.ctx, clerk, app, "K-1"))
	})
}

// Who stands at the counter with a number already goes on under that number.
func TestAPendingErrandJoinsTheVisitAtTheCounter(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Reason: "委任状がない"}))
		w.clock.Advance(24 * time.Hour)
		other := w.receive("nhi_join", 6)
		a, err := w.Visits.GetApplication(w.ctx, clerk, other)
		w.ok(err)
		ref, err := w.Amend.Continue(w.ctx, clerk, amend.Back{Office: "chuo", Visit: a.Visit, Applications: []string{app}})
		w.ok(err)
		v := whole(w)(w.Visits.Get(w.ctx, clerk, ref))
		if len(v.Applications) != 2 || v.Applications[1].ID != app || v.Applications[1].Position != 2 || v.Applications[1].State != visit.Accepted {
			t.Fatalf("%+v", v.Applications)
		}
		again := str(w)(w.Visits.Add(w.ctx, clerk, v.ID, "resident_certificate", false))
		if got, err := w.Visits.GetApplication(w.ctx, clerk, again); err != nil || got.Position != 3 {
			t.Fatalf("%+v %v", got, err)
		}
	})
}
