package api_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/office"
)

// visitor brings a called and received visitor with these procedures and
// returns the visit and its applications.
func (w *town) visitor(procedures ...string) (visit string, apps []string) {
	w.t.Helper()
	visit = str(w.ok("clerk", "POST", "/visits", m{"office": "chuo", "wish": procedures}).json(w.t), "id")
	w.ok("clerk", "POST", "/visits/"+visit+"/call", nil)
	v := w.ok("clerk", "POST", "/visits/"+visit+"/receive", m{"as": "self", "proof": "one", "proof_kind": "license", "procedures": procedures}).json(w.t)
	for _, a := range v["applications"].([]any) {
		apps = append(apps, str(a, "id"))
	}
	return visit, apps
}

func (w *town) scan(app string) string {
	w.t.Helper()
	return str(w.ok("clerk", "POST", "/applications/"+app+"/pages?kind=form&turn=0", sheet(), "Content-Type", "image/jpeg").json(w.t), "id")
}

// next takes a task of a kind.
func (w *town) next(login, kind string) desk.TaskView {
	w.t.Helper()
	var v desk.TaskView
	w.ok(login, "POST", "/center/next", m{"kinds": []string{kind}}).into(w.t, &v)
	return v
}

// typed is what a keyer types for a form, the same every time.
func (w *town) typed(task desk.TaskView) map[string]any {
	w.t.Helper()
	fields := m{}
	if task.Application.Way == "core" {
		for _, it := range task.Items {
			fields[it.Key] = m{"v": "done"}
		}
		return fields
	}
	procedure := task.Application.Procedure
	if kept, ok := w.forms[procedure]; ok {
		return kept
	}
	truth, err := sample.Fill(w.hall.Catalog, procedure, 5, sample.Options{Today: w.clock.Now(), People: 2})
	must(w.t, err)
	for key, v := range truth.Typed {
		fields[key] = m{"v": v}
	}
	w.forms[procedure] = fields
	return fields
}

// key keys a task, agrees to what is asked and finishes it.
func (w *town) key(login string, task desk.TaskView) string {
	w.t.Helper()
	path := "/tasks/" + task.Task.ID
	var saved desk.SavedView
	w.ok(login, "PUT", path+"/draft", m{"fields": w.typed(task)}).into(w.t, &saved)
	yes := m{}
	for key, f := range saved.Fields {
		if f.Problem != nil && f.Problem.Level == "ask" {
			yes[key] = m{"v": f.Problem.Proposal}
		}
	}
	if len(yes) > 0 {
		w.ok(login, "PUT", path+"/draft", m{"fields": yes})
	}
	number := ""
	if task.Application.Way == "core" {
		number = "2026-000123"
	}
	return str(w.ok(login, "POST", path+"/finish", m{"core_number": number}).json(w.t), "next")
}

func seen(v desk.VerifyView) []m {
	var out []m
	for _, r := range v.Rows {
		out = append(out, m{"field": r.Key, "version": r.Version})
	}
	return out
}

// verify confirms everything at once and finishes.
func (w *town) verify(login string) {
	w.t.Helper()
	var v desk.VerifyView
	w.ok(login, "POST", "/center/next", m{"kinds": []string{"verification"}}).into(w.t, &v)
	w.confirm(login, v)
}

func (w *town) confirm(login string, v desk.VerifyView) {
	w.t.Helper()
	path := "/tasks/" + v.Task.ID
	w.ok(login, "POST", path+"/confirm", m{"fields": seen(v)}).into(w.t, &v)
	if v.Left != 0 {
		w.t.Fatalf("%d fields are left after confirming all", v.Left)
	}
	w.ok(login, "POST", path+"/finish", nil)
}

func (w *town) state(app string) string {
	w.t.Helper()
	return str(w.ok("clerk", "GET", "/applications/"+app, nil).json(w.t), "state")
}

func TestALifeFromReceptionToHandOver(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"here", "core"} {
		for _, procedure := range []string{"transfer_in", "nhi_join", "resident_certificate"} {
			t.Run(way+"/"+procedure, func(t *testing.T) {
				t.Parallel()
				dbtest.Run(t, func(t *testing.T, d *db.DB) { life(t, newTown(t, d), way, procedure) })
			})
		}
	}
}

func life(t *testing.T, w *town, way, procedure string) {
	if way == "core" {
		must(t, w.hall.Offices.SetRollout(background, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: procedure, Mode: office.On, Way: "core", Since: "2026-11-01"}))
	}
	visit, apps := w.visitor(procedure)
	app := apps[0]
	page := w.scan(app)
	w.ok("clerk", "POST", "/applications/"+app+"/accept", nil)
	w.ok("clerk", "POST", "/applications/"+app+"/request", nil)
	task := w.next("keyer", "first")
	if task.Application.ID != app || task.Application.Way != way || len(task.Pages) != 1 || task.Pages[0].ID != page || task.Application.CounterName == "" {
		t.Fatalf("the task says %+v, pages %+v", task.Application, task.Pages)
	}
	if img := w.ok("keyer", "GET", task.Pages[0].View[len("/api/v1"):], nil); !bytes.HasPrefix(img.Raw, []byte{0xff, 0xd8}) {
		t.Fatal("the page's view is not a JPEG")
	}
	if next := w.key("keyer", task); next != "verification" {
		t.Fatalf("after the entry comes %q", next)
	}
	w.refused(404, "nothing_waiting", "keyer", "POST", "/center/next", m{"kinds": []string{"verification"}})
	w.verify("second")
	registers, documents := true, []string{"receipt", "content"}
	if procedure == "resident_certificate" {
		registers, documents = false, []string{"receipt"}
	}
	if got := w.state(app); registers && way == "core" && got != "registered" || (!registers || way == "here") && got != "completed" {
		t.Fatalf("after the verification: %s", got)
	}
	if registers && way == "here" {
		w.refused(409, "not_yet_registered", "clerk", "POST", "/applications/"+app+"/check", nil)
		w.ok("clerk", "POST", "/applications/"+app+"/register", m{"number": "K-1"})
	}
	w.ok("clerk", "POST", "/applications/"+app+"/check", nil)
	w.refused(409, "document_missing", "clerk", "POST", "/applications/"+app+"/printed", nil)
	w.papers(app, documents)
	w.ok("clerk", "POST", "/applications/"+app+"/printed", nil)
	w.refused(422, "checklist_incomplete", "clerk", "POST", "/applications/"+app+"/finish", m{"ending": "delivered", "checklist": m{"ticket": true, "name": true, "counted": false}})
	w.ok("clerk", "POST", "/applications/"+app+"/finish", m{"ending": "delivered", "checklist": m{"ticket": true, "name": true, "counted": true}})
	w.over(visit, app, way)
}

func (w *town) papers(app string, kinds []string) {
	w.t.Helper()
	made := w.ok("clerk", "POST", "/applications/"+app+"/documents", m{"kinds": kinds}).json(w.t)["documents"].([]any)
	if len(made) != len(kinds) {
		w.t.Fatalf("%d papers for %v", len(made), kinds)
	}
	for _, d := range made {
		a := w.ok("clerk", "GET", "/documents/"+str(d, "id"), nil)
		if a.Header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(a.Raw, []byte("%PDF-")) {
			w.t.Fatalf("the paper is %s", a.Header.Get("Content-Type"))
		}
	}
}

// over checks what is left of a finished life: a closed visit, its values and
// a timeline that tells everything.
func (w *town) over(visit, app, way string) {
	w.t.Helper()
	v := w.ok("clerk", "GET", "/visits/"+visit, nil).json(w.t)
	if str(v, "state") != "done" {
		w.t.Fatalf("the visit is %s", str(v, "state"))
	}
	a := w.ok("clerk", "GET", "/applications/"+app, nil).json(w.t)
	if str(a, "state") != "finished" || str(a, "ending") != "delivered" || len(a["values"].([]any)) < 3 {
		w.t.Fatalf("the application: %v", a)
	}
	kinds := map[string]bool{}
	for _, e := range w.ok("clerk", "GET", "/visits/"+visit+"/timeline", nil).json(w.t)["events"].([]any) {
		kinds[str(e, "kind")] = true
		if str(e, "actor") == w.ids["clerk"] && str(e, "who") != "職員clerk" {
			w.t.Fatalf("the clerk is called %q", str(e, "who"))
		}
	}
	for _, k := range []string{"visit.arrived", "visit.called", "visit.received", "application.added", "page.added", "application.requested",
		"application.claimed", "application.entered", "fields.confirmed", "application.completed", "document.made", "application.finished", "visit.closed"} {
		if !kinds[k] {
			w.t.Errorf("%s: the timeline lacks %s", way, k)
		}
	}
}

func TestSeveralErrandsOfOneVisit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		visit, apps := w.visitor("transfer_in", "nhi_join")
		apps = append(apps, str(w.ok("clerk", "POST", "/visits/"+visit+"/applications", m{"procedure": "resident_certificate"}).json(t), "id"))
		if len(apps) != 3 {
			t.Fatalf("%d applications", len(apps))
		}
		w.refused(409, "procedure_twice", "clerk", "POST", "/visits/"+visit+"/applications", m{"procedure": "resident_certificate"})
		list := w.ok("clerk2", "GET", "/visits?place=chuo", nil).json(t)["visits"].([]any)
		if len(list) != 1 || len(list[0].(m)["applications"].([]any)) != 3 {
			t.Fatalf("the board shows %v", list)
		}
		first := w.scan(apps[0])
		w.refused(409, "page_already_scanned", "clerk", "POST", "/applications/"+apps[1]+"/pages", sheet(), "Content-Type", "image/jpeg")
		w.ok("clerk", "POST", "/pages/"+first+"/move", m{"application": apps[1], "reason": "国保の届出書でした"})
		w.ok("clerk", "POST", "/pages/"+first+"/turn", m{"turn": 2})
		w.ok("clerk", "POST", "/applications/"+apps[0]+"/accept", nil)
		w.refused(422, "page_missing", "clerk", "POST", "/applications/"+apps[0]+"/request", nil)
		pages := w.ok("clerk", "GET", "/applications/"+apps[1], nil).json(t)["pages"].([]any)
		if len(pages) != 1 || pages[0].(m)["turn"] != 180.0 {
			t.Fatalf("after moving and turning: %v", pages)
		}
		for _, size := range []string{"view", "thumb"} {
			a := w.ok("clerk", "GET", "/pages/"+first+"/image?size="+size, nil)
			pic, err := jpeg.DecodeConfig(bytes.NewReader(a.Raw))
			if a.Header.Get("Content-Type") != "image/jpeg" || err != nil || (size == "view") != (pic.Width > 1000) {
				t.Fatalf("%s: %d wide, %v", size, pic.Width, err)
			}
		}
		w.refused(422, "input_invalid", "clerk", "GET", "/pages/"+first+"/image?size=original", nil)
	})
}
