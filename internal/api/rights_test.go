package api_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/desk"
)

func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entering")
		visit := str(w.ok("clerk", "GET", "/applications/"+app, nil).json(t), "visit")
		var v desk.TaskView
		w.ok("keyer", "GET", "/tasks/"+task, nil).into(t, &v)
		image := "/pages/" + v.Pages[0].ID + "/image"
		for _, who := range []string{"second", "south", "typist", "audit"} {
			w.token(who)
		}
		before := w.end()

		w.refused(409, "task_not_yours", "second", "GET", "/tasks/"+task, nil)
		w.refused(409, "task_not_yours", "second", "PUT", "/tasks/"+task+"/draft", m{"fields": m{"requester_name": m{"v": "x"}}})
		w.refused(409, "task_not_yours", "second", "POST", "/tasks/"+task+"/heartbeat", nil)
		w.refused(409, "task_not_yours", "second", "POST", "/tasks/"+task+"/finish", nil)
		w.refused(403, "not_permitted", "second", "GET", image, nil)
		w.ok("keyer", "GET", image, nil)
		w.refused(403, "not_permitted", "keyer", "GET", "/visits/"+visit, nil)
		w.refused(403, "not_permitted", "keyer", "GET", "/applications/"+app, nil)
		w.refused(403, "not_permitted", "keyer", "GET", "/visits?place=chuo", nil)
		w.refused(403, "not_permitted", "keyer", "POST", "/visits", m{"office": "chuo"})
		w.refused(403, "not_permitted", "keyer", "POST", "/applications/"+app+"/end", m{"ending": "mistaken", "reason": "x"})
		w.refused(403, "not_permitted", "south", "GET", "/visits/"+visit, nil)
		w.refused(403, "not_permitted", "south", "POST", "/applications/"+app+"/pend", m{"reason": "x"})
		w.refused(403, "not_permitted", "south", "GET", image, nil)
		w.refused(403, "not_permitted", "clerk", "POST", "/center/next", m{})
		w.refused(403, "not_permitted", "typist", "POST", "/center/next", m{"kinds": []string{"verification"}})
		w.refused(403, "not_permitted", "clerk", "GET", "/journal", nil)
		w.refused(403, "not_permitted", "audit", "POST", "/applications/"+app+"/pend", m{"reason": "x"})
		w.ok("audit", "GET", "/journal?limit=5", nil)
		if w.end() != before {
			t.Fatal("a refusal changed something")
		}

		w.key("keyer", v)
		room := w.room(app)
		w.refused(403, "own_entry", "keyer", "POST", "/tasks/"+room+"/join", nil)
		w.refused(403, "own_entry", "keyer", "POST", "/tasks/"+room+"/confirm", m{"fields": []m{{"field": "requester_name", "version": 1}}})
		w.refused(403, "own_entry", "keyer", "POST", "/tasks/"+room+"/fields/requester_name/correct", m{"version": 1, "value": "山田", "reason": "x"})
		w.refused(403, "own_entry", "keyer", "POST", "/tasks/"+room+"/finish", nil)
		w.refused(403, "not_permitted", "typist", "POST", "/tasks/"+room+"/join", nil)
	})
}

// Who worked on a form at the center sees nothing of it once the work is done:
// neither what became of it nor its pages, and asks no questions about it.
func TestWhoFinishedSeesNoMore(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		app, task := w.reach("entering")
		var v desk.TaskView
		w.ok("keyer", "GET", "/tasks/"+task, nil).into(t, &v)
		w.key("keyer", v)
		w.refused(409, "task_not_yours", "keyer", "GET", "/tasks/"+task, nil)
		room := w.room(app)
		w.ok("second", "POST", "/tasks/"+room+"/join", nil)
		w.refused(409, "task_not_yours", "keyer", "POST", "/tasks/"+task+"/ask", m{"field": "requester_name", "question": "何"})
		if w.state(app) != "verifying" {
			t.Fatal("whoever keyed took the form out of its verification")
		}
		var r desk.VerifyView
		w.ok("second", "GET", "/tasks/"+room+"/verify", nil).into(t, &r)
		w.confirm("second", r)
		for _, who := range []string{"second", "third", "keyer"} {
			w.refused(409, "verification_over", who, "GET", "/tasks/"+room+"/verify", nil)
			w.refused(409, "verification_over", who, "GET", "/tasks/"+room, nil)
			w.refused(403, "not_permitted", who, "GET", "/pages/"+v.Pages[0].ID+"/image", nil)
		}
		w.refused(403, "not_permitted", "south", "POST", "/verification/confirm", m{"fields": []m{{"task": room, "field": "requester_name", "version": 1}}})
	})
}

// room finds the verification of an application.
func (w *town) room(app string) (id string) {
	w.t.Helper()
	must(w.t, w.hall.DB.Read(background, func(tx *db.Tx) error {
		return tx.Row(background, `SELECT id FROM task WHERE application=$1 AND kind='verification'`, []any{app}, &id)
	}))
	return id
}

// Who verifies sees values, colleagues in the room and corrections, but in no
// answer and in no refusal who keyed.
func TestWhoVerifiesNeverSeesWhoKeyed(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, task := w.reach("verifying")
		keyer := w.ids["keyer"]
		if keyer == "" {
			t.Fatal("nobody keyed")
		}
		path := "/tasks/" + task
		w.ok("third", "POST", path+"/join", nil)
		answers := []reply{
			w.ok("third", "GET", path+"/verify", nil),
			w.ok("third", "GET", path, nil),
			w.refused(409, "field_changed", "third", "POST", path+"/fields/requester_name/confirm", m{"version": 9}),
			w.refused(409, "field_changed", "third", "POST", path+"/fields/requester_name/correct", m{"version": 9, "value": "山田", "reason": "x"}),
			w.ok("third", "POST", path+"/fields/requester_name/correct", m{"version": 1, "value": "髙橋　𠮷子", "reason": "字がちがう"}),
			w.ok("second", "GET", path+"/verify", nil),
		}
		for i, a := range answers {
			if bytes.Contains(a.Raw, []byte(keyer)) || bytes.Contains(a.Raw, []byte("職員keyer")) {
				t.Errorf("answer %d names the keyer: %s", i, a.Raw)
			}
		}
		a := w.refused(409, "field_changed", "second", "POST", path+"/fields/requester_name/confirm", m{"version": 1})
		if p := a.json(t); str(p, "args", "who") != "職員third" || str(p, "args", "new") != "髙橋　𠮷子" || str(p, "field") != "requester_name" {
			t.Errorf("the second verifier is told %s", a.Raw)
		}
		var v desk.VerifyView
		w.ok("second", "GET", path+"/verify", nil).into(t, &v)
		for _, r := range v.Rows {
			if want := map[bool]string{true: w.ids["third"]}[r.Key == "requester_name"]; r.ChangedBy != want {
				t.Errorf("%s was changed by %q, want %q", r.Key, r.ChangedBy, want)
			}
		}
		if len(v.People) != 2 || !strings.Contains(v.People[0].OfficeName, "センター") {
			t.Errorf("in the room: %+v", v.People)
		}
		w.refused(422, "verification_incomplete", "second", "POST", path+"/finish", nil)
		w.ok("third", "POST", path+"/leave", nil)
		w.refused(409, "not_in_room", "third", "POST", path+"/presence", m{"field": "purpose"})
		w.ok("second", "POST", path+"/presence", m{"field": "purpose"})
	})
}

func TestWithoutASession(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.token("clerk")
		for _, door := range []string{"GET /visits?place=chuo", "POST /visits", "GET /journal", "GET /events", "PUT /tasks/x/draft", "DELETE /sessions", "GET /pages/x/image"} {
			method, path, _ := strings.Cut(door, " ")
			for _, auth := range []string{"", "Bearer ", "Bearer wrong", "Basic Y2xlcms6eA=="} {
				a := w.send("", method, path, nil, "Authorization", auth)
				if a.Status != 401 || a.code() != "session_missing" || a.Header.Get("WWW-Authenticate") == "" {
					t.Errorf("%s with %q: %d %s", door, auth, a.Status, a.Raw)
				}
			}
		}
		in := w.send("", "POST", "/sessions", []byte(`{"login":"CLERK","password":"correct horse","seat":"chuo-2"}`)).json(t)
		token := str(in, "token")
		if token == "" || str(in, "staff", "seat") != "chuo-2" || str(in, "expires") == "" {
			t.Fatalf("signed in: %v", in)
		}
		if a := w.send("", "GET", "/visits?place=chuo", nil, "Authorization", "Bearer "+token); a.Status != 200 {
			t.Fatalf("with the token: %d", a.Status)
		}
		if a := w.send("", "DELETE", "/sessions", nil, "Authorization", "Bearer "+token); a.Status != 204 {
			t.Fatalf("signing out: %d %s", a.Status, a.Raw)
		}
		if a := w.send("", "GET", "/visits?place=chuo", nil, "Authorization", "Bearer "+token); a.Status != 401 {
			t.Fatalf("after signing out: %d", a.Status)
		}
		for i := range 6 {
			a := w.send("", "POST", "/sessions", []byte(`{"login":"clerk","password":"wrong horse"}`))
			if want := []int{401, 401, 401, 401, 401, 429}[i]; a.Status != want {
				t.Fatalf("failure %d: %d %s", i+1, a.Status, a.Raw)
			}
		}
	})
}
