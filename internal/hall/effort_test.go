package hall_test

import (
	"math"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/review"
)

func TestKeysAndTimeAreCountedWithoutNames(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive(certificate, 71)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		work := map[string]review.Effort{"requester_name": {Keys: 200, MS: 60_000}, "requester_phone": {Keys: 100, MS: 30_000}, "no_such_field": {Keys: 9, MS: 9000}, "requester_kana": {}}
		if err := w.Review.Typed(w.ctx, keyer, task.ID, work); kernel.CodeOf(err) != "task_not_yours" {
			t.Fatalf("before the entry was finished: %v", err)
		}
		w.key(keyer, task.ID, certificate, 71)
		if err := w.Review.Typed(w.ctx, second, task.ID, work); kernel.CodeOf(err) != "task_not_yours" {
			t.Fatalf("somebody else's: %v", err)
		}
		told := kernel.WithCommand(w.ctx, kernel.Command{Key: "once", Hash: "a"})
		for range 2 { // a retry counts nothing
			w.ok(w.Review.Typed(told, keyer, task.ID, work))
		}
		mine, err := w.Review.Mine(w.ctx, keyer, "2026-11")
		w.ok(err)
		if mine.Keys != 300 || mine.MS != 90_000 || mine.KeysPerHour() != 12_000 {
			t.Errorf("%+v: %d an hour", mine, mine.KeysPerHour())
		}
		all, fields, err := w.Review.Paces(w.ctx, leader, "2026-11")
		w.ok(err)
		if all.N != 2 || len(fields) != 2 || fields[0].Field != "requester_name" || math.Abs(fields[0].Median.Seconds()-60) > 6 {
			t.Errorf("%+v %+v", all, fields)
		}
		if _, _, err := w.Review.Paces(w.ctx, keyer, "2026-11"); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a keyer sees everybody's pace: %v", err)
		}
	})
}

func TestTheCentersClaimsAreMeasured(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive(certificate, 81)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, certificate, 81)
		w.clock.Advance(7 * time.Minute)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		_, err := w.Requests.Reopen(w.ctx, clerk, app, "氏名が違う", true)
		w.ok(err)
		w.counted()
		routes, dates, err := w.Review.Compare(w.ctx, leader, "2026-11-24")
		w.ok(err)
		center, after := routes[1], dates[1]
		if center.Verify.N != 1 || center.Verify.Mean != 7 || center.Checked != 1 || center.Found != 1 || center.Errors.Rate != 1 {
			t.Errorf("%+v", center)
		}
		if after.Found != 1 || dates[0].Checked != 0 || routes[0].Checked != 0 || dates[0].Verify.N != 0 {
			t.Errorf("%+v %+v", routes, dates)
		}
		if _, _, err := w.Review.Compare(w.ctx, keyer, "2026-11-24"); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a keyer compares: %v", err)
		}
		if _, _, err := w.Review.Compare(w.ctx, leader, "soon"); kernel.CodeOf(err) != "day_invalid" {
			t.Errorf("a day that is none: %v", err)
		}
	})
}
