package hall_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/office"
)

// The rule holds in the service: whoever sends, by whatever door, is refused
// and the application stays where it was.
func TestTheRolloutRuleHoldsWhenSending(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		r := office.Rollout{Office: "chuo", Procedure: "resident_certificate", Mode: office.On, Way: office.Here, Since: "2026-11-01", Ceiling: 1}
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, r))
		first, next := w.receive("resident_certificate", 1), w.receive("resident_certificate", 2)
		refused := func(code string) {
			t.Helper()
			if err := w.Requests.Send(w.ctx, clerk, next); kernel.CodeOf(err) != code {
				t.Errorf("got %v, want %s", err, code)
			}
			a, err := w.Visits.GetApplication(w.ctx, clerk, next)
			w.ok(err)
			if a.State != visit.Accepted {
				t.Errorf("refused, but %s", a.State)
			}
		}
		w.ok(w.Requests.Send(w.ctx, clerk, first))
		refused("center_full")
		w.ok(w.Requests.TakeBack(w.ctx, clerk, first))
		w.ok(w.Offices.StopCenter(w.ctx, kernel.SystemActor, office.All, office.All, "回線の工事"))
		refused("center_stopped")
		w.ok(w.Offices.OpenCenter(w.ctx, kernel.SystemActor, office.All, office.All))
		r.Mode = office.Off
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, r))
		refused("center_off")
		r.Mode = office.On
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, r))
		w.ok(w.Requests.Send(w.ctx, clerk, next))
		r.Mode = office.Closed
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, r))
		a, err := w.Visits.GetApplication(w.ctx, clerk, next)
		w.ok(err)
		if _, err := w.Visits.Add(w.ctx, clerk, a.Visit, "resident_certificate", false); kernel.CodeOf(err) != "procedure_not_here" {
			t.Errorf("taken in where it is closed: %v", err)
		}
	})
}

// everythingOn lets every procedure of the office go to the center.
func (w *town) everythingOn() {
	w.t.Helper()
	for _, p := range w.Catalog.Procedures() {
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: p.ID, Mode: office.On, Way: p.Way, Since: "2026-01-01"}))
	}
}
