package upkeep_test

import (
	"context"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/staff/rights"
	"github.com/hitomado/hitomado/internal/town/upkeep"
)

func TestOnlyTheAdministratorSeesAndRevivesWork(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		clock := kernel.NewManual(time.Date(2026, 11, 24, 12, 0, 0, 0, kernel.Tokyo))
		s := upkeep.New(journal.New(d, clock))
		if err := d.Write(ctx, func(tx *db.Tx) error { return jobs.Put(ctx, tx, "image.drop", "x", clock.Now(), clock.Now()) }); err != nil {
			t.Fatal(err)
		}
		r := jobs.New(d, clock)
		r.Handle("image.drop", func(context.Context, jobs.Job) error { return kernel.E(kernel.Unavailable, "busy") })
		for range 20 {
			_, _ = r.One(ctx, "image.drop")
			clock.Advance(2 * time.Hour)
		}
		admin := kernel.Actor{ID: "a", Grants: []kernel.Grant{{Role: rights.Admin, Office: rights.Everywhere}}}
		w, err := s.Work(ctx, admin)
		if err != nil || len(w.Dead) != 1 || len(w.Kinds) != 1 || w.Kinds[0].Dead != 1 {
			t.Fatalf("%+v %v", w, err)
		}
		for _, role := range rights.Roles() {
			who := kernel.Actor{ID: role, Grants: []kernel.Grant{{Role: role, Office: rights.Everywhere}}}
			if _, err := s.Work(ctx, who); (err == nil) != (role == rights.Admin) {
				t.Errorf("%s sees the work: %v", role, err)
			}
			if err := s.Revive(ctx, who, "other"); (kernel.CodeOf(err) == "job_unknown") != (role == rights.Admin) {
				t.Errorf("%s revives work: %v", role, err)
			}
		}
		if err := s.Revive(ctx, admin, w.Dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if w, err = s.Work(ctx, admin); err != nil || len(w.Dead) != 0 || w.Kinds[0].Waiting != 1 {
			t.Errorf("after reviving: %+v %v", w, err)
		}
	})
}
