package api_test

import (
	"testing"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/rekey"
)

func TestTheQualityIsToldToWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		for _, path := range []string{"/quality/residual?month=2026-11", "/quality/effort?month=2026-11", "/quality/claims?day=2026-11-24", "/quality/samples"} {
			for _, who := range []string{"keyer", "clerk"} {
				w.refused(403, "not_permitted", who, "GET", path, nil)
			}
			w.ok("leader", "GET", path, nil)
		}
		w.refused(422, "month_invalid", "leader", "GET", "/quality/residual?month=november", nil)
		w.refused(422, "month_invalid", "leader", "GET", "/quality/effort?month=2026-13", nil)
		w.refused(422, "day_invalid", "leader", "GET", "/quality/claims?day=today", nil)
		var r api.Residuals
		w.ok("leader", "GET", "/quality/residual?month=2026-11", nil).into(t, &r)
		if r.All.Known || r.All.High != 1 || r.Forms == nil {
			t.Errorf("nothing was looked at: %+v", r)
		}
		var c api.Claims
		w.ok("leader", "GET", "/quality/claims?day=2026-11-24", nil).into(t, &c)
		if len(c.Routes) != 2 || len(c.Dates) != 2 || c.Dates[0].To != "2026-11-23" || c.Dates[1].From != "2026-11-24" {
			t.Errorf("%+v", c)
		}
		var p rekey.Policy
		w.ok("leader", "GET", "/quality/samples", nil).into(t, &p)
		if p.On || p.Known != 0 {
			t.Errorf("samples are on before anybody wished it: %+v", p)
		}
		p.On, p.Known = true, 5
		w.refused(403, "not_permitted", "keyer", "POST", "/quality/samples", p)
		w.ok("leader", "POST", "/quality/samples", p)
		w.refused(409, "changed_meanwhile", "leader", "POST", "/quality/samples", p)
		p.Known = 200
		w.refused(422, "sample_share", "leader", "POST", "/quality/samples", p)
	})
}
