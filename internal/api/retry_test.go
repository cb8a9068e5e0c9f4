package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/api"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/jobs"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
)

// Every command of the description is sent twice with one key: the second
// answer must equal the first, and the journal must not move.
func TestARetryAnswersTheSameAndChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		seen := map[string]bool{}
		w.after = func(r *http.Request, body []byte, first reply) {
			login := r.Header.Get("login")
			header := []string{"Content-Type", r.Header.Get("Content-Type"), "Idempotency-Key", r.Header.Get("Idempotency-Key")}
			path := strings.TrimPrefix(r.URL.RequestURI(), api.Prefix)
			if first.Status >= 300 || strings.HasSuffix(path, "/draft") {
				return
			}
			before := w.end()
			again := w.send(login, r.Method, path, body, header...)
			if again.Status != first.Status || string(again.Raw) != string(first.Raw) {
				t.Errorf("%s %s again: %d %s\nfirst: %d %s", r.Method, path, again.Status, again.Raw, first.Status, first.Raw)
			}
			if w.end() != before {
				t.Errorf("%s %s again moved the journal", r.Method, path)
			}
			other := w.send(login, r.Method, path, append(body[:len(body):len(body)], ' '), header...)
			if other.Status != http.StatusConflict || other.code() != "command_reused" || w.end() != before {
				t.Errorf("%s %s, same key with another body: %d %s", r.Method, path, other.Status, other.Raw)
			}
			seen[w.pattern(r.Method, r.URL.Path)] = true
		}
		w.everyCommand()
		for _, c := range w.commands() {
			if !seen[c] {
				t.Errorf("%s was not tried", c)
			}
		}
	})
}

// commands lists the doors that take an Idempotency-Key, as the description
// says: "POST /visits/{id}/call".
func (w *town) commands() []string {
	w.t.Helper()
	var spec struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name string }
		}
	}
	w.send("", "GET", "/openapi.json", nil).into(w.t, &spec)
	var out []string
	for path, methods := range spec.Paths {
		for method, op := range methods {
			for _, p := range op.Parameters {
				if p.Name == "Idempotency-Key" {
					out = append(out, strings.ToUpper(method)+" "+path)
				}
			}
		}
	}
	if len(out) < 30 {
		w.t.Fatalf("the description has only %d commands", len(out))
	}
	return out
}

// pattern names the door of a path: ids and fields are what lies between.
func (w *town) pattern(method, path string) string {
	parts := strings.Split(strings.TrimPrefix(path, api.Prefix+"/"), "/")
	for i, p := range parts {
		if len(p) == kernel.IDLength {
			parts[i] = "{id}"
		} else if name, named := map[string]string{"fields": "{field}", "lanes": "{lane}", "keying": "{procedure}"}[parts[max(0, i-1)]]; named && i > 0 {
			parts[i] = name
		}
	}
	return method + " /" + strings.Join(parts, "/")
}

// everyCommand goes through one day that needs each command at least once.
func (w *town) everyCommand() {
	t := w.t
	w.ok("clerk", "POST", "/visits", m{"office": "chuo"})
	first := str(w.ok("clerk", "POST", "/visits/next", nil).json(t), "id")
	w.ok("clerk", "POST", "/visits/"+first+"/miss", nil)
	w.ok("clerk", "POST", "/visits/"+first+"/call", nil)
	w.ok("clerk", "POST", "/visits/"+first+"/sit", nil)
	asked := str(w.ok("clerk", "POST", "/visits", m{"office": "chuo"}).json(t), "id")
	w.ok("clerk", "POST", "/visits/"+asked+"/call", nil)
	w.ok("clerk", "POST", "/visits/"+asked+"/guide", nil)

	app, _ := w.reach("completed")
	path := "/applications/" + app
	w.ok("clerk", "POST", path+"/check", nil)
	made := w.ok("clerk", "POST", path+"/documents", m{"kinds": []string{"receipt"}}).json(t)["documents"].([]any)
	w.ok("clerk", "POST", path+"/printed", nil)
	w.ok("clerk", "POST", path+"/finish", m{"ending": "mail", "checklist": m{"ticket": true, "name": true, "counted": true}})
	wrong := str(w.ok("clerk", "POST", path+"/corrections", m{"reason": "番地のまちがい"}).json(t), "id")
	w.ok("clerk", "POST", "/corrections/"+wrong+"/step", m{"kind": "contact", "done": true, "note": "電話した"})
	w.ok("clerk", "POST", "/corrections/"+wrong+"/close", m{"note": "本人が不要と言った"})
	of := str(w.ok("clerk", "GET", path, nil).json(t), "visit")
	w.ok("clerk", "POST", "/visits/"+of+"/receive", m{"as": "agent", "proof": "one", "reason": "聞きちがい"})
	if doubts := w.ok("clerk", "GET", "/doubts?place=chuo", nil).json(t)["doubts"].([]any); len(doubts) != 1 || "/applications/"+str(doubts[0], "application") != path || str(doubts[0], "why") != "unlettered" {
		t.Fatalf("in doubt: %v", doubts)
	}
	w.ok("clerk", "POST", path+"/stand", m{"reason": "本人へ電話して確かめた"})

	pair, _ := w.reach("completed")
	path = "/applications/" + pair
	w.ok("clerk", "POST", path+"/check", nil)
	w.ok("clerk", "POST", path+"/documents", m{"kinds": []string{"receipt"}})
	w.ok("clerk", "POST", path+"/printed", nil)
	w.ok("clerk", "POST", "/visits/"+str(w.ok("clerk", "GET", path, nil).json(t), "visit")+"/finish",
		m{"parts": []m{{"application": pair, "ending": "mail", "counted": true}}, "checklist": m{"ticket": true, "name": true, "counted": false}})

	app, task := w.reach("queried")
	in := w.ok("clerk", "GET", "/applications/"+app, nil).json(t)["inquiries"].([]any)[0]
	w.ok("clerk", "POST", "/inquiries/"+str(in, "id")+"/answer", m{"kind": "typed", "answer": "「﨑」です"})
	w.ok("keyer", "POST", "/tasks/"+task+"/release", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/take-back", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/enter-here", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/pend", m{"reason": "書類待ち"})
	w.ok("clerk", "POST", "/applications/"+app+"/resume", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/end", m{"ending": "withdrawn", "reason": "希望"})

	_, apps := w.visitor("transfer_in")
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/hold", m{"why": "phone", "minutes": 15})
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/unhold", nil)
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/end", m{"ending": "withdrawn", "reason": "希望"})
	app, task = w.reach("entering")
	w.ok("keyer", "POST", "/tasks/"+task+"/hold", m{"why": "colleague", "minutes": 15})
	if held := w.ok("keyer", "GET", "/center/held", nil).json(t)["held"].([]any); len(held) != 1 || str(held[0], "task") != task || str(held[0], "ticket") == "" {
		t.Fatalf("put aside: %v", held)
	}
	w.ok("keyer", "POST", "/tasks/"+task+"/unhold", nil)
	w.ok("keyer", "POST", "/tasks/"+task+"/release", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/end", m{"ending": "withdrawn", "reason": "希望"})

	_, task = w.reach("entered")
	w.ok("keyer", "POST", "/tasks/"+task+"/undo", nil)
	w.ok("keyer", "POST", "/tasks/"+task+"/finish", m{})
	w.verify("second")

	_, task = w.reach("verifying")
	w.ok("third", "POST", "/tasks/"+task+"/join", nil)
	var v desk.VerifyView
	w.ok("third", "GET", "/tasks/"+task+"/verify", nil).into(t, &v)
	w.ok("third", "POST", "/tasks/"+task+"/fields/requester_name/confirm", m{"version": 1})
	w.ok("third", "POST", "/tasks/"+task+"/fields/requester_name/correct", m{"version": 1, "value": "髙橋　𠮷子", "reason": "字がちがう"})
	w.ok("third", "POST", "/tasks/"+task+"/leave", nil)
	w.ok("second", "POST", "/applications/"+v.Application.ID+"/return", m{"reason": "裏面"})
	w.counterCommands() // while nothing else waits at the center

	visit, apps := w.visitor("transfer_in")
	w.ok("clerk", "POST", "/visits/"+visit+"/applications", m{"procedure": "nhi_join"})
	page := w.scan(apps[0])
	w.ok("clerk", "POST", "/pages/"+page+"/turn", m{"turn": 1})
	w.ok("clerk", "POST", "/pages/"+page+"/cover", m{"areas": []m{{"x": 120, "y": 230, "w": 60, "h": 20}}})
	both := w.ok("clerk", "GET", "/visits/"+visit, nil).json(t)["applications"].([]any)
	w.ok("clerk", "POST", "/pages/"+page+"/move", m{"application": str(both[1], "id"), "reason": "国保"})
	w.ok("clerk", "POST", "/pages/"+page+"/move", m{"application": apps[0], "reason": "やはり転入"})
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/accept", nil)
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/request", nil)
	w.key("keyer", w.next("keyer", "first"))
	w.verify("second")
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/register", m{"number": "K-2"})
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/core-correction", m{"kind": "corrected", "number": "K-3", "reason": "番地"})
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/reopen", m{"reason": "番地", "center": true})
	w.centerCommands()
	w.householdCommands()
	w.officeCommands()
	w.ok("clerk", "POST", "/documents/"+str(made[0], "id")+"/again", m{"reason": "紙詰まり"})
	w.townCommands()
}

// townCommands set the small start, the voice of the floor, people and places.
func (w *town) townCommands() {
	t := w.t
	w.ok("admin", "POST", "/rollout", m{"office": "chuo", "procedure": "transfer_in", "mode": "pilot", "counters": []string{"chuo-1"}, "way": "here", "since": "2026-01-01", "ceiling": 5, "route": "center"})
	w.ok("leader", "POST", "/rollout/stop", m{"office": "*", "procedure": "*", "reason": "訓練"})
	all := w.ok("leader", "GET", "/rollout?place=chuo", nil).json(t)
	if rules, stops := all["rules"].([]any), all["stops"].([]any); len(rules) == 0 || len(stops) != 1 || str(stops[0], "reason") != "訓練" {
		t.Fatalf("%v", all)
	}
	w.ok("leader", "POST", "/rollout/open", m{"office": "*", "procedure": "*"})

	said := str(w.ok("clerk", "POST", "/voice", m{"screen": "counter", "text": "番号が小さい"}).json(t), "id")
	w.ok("admin", "POST", "/voice/"+said+"/answer", m{"version": 1, "state": "adopted", "answer": "大きくします"})
	list := w.ok("clerk", "GET", "/voice", nil).json(t)["suggestions"].([]any)
	if str(list[0], "state") != "adopted" || str(list[0], "answer") != "大きくします" {
		t.Fatalf("%v", list)
	}
	rule := str(w.ok("admin", "POST", "/rules", m{"office": "*", "screen": "counter", "text": "雨の日は傘袋を渡す", "since": "2026-11-24"}).json(t), "id")
	w.ok("admin", "POST", "/rules/"+rule+"/end", nil)
	w.ok("admin", "POST", "/numbers/forbid", m{"procedure": "transfer_in"})

	who := str(w.ok("admin", "POST", "/people", m{"login": "newcomer", "name": "新人", "name_en": "Newcomer", "password": "nagai-aikotoba", "grants": []m{{"role": "clerk", "office": "chuo"}}}).json(t), "id")
	w.ok("admin", "POST", "/people/"+who+"/rename", m{"name": "新人　次郎", "name_en": "Jiro Shinjin"})
	w.ok("admin", "POST", "/people/"+who+"/grants", m{"grants": []m{{"role": "floor", "office": "chuo"}}})
	w.send("clerk2", "POST", "/me/second", []byte(`{"password":"correct horse"}`))
	w.ok("admin", "POST", "/people/"+w.ids["clerk2"]+"/forget-second", nil)
	w.ok("admin", "POST", "/people/"+who+"/disable", nil)
	w.ok("admin", "POST", "/offices", m{"id": "kita", "kind": "branch", "name": "みほん北出張所", "mark": "みほん北", "position": 9, "seats": []m{{"id": "kita-1", "kind": "counter", "name": "1番窓口", "position": 1}}})
	w.ok("admin", "POST", "/offices/seats", m{"office": "kita", "seats": []m{{"id": "kita-2", "kind": "counter", "name": "2番窓口", "position": 2}}})
	w.ok("admin", "POST", "/offices/rename", m{"id": "kita", "name": "みほん北支所", "name_en": "Kita"})
	w.ok("admin", "POST", "/seats/rename", m{"id": "kita-2", "name": "2番", "name_en": "No. 2"})
	w.ok("admin", "POST", "/settings", m{"product": "みほん窓口", "idle_minutes": 10})
	if set := w.ok("admin", "GET", "/settings", nil).json(t); str(set, "product") != "みほん窓口" {
		t.Fatalf("%v", set)
	}
	must(t, w.hall.DB.Write(background, func(tx *db.Tx) error {
		return jobs.Put(background, tx, "test.fails", "gone", w.clock.Now(), w.clock.Now())
	}))
	r := jobs.New(w.hall.DB, w.clock)
	r.Handle("test.fails", func(context.Context, jobs.Job) error { return kernel.E(kernel.Unavailable, "busy") })
	for range 20 {
		_, _ = r.One(background, "test.fails")
		w.clock.Advance(2 * time.Hour)
	}
	w.pass(0)
	dead := w.ok("admin", "GET", "/work", nil).json(t)["dead"].([]any)
	if len(dead) != 1 {
		t.Fatalf("%d jobs were given up", len(dead))
	}
	w.ok("admin", "POST", "/work/"+str(dead[0], "id")+"/revive", nil)
}

// centerCommands moves people, sets what they are given, calls for support and
// confirms fields of one kind.
func (w *town) centerCommands() {
	t := w.t
	w.ok("keyer", "POST", "/center/leave", m{"why": "lunch"})
	w.ok("keyer", "POST", "/center/back", nil)
	w.ok("keyer", "POST", "/center/lanes/entry/help", nil)
	w.ok("keyer", "POST", "/center/end-help", nil)
	who := w.ids["keyer"]
	w.ok("leader", "POST", "/center/people/"+who+"/lane", m{"version": w.dutyOf(who), "lane": "verify"})
	w.ok("leader", "POST", "/center/people/"+who+"/lane", m{"version": w.dutyOf(who), "lane": "both"})
	w.ok("leader", "POST", "/center/people/"+who+"/skills", m{"version": w.dutyOf(who), "procedures": []string{"transfer_in"}})
	w.ok("leader", "POST", "/center/people/"+who+"/skills", m{"version": w.dutyOf(who), "procedures": []string{}})
	w.ok("leader", "POST", "/center/lanes/entry/capacity", m{"version": 0, "people": 5, "waiting": 20})
	w.ok("leader", "POST", "/center/lanes/entry/call", m{"open": true})
	rules := w.ok("leader", "GET", "/center/keying", nil).json(t)["procedures"].([]any)
	w.ok("leader", "POST", "/center/keying/"+str(rules[0], "procedure"), m{"version": 0, "keying": rules[0].(map[string]any)["keying"]})
	samples := w.ok("leader", "GET", "/quality/samples", nil).json(t)
	w.ok("leader", "POST", "/quality/samples", samples)

	w.reach("entered")
	fields := []any{}
	for _, s := range w.ok("second", "GET", "/verification/groups/date", nil).json(t)["snippets"].([]any) {
		fields = append(fields, m{"task": str(s, "task"), "field": str(s, "field"), "version": s.(map[string]any)["version"]})
	}
	if len(fields) == 0 {
		t.Fatal("no date waits for a yes")
	}
	if done := w.ok("second", "POST", "/verification/confirm", m{"fields": fields}).json(t); done["confirmed"].(float64) != float64(len(fields)) {
		t.Fatalf("%v", done)
	}
	w.verify("second")
}

// dutyOf is the version of what a person is set to, as the lead sees it.
func (w *town) dutyOf(who string) int {
	w.t.Helper()
	var crew api.Crew
	w.ok("leader", "GET", "/center/crew", nil).into(w.t, &crew)
	i := slices.IndexFunc(crew.Workers, func(x api.Worker) bool { return x.Staff == who })
	if i < 0 {
		w.t.Fatalf("%s is not at work", who)
	}
	return crew.Workers[i].Version
}

// officeCommands hurries a visit, files originals, closes the day, goes on
// with what was set aside, and years later erases.
func (w *town) officeCommands() {
	t := w.t
	visit, apps := w.visitor("transfer_in")
	page := w.scan(apps[0])
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/accept", nil)
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/request", nil)
	w.ok("clerk", "POST", "/visits/"+visit+"/hurry", m{"urgent": true, "reason": "飛行機の時間"})
	policy := w.ok("leader", "GET", "/center/policy", nil).json(t)
	w.ok("leader", "POST", "/center/policy", m{"policy": policy, "reason": "確かめ"})
	w.ok("clerk", "POST", "/visits/"+visit+"/originals", m{"pages": []string{page}, "place": "box", "box": "3"})
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/pend", m{"papers": []string{"転出証明書"}, "name": "髙橋"})
	w.ok("clerk", "POST", "/days/close", m{"office": "chuo", "carry": true})
	w.ok("admin", "POST", "/days/reopen", m{"office": "chuo", "day": "2026-11-24", "reason": "まだ1人"})
	w.ok("clerk", "POST", "/pending/continue", m{"office": "chuo", "applications": apps})
	v := w.ok("clerk", "GET", "/visits/"+visit, nil).json(t)

	w.ok("admin", "POST", "/retention/holds", m{"reception": str(v, "reception"), "day": str(v, "day"), "reason": "訴訟"})
	w.ok("admin", "POST", "/retention/holds/"+visit+"/release", nil)
	w.pass(12 * 366 * 24 * time.Hour)
	forms := w.ok("admin", "GET", "/retention", nil).json(t)["forms"].([]any)
	i := slices.IndexFunc(forms, func(f any) bool { return f.(map[string]any)["due"].(float64) > 0 })
	if i < 0 {
		t.Fatal("nothing is past its time after twelve years")
	}
	erasure := str(w.ok("admin", "POST", "/retention/erasures", m{"form": str(forms[i], "form")}).json(t), "id")
	w.ok("admin2", "POST", "/retention/erasures/"+erasure+"/decide", m{"approve": true})
}

// counterCommands writes values out for the core, closes a counter for a while,
// passes a visitor on and registers one that was received on paper.
func (w *town) counterCommands() {
	t := w.t
	_, apps := w.visitor("transfer_in")
	w.scan(apps[0])
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/accept", nil)
	w.ok("clerk", "POST", "/applications/"+apps[0]+"/request", nil)
	w.key("keyer", w.next("keyer", "first"))
	w.verify("second")
	a := w.ok("clerk", "GET", "/applications/"+apps[0], nil).json(t)
	w.ok("clerk", "POST", "/carry/export", m{"office": "chuo", "form": str(a, "form"), "encoding": "utf8"})

	visit, _ := w.visitor("transfer_in")
	w.ok("clerk", "POST", "/visits/"+visit+"/notice", nil)
	w.ok("clerk", "POST", "/visits/"+visit+"/transfer", m{"to": "chuo-2"})
	w.ok("clerk2", "POST", "/visits/"+visit+"/transfer", m{"to": "chuo-1"})
	w.ok("clerk", "POST", "/seat/pause", m{"to": "chuo-2"})
	w.ok("clerk", "POST", "/seat/resume", nil)
	arrived := w.clock.Now().Add(-time.Hour)
	w.ok("clerk", "POST", "/visits/late", m{"office": "chuo", "arrived_at": arrived, "called_at": arrived.Add(10 * time.Minute),
		"as": "self", "proof": "one", "proof_kind": "license", "procedures": []string{"transfer_in"}, "reason": "停電"})
}

// householdCommands keeps things, gives them back, joins and splits visits and
// tells an old address.
func (w *town) householdCommands() {
	t := w.t
	one := str(w.ok("clerk", "POST", "/visits", m{"office": "chuo"}).json(t), "id")
	w.ok("clerk", "POST", "/visits/"+one+"/call", nil)
	v := w.ok("clerk", "POST", "/visits/"+one+"/receive", m{"as": "agent", "proof_kind": "license", "procedures": []string{"transfer_in"}}).json(t)
	app := str(v["applications"].([]any)[0], "id")
	w.ok("clerk", "POST", "/applications/"+app+"/accept", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/notice-sent", nil)
	w.ok("clerk", "POST", "/pages/"+w.scan(app)+"/replace", m{"reason": "かすれている"})
	kept := str(w.ok("clerk", "POST", "/visits/"+one+"/keeping", m{"kind": "license", "count": 1}).json(t), "id")
	w.ok("clerk", "POST", "/visits/"+one+"/give-back", m{"kept": kept, "count": 1})
	other := str(w.ok("clerk", "POST", "/visits", m{"office": "chuo"}).json(t), "id")
	w.ok("clerk", "POST", "/visits/"+one+"/join", m{"other": other, "reason": "夫婦"})
	w.ok("clerk", "POST", "/visits/"+one+"/split", m{"reason": "別の世帯"})
	w.ok("clerk", "POST", "/visits/"+one+"/protect", nil)
	w.ok("named", "POST", "/visits/"+one+"/unprotect", m{"reason": "まちがい"})
}

func TestKeysAreChecked(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		for _, key := range []string{strings.Repeat("k", 201), "two words", "鍵"} {
			a := w.send("clerk", "POST", "/visits", []byte(`{"office":"chuo"}`), "Idempotency-Key", key)
			if a.Status != 422 || a.code() != "key_invalid" {
				t.Errorf("key %q: %d %s", key, a.Status, a.Raw)
			}
		}
		if vs := w.ok("clerk", "GET", "/visits?place=chuo", nil).json(t)["visits"].([]any); len(vs) != 0 {
			t.Fatalf("%d visits were made", len(vs))
		}
		a := w.send("clerk", "POST", "/visits", []byte(`{"office":"chuo"}`), "Idempotency-Key", "mine")
		b := w.send("clerk2", "POST", "/visits", []byte(`{"office":"chuo"}`), "Idempotency-Key", "mine")
		if a.Status != 201 || b.Status != 201 || str(a.json(t), "id") == str(b.json(t), "id") {
			t.Fatal("two people's equal keys must not meet")
		}
	})
}
