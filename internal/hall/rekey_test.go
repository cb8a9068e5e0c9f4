package hall_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/rekey"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/review"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/record/journal"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Two who have no hand in a form before its fields are sampled.
var (
	fifth = kernel.Actor{ID: "fifth", Name: "上田", Office: "center", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
	sixth = kernel.Actor{ID: "sixth", Name: "水野", Office: "center", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}}}
)

// sampling has the lead sample everything.
func (w *town) sampling(quiet bool) {
	w.t.Helper()
	p, err := w.Rekey.Policy(w.ctx, leader)
	w.ok(err)
	if p.On {
		w.t.Fatalf("samples are drawn before anybody wished it: %+v", p)
	}
	w.ok(w.Rekey.SetPolicy(w.ctx, leader, rekey.Policy{Version: p.Version, On: true, Width: 20, Floor: 100, Ceiling: 100, Quiet: quiet}))
}

// drawn draws to the end of the record, wherever its safe horizon is.
func (w *town) drawn() {
	w.t.Helper()
	last := w.count(`SELECT COALESCE(MAX(seq),0) FROM journal WHERE kind='application.completed'`)
	for w.ctx.Err() == nil {
		w.ok(w.Rekey.Draw(w.ctx))
		var at string
		w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { return tx.Row(w.ctx, `SELECT cursor FROM rekey_policy`, nil, &at) }))
		if at != "" && int(journal.Cursor(at).Seq()) >= last {
			return
		}
	}
}

// delivered keys, decides and verifies a certificate with a wrong name that
// the decision got wrong.
func (w *town) delivered(truth sample.Truth, seed uint64) string {
	w.t.Helper()
	const wrong = "渡邊　次郎"
	app := w.policy(certificate, seed, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
	first := w.next(keyer, request.First)
	w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": wrong})
	w.finish(keyer, first.ID, request.Second)
	task := w.next(second, request.Second)
	w.typeIn(second, task.ID, truth, nil)
	w.finish(second, task.ID, request.Adjudication)
	decision := w.next(third, request.Adjudication)
	w.typeIn(third, decision.ID, truth, map[string]string{"requester_name": wrong})
	_, err := w.Entries.SaveDraft(w.ctx, third, decision.ID, map[string]entry.Typed{"requester_name": {V: wrong, Again: true}})
	w.ok(err)
	w.finish(third, decision.ID, request.Verification)
	room := w.next(fourth, request.Verification)
	w.confirmAll(fourth, room.ID)
	return app
}

// keyedAgain has a stranger key the sample that is drawn next, as it is on paper.
func (w *town) keyedAgain(who kernel.Actor, truth sample.Truth) []entry.Cell {
	w.t.Helper()
	w.drawn()
	task := w.next(who)
	asked := w.typeIn(who, task.ID, truth, nil)
	w.finish(who, task.ID, request.Verification)
	return asked
}

func (w *town) nothingFor(people ...kernel.Actor) {
	w.t.Helper()
	for _, who := range people {
		if t, err := w.Requests.Next(w.ctx, who, nil); kernel.CodeOf(err) != "nothing_waiting" {
			w.t.Errorf("%s is given %+v %v", who.ID, t, err)
		}
	}
}

func TestDeliveredFieldsAreKeyedAgainByStrangers(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		app := w.delivered(truth, 31)
		stood := w.stands(app, "requester_name")
		w.nothingFor(fifth)
		w.drawn()
		w.drawn() // once is enough
		w.nothingFor(keyer, second, third, fourth)
		if n := w.count(`SELECT COUNT(*) FROM task WHERE kind='sample'`); n != 1 {
			t.Fatalf("%d samples", n)
		}
		task := w.next(fifth)
		w.looksLike(fifth, task, request.Second)
		asked := w.typeIn(fifth, task.ID, truth, nil)
		if len(asked) > 8 || !slices.ContainsFunc(asked, func(c entry.Cell) bool { return c.Key == "requester_name" }) {
			t.Fatalf("asked: %v", asked)
		}
		w.finish(fifth, task.ID, request.Verification)
		w.nothingFor(keyer, second, third, fourth, fifth)
		settle := w.next(sixth)
		w.looksLike(sixth, settle, request.Adjudication)
		if asked := w.typeIn(sixth, settle.ID, truth, nil); len(asked) != 1 || asked[0].Key != "requester_name" {
			t.Fatalf("to settle: %v", asked)
		}
		if _, err := w.Entries.Finish(w.ctx, sixth, settle.ID, ""); kernel.CodeOf(err) != "entry_incomplete" {
			t.Fatalf("a name was settled by typing once: %v", err)
		}
		_, err := w.Entries.SaveDraft(w.ctx, sixth, settle.ID, map[string]entry.Typed{"requester_name": {V: truth.Want["requester_name"].V, Again: true}})
		w.ok(err)
		w.finish(sixth, settle.ID, request.Verification)
		if v := w.stands(app, "requester_name"); v != stood {
			t.Errorf("a sample changed what was delivered: %+v", v)
		}
		if state := w.state(app); state != visit.Completed {
			t.Errorf("a sample moved the application: %s", state)
		}
		w.oneErrorKnown(app)
	})
}

// looksLike: nothing tells whoever works on it that a task is a sample.
func (w *town) looksLike(who kernel.Actor, t request.Task, kind request.Kind) {
	w.t.Helper()
	if !t.Kind.Sampled() || t.Visit != "" {
		w.t.Fatalf("%+v", t)
	}
	v, err := desk.New(w.Hall).Task(w.ctx, who, t.ID, desk.For{Lang: "ja"})
	w.ok(err)
	if v.Task.Kind != string(kind) || v.Application.State != string(visit.Entering) || !v.Application.WaitingSince.Equal(w.clock.Now()) || len(v.Ask) > 0 {
		w.t.Errorf("it shows: %+v %+v", v.Task, v.Application)
	}
	if _, err := w.Inquiries.Ask(w.ctx, who, t.ID, "requester_name", "何と読みますか"); kernel.CodeOf(err) != "visitor_gone" {
		w.t.Errorf("asked the counter: %v", err)
	}
	if err := w.Requests.Return(w.ctx, who, t.Application, "読めない"); kernel.CodeOf(err) != "visitor_gone" {
		w.t.Errorf("returned: %v", err)
	}
	l, err := w.Requests.Load(w.ctx, who)
	w.ok(err)
	if l.Waiting+l.Entering != 0 {
		w.t.Errorf("the load counts a sample: %+v", l)
	}
}

// oneErrorKnown looks where a found error must be told.
func (w *town) oneErrorKnown(app string) {
	w.t.Helper()
	r, err := w.Rekey.Report(w.ctx, leader, "2026-11")
	w.ok(err)
	if r.All.Wrong != 1 || r.All.Again < 2 || r.All.Delivered < r.All.Again || !r.All.Known || r.All.Rate <= 0 || r.All.Low >= r.All.Rate || r.All.High <= r.All.Rate {
		w.t.Errorf("%+v", r.All)
	}
	if len(r.Forms) != 1 || len(r.Months) != 1 || r.Fields[0].Field != "requester_name" || r.Fields[0].Wrong != 1 {
		w.t.Errorf("%+v", r)
	}
	if _, err := w.Rekey.Report(w.ctx, keyer, "2026-11"); kernel.CodeOf(err) != "not_permitted" {
		w.t.Errorf("a keyer sees the report: %v", err)
	}
	found, err := w.Amend.FoundErrors(w.ctx, clerk, "chuo")
	w.ok(err)
	if len(found) != 1 || found[0].Application != app || found[0].Field != "requester_name" || found[0].Finished {
		w.t.Fatalf("the counter is told: %+v", found)
	}
	w.counted()
	all, err := w.Review.People(w.ctx, leader, "2026-11")
	w.ok(err)
	i := slices.IndexFunc(all, func(p review.Person) bool { return p.Staff == fourth.ID })
	if i < 0 || all[i].Missed != 1 || all[i].Confirmed == 0 {
		w.t.Errorf("the verifier's: %+v", all)
	}
	if err := w.Amend.DismissFound(w.ctx, keyer, app, "requester_name", "紙のとおり"); kernel.CodeOf(err) != "not_permitted" {
		w.t.Errorf("a keyer dismissed it: %v", err)
	}
	if err := w.Amend.DismissFound(w.ctx, clerk, app, "requester_name", " "); kernel.CodeOf(err) != "reason_missing" {
		w.t.Errorf("dismissed without a reason: %v", err)
	}
	_, err = w.Requests.Reopen(w.ctx, clerk, app, "氏名が違う", false)
	w.ok(err)
	if found, err = w.Amend.FoundErrors(w.ctx, clerk, "chuo"); err != nil || len(found) != 0 {
		w.t.Errorf("after it was opened for correction: %+v %v", found, err)
	}
}

func TestSamplesWaitForAQuietMoment(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		app := w.delivered(truth, 41)
		w.drawn()
		other := w.receive(certificate, 42)
		w.ok(w.Requests.Send(w.ctx, clerk, other))
		form := w.next(fifth)
		if form.Kind != request.First || form.Application != other {
			t.Fatalf("a sample went before a visitor's form: %+v", form)
		}
		task := w.next(sixth)
		if task.Kind != request.Sample {
			t.Fatalf("%+v", task)
		}
		w.ok(w.Requests.Release(w.ctx, sixth, task.ID))
		task = w.next(sixth)
		_, err := w.Requests.Reopen(w.ctx, clerk, app, "氏名が違う", false)
		w.ok(err)
		if _, err := w.Entries.Finish(w.ctx, sixth, task.ID, ""); kernel.CodeOf(err) != "task_not_yours" {
			t.Errorf("a sample of a reopened form was finished: %v", err)
		}
		w.nothingFor(sixth)
		p, err := w.Rekey.Policy(w.ctx, leader)
		w.ok(err)
		for _, bad := range []rekey.Policy{{Width: math.NaN(), Floor: 1, Ceiling: 5}, {Width: 20, Floor: math.NaN(), Ceiling: 5}, {Width: 20, Floor: 1, Ceiling: 5, Known: math.NaN()}, {Width: 0, Ceiling: 5}, {Width: 20, Floor: 6, Ceiling: 5}, {Width: 20, Floor: -1, Ceiling: 5}, {Width: 20, Ceiling: 101}} {
			bad.Version = p.Version
			if err := w.Rekey.SetPolicy(w.ctx, leader, bad); kernel.CodeOf(err) != "sample_width" && kernel.CodeOf(err) != "sample_share" {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		for _, who := range []kernel.Actor{keyer, clerk} {
			if err := w.Rekey.SetPolicy(w.ctx, who, p); kernel.CodeOf(err) != "not_permitted" {
				t.Errorf("%s: %v", who.ID, err)
			}
		}
		w.ok(w.Rekey.SetPolicy(w.ctx, leader, p))
		if err := w.Rekey.SetPolicy(w.ctx, leader, p); kernel.CodeOf(err) != "changed_meanwhile" {
			t.Errorf("an old version: %v", err)
		}
	})
}

func TestSamplesStandInTheOrderOfWorkWhereThePolicySaysSo(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(false)
		w.delivered(truth, 51)
		w.drawn()
		w.clock.Advance(time.Hour) // nobody is kept waiting by it, but it ages
		w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, 52)))
		if task := w.next(fifth); task.Kind != request.Sample {
			t.Fatalf("an old sample waits behind a new form: %+v", task)
		}
		w.ok(w.Rekey.Draw(w.ctx))
		if n := w.count(`SELECT COUNT(*) FROM task WHERE kind='sample' AND done_at=0`); n != 1 {
			t.Fatalf("%d samples are left in their day", n)
		}
		p, err := w.Rekey.Policy(w.ctx, leader)
		w.ok(err)
		p.On = false
		w.ok(w.Rekey.SetPolicy(w.ctx, leader, p))
		w.clock.Advance(14 * time.Hour) // nobody came back to it, and samples are off
		_, err = w.Requests.Expire(w.ctx)
		w.ok(err)
		w.ok(w.Rekey.Draw(w.ctx))
		w.ok(w.Rekey.Draw(w.ctx))
		if n := w.count(`SELECT COUNT(*) FROM task WHERE kind='sample' AND done_at=0`) + w.count(`SELECT COUNT(*) FROM rekey_field`); n != 0 {
			t.Errorf("%d samples and fields of the day before still wait", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='sample.expired'`); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}

func TestAProtectedPersonsFieldsAreNeverSampled(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		w.sampling(true)
		app := w.delivered(truth, 61)
		w.drawn()
		task := w.next(fifth)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		w.ok(w.Visits.Protect(w.ctx, clerk, a.Visit))
		if _, err := w.Entries.Open(w.ctx, fifth, task.ID); err == nil {
			t.Error("the sample of a protected person can still be read")
		}
		if n := w.count(`SELECT COUNT(*) FROM task WHERE kind='sample' AND done_at=0`); n != 0 {
			t.Errorf("%d samples are left on the list", n)
		}
		var e *kernel.Error
		if _, err := w.Entries.Finish(w.ctx, fifth, task.ID, ""); !errors.As(err, &e) {
			t.Errorf("it was finished: %v", err)
		}
	})
}
