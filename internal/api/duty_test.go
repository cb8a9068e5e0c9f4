package api_test

import (
	"slices"
	"testing"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/duty"
)

func TestPeopleAreMovedOverTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.token("keyer")
		who := w.ids["keyer"]
		w.refused(403, "not_permitted", "keyer", "GET", "/center/crew", nil)
		w.refused(403, "not_permitted", "keyer", "POST", "/center/people/"+who+"/lane", m{"version": 0, "lane": "verify"})
		w.refused(403, "not_permitted", "clerk", "POST", "/center/leave", m{"why": "lunch"})
		w.refused(422, "absence_unknown", "keyer", "POST", "/center/leave", m{"why": "holiday"})
		w.refused(422, "procedure_unknown", "leader", "POST", "/center/people/"+who+"/skills", m{"version": 0, "procedures": []string{"nothing"}})
		w.ok("leader", "POST", "/center/people/"+who+"/lane", m{"version": w.dutyOf(who), "lane": "verify"})
		w.refused(409, "duty_changed", "leader", "POST", "/center/people/"+who+"/lane", m{"version": w.dutyOf(who) - 1, "lane": "entry"})
		w.ok("keyer", "POST", "/center/leave", m{"why": "lunch"})
		w.refused(409, "away_now", "keyer", "POST", "/center/next", m{})
		w.ok("leader", "POST", "/center/lanes/entry/capacity", m{"version": 0, "people": 5, "waiting": 20})
		w.refused(409, "capacity_changed", "leader", "POST", "/center/lanes/entry/capacity", m{"version": 0, "people": 6, "waiting": 20})
		w.ok("leader", "POST", "/center/lanes/entry/call", m{"open": true})
		var mine api.Duty
		w.ok("keyer", "GET", "/center/duty", nil).into(t, &mine)
		i := slices.IndexFunc(mine.Lanes, func(l api.Lane) bool { return l.Lane == duty.Entry })
		if mine.Mine.Lane != duty.Verify || mine.Mine.Away != "lunch" || i < 0 || mine.Lanes[i].Wanted != 5 || mine.Lanes[i].Version != 1 || !mine.Lanes[i].Called || !mine.Lanes[i].Short {
			t.Fatalf("%+v", mine)
		}
		var crew api.Crew
		w.ok("leader", "GET", "/center/crew", nil).into(t, &crew)
		if !slices.ContainsFunc(crew.Workers, func(x api.Worker) bool { return x.Staff == who && x.Away == "lunch" }) {
			t.Fatalf("%+v", crew)
		}
	})
}

func TestHowFieldsAreKeyedIsSetOverTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.refused(403, "not_permitted", "keyer", "GET", "/center/keying", nil)
		var all api.KeyingRules
		w.ok("leader", "GET", "/center/keying", nil).into(t, &all)
		rule := all.Procedures[0]
		rule.Keying.Dangerous = "third"
		path, body := "/center/keying/"+rule.Procedure, m{"version": 0, "keying": rule.Keying}
		w.refused(403, "not_permitted", "keyer", "POST", path, body)
		w.ok("leader", "POST", path, body)
		w.refused(409, "changed_meanwhile", "leader", "POST", path, body)
		rule.Keying.Plain = "twice"
		w.refused(422, "keying_mode", "leader", "POST", path, m{"version": 1, "keying": rule.Keying})
		w.ok("leader", "GET", "/center/keying", nil).into(t, &all)
		if now := all.Procedures[0]; now.Version != 1 || now.Keying.Dangerous != "third" {
			t.Fatalf("%+v", now)
		}
	})
}
