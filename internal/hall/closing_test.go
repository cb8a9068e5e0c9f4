package hall_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/closing"
	"github.com/hitomado/hitomado/internal/front/visit"
)

var chief = kernel.Actor{ID: "chief", Name: "課長", Office: "chuo", Grants: []kernel.Grant{{Role: "manager", Office: "chuo"}}}

func (w *town) day() closing.Sheet {
	w.t.Helper()
	s, err := w.Closing.Day(w.ctx, clerk, "chuo", "")
	w.ok(err)
	return s
}

// The evening counts what the day was: what is open or in keeping, and which
// visit lacks an original, down to the sheet.
func TestTheDayIsReconciledAndClosed(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		refused := func(err error, code string) {
			t.Helper()
			if kernel.CodeOf(err) != code {
				t.Fatalf("%v, want %s", err, code)
			}
		}
		shut := func(carry bool) (string, error) {
			return w.Closing.CloseDay(w.ctx, clerk, "chuo", "", "あしたの朝、A-0003 に電話", carry)
		}
		first, second, third := w.receive("transfer_in", 5), w.receive("nhi_join", 6), w.receive("resident_certificate", 7)
		of := func(app string) string {
			a, err := w.Visits.GetApplication(w.ctx, clerk, app)
			w.ok(err)
			return a.Visit
		}
		w.ok(w.Amend.Pend(w.ctx, clerk, first, amend.Missing{Reason: "転出証明書がない"}))
		w.ok(w.Requests.End(w.ctx, clerk, second, "withdrawn", "後日来る"))
		thing, err := w.Visits.Keep(w.ctx, clerk, of(third), "my_number_card", 2)
		w.ok(err)
		f := w.day().Now
		if f.Visits != 3 || f.Done != 2 || f.Applications != 3 || f.Pending != 1 || f.Endings["withdrawn"] != 1 || f.Scans != 3 || f.Originals != 0 ||
			len(f.Open) != 1 || f.Open[0].Visit != of(third) || len(f.Kept) != 1 || f.Kept[0].Count != 2 || len(f.Unfiled) != 3 || f.Left() != 5 {
			t.Fatalf("%+v", f)
		}
		_, err = shut(false)
		refused(err, "close_open_items")

		refused(w.Closing.File(w.ctx, clerk, of(first), nil, "box", " "), "box_missing")
		refused(w.Closing.File(w.ctx, clerk, of(first), nil, "drawer", "1"), "original_place_unknown")
		refused(w.Closing.File(w.ctx, clerk, of(first), []string{"nobody"}, "box", "12"), "original_unknown")
		w.ok(w.Closing.File(w.ctx, clerk, of(first), nil, "box", "12"))
		refused(w.Closing.File(w.ctx, clerk, of(first), nil, "box", "12"), "original_unknown")
		w.ok(w.Closing.File(w.ctx, clerk, of(second), nil, "returned", "12"))
		if f = w.day().Now; f.Originals != 2 || f.Missing() != 1 || f.Places["box"] != 1 || f.Places["returned"] != 1 || len(f.Unfiled) != 1 || f.Unfiled[0].Visit != of(third) || f.Unfiled[0].Count != 1 {
			t.Fatalf("%+v", f)
		}
		at, err := w.Closing.Originals(w.ctx, clerk, of(first))
		w.ok(err)
		for _, o := range at {
			if o.Place != "box" || o.Box != "12" || o.Staff != clerk.ID {
				t.Errorf("%+v", o)
			}
		}
		_, err = shut(false)
		refused(err, "close_open_items")
		_, err = shut(true)
		w.ok(err)
		_, err = shut(true)
		refused(err, "day_closed")

		// Printed twice, the sheet of a closed day is the same; what comes later is told.
		print := func() []byte {
			raw, err := w.Closing.PDF(w.ctx, clerk, "chuo", "2026-11-24", func(string) string { return "田村" })
			w.ok(err)
			return raw
		}
		sheet := print()
		w.clock.Advance(time.Hour)
		w.ok(w.Visits.GiveBack(w.ctx, clerk, of(third), thing, 2))
		if again := print(); !bytes.Equal(sheet, again) || !bytes.HasPrefix(sheet, []byte("%PDF")) {
			t.Fatal("the sheet of a closed day changed")
		}
		s := w.day()
		if s.Closed() == nil || len(s.Closed().Figures.Kept) != 1 || len(s.Now.Kept) != 0 || s.Closed().Note == "" || s.Closed().Staff != clerk.ID {
			t.Fatalf("%+v", s)
		}
		refused(w.Closing.Reopen(w.ctx, clerk, "chuo", "2026-11-24", "x"), "not_permitted")
		refused(w.Closing.Reopen(w.ctx, chief, "chuo", "2026-11-24", " "), "reason_missing")
		w.ok(w.Closing.Reopen(w.ctx, chief, "chuo", "2026-11-24", "お預かりを返した"))
		refused(w.Closing.Reopen(w.ctx, chief, "chuo", "2026-11-24", "もう一度"), "day_not_closed")
		w.ok(w.Closing.File(w.ctx, clerk, of(third), nil, "center", ""))
		w.ok(w.Requests.End(w.ctx, clerk, third, "mistaken", "まちがい"))
		_, err = shut(false)
		w.ok(err)
		if s = w.day(); len(s.Closes) != 2 || s.Closed().Figures.Left() != 0 || s.Closes[1].Reason != "お預かりを返した" {
			t.Fatalf("%+v", s.Closes)
		}

		// The next day begins empty and only knows what is still open.
		w.clock.Advance(24 * time.Hour)
		if f := w.day().Now; f.Visits != 0 || f.Left() != 0 || f.Scans != 0 {
			t.Fatalf("%+v", f)
		}
		_, err = w.Closing.CloseDay(w.ctx, clerk, "chuo", "2026-11-26", "", false)
		refused(err, "close_day_invalid")

		// A day that nobody closed is named until somebody does, and one that was opened again.
		left := func(want ...string) {
			t.Helper()
			if got := w.day().Unclosed; !slices.Equal(got, want) {
				t.Errorf("not closed: %q, want %q", got, want)
			}
		}
		left()
		w.receive("nhi_join", 8)
		left() // today is not over
		w.clock.Advance(24 * time.Hour)
		left("2026-11-25")
		w.ok(w.Closing.Reopen(w.ctx, chief, "chuo", "2026-11-24", "数え直す"))
		left("2026-11-24", "2026-11-25")
		_, err = w.Closing.CloseDay(w.ctx, clerk, "chuo", "2026-11-25", "", true)
		w.ok(err)
		left("2026-11-24")
		w.clock.Advance(30 * 24 * time.Hour)
		left()
		kinds := map[string]int{}
		w.ok(d.Read(w.ctx, func(tx *db.Tx) error {
			return tx.Each(w.ctx, `SELECT kind FROM journal`, nil, func(scan func(...any) error) error {
				var k string
				err := scan(&k)
				kinds[k]++
				return err
			})
		}))
		if kinds["day.closed"] != 3 || kinds["day.reopened"] != 2 || kinds["original.moved"] != 3 {
			t.Fatalf("%v", kinds)
		}
	})
}

// An open visit of yesterday is among today's until it is over.
func TestWhatIsOpenGoesOverToTomorrow(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 5)
		_, err := w.Closing.CloseDay(w.ctx, clerk, "chuo", "", "", true)
		w.ok(err)
		w.clock.Advance(24 * time.Hour)
		f := w.day().Now
		if f.Visits != 0 || len(f.Open) != 1 || f.Scans != 1 || f.Missing() != 1 {
			t.Fatalf("%+v", f)
		}
		w.ok(w.Requests.End(w.ctx, clerk, app, "refused", "要件を満たさない"))
		if f = w.day().Now; len(f.Open) != 0 {
			t.Fatalf("%+v", f)
		}
	})
}

// Only employees of the place close its day, once however many press at a time.
func TestOneCloseHolds(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		south, hired := clerk, clerk
		south.Grants, hired.Contracted = []kernel.Grant{{Role: "clerk", Office: "minami"}}, true
		for _, who := range []kernel.Actor{south, hired, keyer, third} {
			if _, err := w.Closing.CloseDay(w.ctx, who, "chuo", "", "", true); kernel.CodeOf(err) != "not_permitted" {
				t.Errorf("%s: %v", who.ID, err)
			}
		}
		got := make(chan string, 8)
		for range cap(got) {
			go func() {
				_, err := w.Closing.CloseDay(w.ctx, clerk, "chuo", "", "", true)
				if err == nil {
					got <- ""
					return
				}
				got <- kernel.CodeOf(err)
			}()
		}
		var codes []string
		for range cap(got) {
			codes = append(codes, <-got)
		}
		slices.Sort(codes)
		if codes[0] != "" || codes[1] != "day_closed" || codes[7] != "day_closed" {
			t.Fatal(codes)
		}
		if v := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo"})); v == "" {
			t.Fatal("a closed day turns a late visitor away")
		}
	})
}
