package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/center/dispatch"
	"github.com/hitomado/hitomado/internal/desk"
)

func TestTheOrderOfDispatchOverTheAPI(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entering")
		visit := str(w.ok("clerk", "GET", "/applications/"+app, nil).json(t), "visit")
		var p dispatch.Policy
		w.ok("keyer", "GET", "/center/policy", nil).into(t, &p)
		if p != dispatch.Recommended {
			t.Fatalf("%+v", p)
		}
		choice := m{"policy": dispatch.ByVisit, "reason": "来た順に戻します"}
		w.refused(403, "not_permitted", "keyer", "POST", "/center/policy", choice)
		w.refused(403, "not_permitted", "keyer", "GET", "/center/policies", nil)
		w.refused(422, "policy_without_ageing", "leader", "POST", "/center/policy", m{"policy": m{"name": "x", "urgent": 1000, "remaining": 1000}, "reason": "x"})
		w.ok("leader", "POST", "/center/policy", choice).into(t, &p)
		if p.Name != "visit_order" || p.Version != 2 {
			t.Fatalf("%+v", p)
		}
		var all api.Policies
		w.ok("leader", "GET", "/center/policies", nil).into(t, &all)
		if len(all.Past) != 1 || all.Past[0].Reason != "来た順に戻します" || len(all.Builtin) != len(dispatch.Builtin()) {
			t.Errorf("%+v", all)
		}
		var why desk.WhyView // given before the order changed
		w.ok("keyer", "GET", "/tasks/"+task+"/why", nil).into(t, &why)
		if why.Policy != "least_work" || why.Version != 1 || !strings.Contains(why.Text, "分") {
			t.Errorf("%+v", why)
		}
		w.refused(403, "not_permitted", "south", "POST", "/visits/"+visit+"/hurry", m{"urgent": true, "reason": "x"})
		w.refused(422, "reason_missing", "clerk", "POST", "/visits/"+visit+"/hurry", m{"urgent": true})
		w.ok("clerk", "POST", "/visits/"+visit+"/hurry", m{"urgent": true, "reason": "電車の時刻があるため"})
		w.ok("keyer", "POST", "/tasks/"+task+"/release", nil)
		w.ok("keyer", "GET", "/tasks/"+task+"/why", nil).into(t, &why)
		if why.Code != "urgent" || why.Version != 2 || why.Given != nil || !said(why, "電車の時刻があるため") || !said(why, "まだだれにも渡っていません") {
			t.Errorf("%+v", why)
		}
		// Who neither works on it nor sees the visit is not told the reason.
		w.ok("south", "GET", "/tasks/"+task+"/why", nil).into(t, &why)
		if why.Code != "urgent" || said(why, "電車") || !said(why, "急ぎにしました") {
			t.Errorf("%+v", why)
		}
	})
}

// said tells whether one of the sentences beside a reason has words in it.
func said(v desk.WhyView, words string) bool {
	return slices.ContainsFunc(v.Rules, func(r string) bool { return strings.Contains(r, words) })
}

// A verification is not given to who keyed the form, nor to who is set to other
// procedures, and the reason says so to each of them.
func TestWhyNamesTheRulesAboutPeople(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, _ := w.reach("entered")
		task := w.room(app)
		why := func(who string) (v desk.WhyView) {
			w.ok(who, "GET", "/tasks/"+task+"/why", nil).into(t, &v)
			return v
		}
		if v := why("keyer"); v.Kind != "verification" || v.Given != nil || !said(v, "あなたには渡りません") || !said(v, "終わりに近い仕事") {
			t.Errorf("%+v", v)
		}
		if v := why("third"); !said(v, "入力した1人には渡しません") || said(v, "あなた") || v.Order == "" || v.Promised == nil {
			t.Errorf("%+v", v)
		}
		for seen, set := range []struct{ procedure, words string }{{"nhi_join", "あなたの「扱う手続き」ではない"}, {"resident_certificate", "扱う手続きに入っています"}} {
			w.ok("leader", "POST", "/center/people/"+w.ids["third"]+"/skills", m{"version": seen, "procedures": []string{set.procedure}})
			if v := why("third"); !said(v, set.words) {
				t.Errorf("set to %s: %+v", set.procedure, v)
			}
		}
		w.ok("third", "POST", "/tasks/"+task+"/join", nil)
		if v := why("third"); v.Given == nil || !said(v, "に渡されました") || !strings.HasPrefix(v.Text, "渡したときの理由：") {
			t.Errorf("%+v", v)
		}
		var room desk.VerifyView
		w.ok("third", "GET", "/tasks/"+task+"/verify", nil).into(t, &room)
		w.confirm("third", room)
		if v := why("keyer"); said(v, "まだだれにも渡っていません") || !said(v, "もう終わっています") {
			t.Errorf("done: %+v", v)
		}
	})
}

// The reasons are told in the language of who asks.
func TestWhyInEnglish(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, _ := w.reach("entered")
		var v desk.WhyView
		w.ok("keyer", "GET", "/tasks/"+w.room(app)+"/why", nil, "Accept-Language", "en").into(t, &v)
		all := strings.Join(append(v.Rules, v.Text, v.Order, v.Errand), " ")
		if !said(v, "You keyed this form") || !strings.Contains(v.Text, "min") || v.Ticket == "" || v.Errand == "" || strings.ContainsFunc(all, func(r rune) bool { return r > 0x3000 }) {
			t.Errorf("%+v", v)
		}
	})
}
