package api_test

import (
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

// stages brings a fresh application into each state before registration.
var stages = []string{"drafting", "accepted", "requested", "entering", "queried", "entered", "verifying", "returned", "completed"}

// reach makes an application in a state and the task somebody holds there.
func (w *town) reach(state string) (app, task string) {
	w.t.Helper()
	_, apps := w.visitor("resident_certificate")
	app = apps[0]
	w.scan(app)
	path := "/applications/" + app
	steps := []struct {
		state string
		do    func()
	}{
		{"drafting", func() {}},
		{"accepted", func() { w.ok("clerk", "POST", path+"/accept", nil) }},
		{"requested", func() { w.ok("clerk", "POST", path+"/request", nil) }},
		{"entering", func() { task = w.next("keyer", "first").Task.ID }},
		{"queried", func() {
			w.ok("keyer", "POST", "/tasks/"+task+"/ask", m{"field": "requester_name", "question": "「﨑」ですか"})
		}},
		{"returned", func() { w.ok("clerk", "POST", path+"/return", m{"reason": "記入もれ"}) }},
		{"entered", func() {
			w.ok("clerk", "POST", path+"/request", nil)
			w.key("keyer", w.next("keyer", "first"))
		}},
		{"verifying", func() {
			var v desk.VerifyView
			w.ok("second", "POST", "/center/next", m{"kinds": []string{"verification"}}).into(w.t, &v)
			task = v.Task.ID
		}},
		{"completed", func() {
			var v desk.VerifyView
			w.ok("second", "GET", "/tasks/"+task+"/verify", nil).into(w.t, &v)
			w.confirm("second", v)
		}},
	}
	for _, s := range steps {
		s.do()
		if s.state == state {
			break
		}
	}
	if got := w.state(app); got != state {
		w.t.Fatalf("wanted %s, got %s", state, got)
	}
	return app, task
}

func TestPendAndResumeFromEveryState(t *testing.T) {
	t.Parallel()
	// Where work was taken from somebody, nobody holds it when it comes back.
	back := map[string]string{"entering": "requested", "queried": "requested", "verifying": "entered"}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		for _, state := range stages {
			app, _ := w.reach(state)
			path := "/applications/" + app
			w.refused(422, "reason_missing", "clerk", "POST", path+"/pend", m{})
			w.ok("clerk", "POST", path+"/pend", m{"reason": "委任状を待つ"})
			if got := w.state(app); got != "pending" {
				t.Fatalf("%s pended is %s", state, got)
			}
			w.refused(409, "state_conflict", "clerk", "POST", path+"/request", nil)
			w.ok("clerk", "POST", path+"/resume", nil)
			want := back[state]
			if want == "" {
				want = state
			}
			if got := w.state(app); got != want {
				t.Fatalf("%s came back as %s, want %s", state, got, want)
			}
			w.ok("clerk", "POST", path+"/end", m{"ending": "withdrawn", "reason": "次の試験のため"})
		}
	})
}

func TestEndEarlyFromEveryState(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		endings := []string{"withdrawn", "mistaken", "refused"}
		for i, state := range append(stages, "pending") {
			from := state
			if state == "pending" {
				from = "accepted"
			}
			app, task := w.reach(from)
			path := "/applications/" + app
			if state == "pending" {
				w.ok("clerk", "POST", path+"/pend", m{"reason": "書類待ち"})
			}
			w.refused(422, "ending_unknown", "clerk", "POST", path+"/end", m{"ending": "delivered", "reason": "x"})
			w.refused(422, "reason_missing", "clerk", "POST", path+"/end", m{"ending": "mistaken"})
			ending := endings[i%3]
			w.ok("clerk", "POST", path+"/end", m{"ending": ending, "reason": "来庁者の希望"})
			if got := w.state(app); got != ending {
				t.Fatalf("%s ended is %s, want %s", state, got, ending)
			}
			if from == "entering" || from == "queried" {
				w.refused(409, "task_not_yours", "keyer", "PUT", "/tasks/"+task+"/draft", m{"fields": m{"requester_name": m{"v": "山田"}}})
			}
			w.refused(409, "visit_closed", "clerk", "POST", path+"/accept", nil)
			w.refused(409, "state_conflict", "clerk", "POST", path+"/request", nil)
		}
	})
}

func TestReturnReopenAndTakeBack(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		for _, state := range []string{"requested", "entering", "queried", "entered", "verifying"} {
			app, _ := w.reach(state)
			who := map[string]string{"entering": "keyer", "verifying": "second"}[state]
			if who == "" {
				who = "clerk"
			}
			w.ok(who, "POST", "/applications/"+app+"/return", m{"reason": "裏面がありません"})
			if got := w.state(app); got != "returned" {
				t.Fatalf("%s returned is %s", state, got)
			}
			w.ok("clerk", "POST", "/applications/"+app+"/end", m{"ending": "withdrawn", "reason": "済"})
		}
		w.reopened()
		app, _ := w.reach("requested")
		w.ok("clerk", "POST", "/applications/"+app+"/take-back", nil)
		task := str(w.ok("clerk", "POST", "/applications/"+app+"/enter-here", nil).json(t), "task")
		var v desk.TaskView
		w.ok("clerk", "GET", "/tasks/"+task, nil).into(t, &v)
		if !v.Task.Local || v.Task.LeaseUntil == nil {
			t.Fatalf("keyed here: %+v", v.Task)
		}
		app, _ = w.reach("entering")
		a := w.refused(409, "already_started", "clerk", "POST", "/applications/"+app+"/take-back", nil, "Accept-Language", "en")
		if p := a.json(t); str(p, "args", "who") != "職員keyer" || !strings.HasPrefix(str(p, "title"), "職員keyer has been at the first entry since ") {
			t.Fatalf("the conflict says %s", a.Raw)
		}
	})
}

// reopened takes completed, checked and printed applications back to entry.
func (w *town) reopened() {
	w.t.Helper()
	for _, state := range []string{"completed", "checked", "printed"} {
		app, _ := w.reach("completed")
		path := "/applications/" + app
		if state != "completed" {
			w.ok("clerk", "POST", path+"/check", nil)
		}
		if state == "printed" {
			w.papers(app, []string{"receipt"})
			w.ok("clerk", "POST", path+"/printed", nil)
		}
		task := str(w.ok("clerk", "POST", path+"/reopen", m{"reason": "番地の誤り", "center": false}).json(w.t), "task")
		w.ok("clerk", "PUT", "/tasks/"+task+"/draft", m{"fields": m{"requester_name": m{"v": "山田　花子"}, "subject.1.name": m{"v": "山田　花子"}}})
		w.ok("clerk", "POST", "/tasks/"+task+"/finish", nil)
		w.verify("third")
		if got := w.state(app); got != "completed" {
			w.t.Fatalf("%s, reopened and verified again, is %s", state, got)
		}
	}
}
