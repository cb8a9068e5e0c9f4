package hall_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/desk"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// worker is the n-th of the people at the center who key and verify.
func worker(n int) kernel.Actor {
	return kernel.Actor{ID: fmt.Sprintf("worker-%d", n), Name: fmt.Sprintf("担当%d", n), Office: "center", Seat: "center-1",
		Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
}

// split sends a certificate request whose names and numbers are worked on apart;
// its sheet is a drawn one, with marks and QR.
func (w *town) split(k catalog.Keying) (app string, truth sample.Truth) {
	w.t.Helper()
	app, truth = w.splittable(k)
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	return app, truth
}

func (w *town) splittable(k catalog.Keying) (app string, truth sample.Truth) {
	w.t.Helper()
	all, err := sample.Committed()
	w.ok(err)
	i := slices.IndexFunc(all, func(r sample.Ready) bool { return r.Procedure == certificate })
	k.Split = true
	w.keying(certificate, k)
	id := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo", Wish: []string{certificate}}))
	w.ok(w.Visits.Call(w.ctx, clerk, id))
	w.ok(w.Visits.Receive(w.ctx, clerk, id, visit.Came{As: "self", Proof: "one", ProofKind: "license"}, []string{certificate}))
	app = whole(w)(w.Visits.Get(w.ctx, clerk, id)).Applications[0].ID
	str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "form", Turn: scan.Automatic, Raw: all[i].PNG}))
	w.ok(w.Visits.Accept(w.ctx, clerk, app))
	return app, all[i].Truth
}

// keying has the lead set a policy.
func (w *town) keying(procedure string, k catalog.Keying) {
	w.t.Helper()
	if k.Plain == "" {
		k.Plain, k.Dangerous = catalog.ModeOnce, catalog.ModeOnce
	}
	k.Compare, k.Confirm, k.ConfirmDangerous = catalog.CompareBatch, 1, 1
	ks, err := w.Requests.KeyingPolicies(w.ctx, leader)
	w.ok(err)
	for _, now := range ks {
		if now.Procedure == procedure {
			w.ok(w.Requests.SetKeying(w.ctx, leader, procedure, now.Version, k))
		}
	}
}

// tasks are all tasks an application ever had.
func (w *town) tasks(app string) (out []string) {
	w.t.Helper()
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		return tx.Each(w.ctx, `SELECT id FROM task WHERE application=$1 ORDER BY opened_at, id`, []any{app}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			out = append(out, id)
			return err
		})
	}))
	return out
}

func TestNobodySeesNameAndNumberOfOneForm(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
		e := w.watch(app, truth)
		steps := []struct {
			kind, next request.Kind
			portion    catalog.Portion
			wrong      map[string]string
		}{
			{request.First, request.Second, catalog.Names, nil},
			{request.Second, request.Adjudication, catalog.Names, map[string]string{"requester_name": "渡邊　次郎"}},
			{request.Adjudication, request.First, catalog.Names, nil},
			{request.First, request.Second, catalog.Numbers, nil},
			{request.Second, request.Adjudication, catalog.Numbers, map[string]string{"requester_birth": "S50.1.1"}},
			{request.Adjudication, request.Verification, catalog.Numbers, nil},
		}
		for i, s := range steps {
			who := worker(i)
			task := w.next(who, s.kind)
			if task.Portion != s.portion {
				t.Fatalf("step %d is of %q", i, task.Portion)
			}
			asked := w.typeIn(who, task.ID, truth, s.wrong)
			for _, c := range asked {
				if !e.form.In(s.portion, c.Key) {
					t.Errorf("step %d asks %s", i, c.Key)
				}
			}
			if s.kind == request.Adjudication {
				field := map[catalog.Portion]string{catalog.Names: "requester_name", catalog.Numbers: "requester_birth"}[s.portion]
				_, err := w.Entries.SaveDraft(w.ctx, who, task.ID, map[string]entry.Typed{field: {V: truth.Want[field].V, Again: true}})
				w.ok(err)
			}
			for n := range 9 {
				e.walk(worker(n))
			}
			w.finish(who, task.ID, s.next)
			if s := w.state(app); i < len(steps)-1 && s != visit.Entering {
				t.Fatalf("after step %d: %s", i, s)
			}
		}
		w.proven(app)
		for i, portion := range catalog.Portions() {
			for n := range 3 { // who keyed it, and who keyed the other one
				if _, err := w.Requests.Next(w.ctx, worker(n+3*i), []request.Kind{request.Verification}); kernel.CodeOf(err) != "nothing_waiting" {
					t.Fatalf("%s verifies what they keyed: %v", worker(n+3*i).ID, err)
				}
			}
			task := w.roomOf(worker(6+i), portion)
			for n := range 9 {
				if n < 6+i {
					if _, err := w.Verify.Join(w.ctx, worker(n), task.ID); !slices.Contains([]string{"own_entry", "other_portion_seen"}, kernel.CodeOf(err)) {
						t.Fatalf("%s enters: %v", worker(n).ID, err)
					}
				}
				e.walk(worker(n))
			}
			w.confirmAll(worker(6+i), task.ID)
		}
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		for n := range 9 {
			e.walk(worker(n))
		}
		for key, v := range truth.Want {
			if got := w.stands(app, key); v.V != "" && got.V != v.V {
				t.Errorf("%s: %+v, not %+v", key, got, v)
			}
		}
		for n := range 8 {
			want := []catalog.Portion{catalog.Names, catalog.Numbers}[map[int]int{3: 1, 4: 1, 5: 1, 7: 1}[n]]
			if got := e.seen[worker(n).ID]; len(got) != 1 || got[want] == "" {
				t.Errorf("%s saw %v", worker(n).ID, got)
			}
		}
		if len(e.seen["worker-8"]) > 0 {
			t.Errorf("who had no task saw %v", e.seen["worker-8"])
		}
		w.end(app)
	})
}

// Over night a form goes home with nobody, and who saw a portion yesterday does
// not get the other one today.
func TestYesterdaysPortionIsRemembered(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		e := w.watch(app, truth)
		w.next(worker(0), request.First)
		e.walk(worker(0))
		w.clock.Advance(22 * time.Hour)
		_, err := w.Requests.Expire(w.ctx)
		w.ok(err)
		w.ok(w.Duty.Begin(w.ctx))
		task := w.next(worker(1), request.First)
		w.typeIn(worker(1), task.ID, truth, nil)
		w.finish(worker(1), task.ID, request.First)
		if _, err := w.Requests.Next(w.ctx, worker(0), nil); kernel.CodeOf(err) != "nothing_waiting" {
			t.Fatalf("yesterday the names, today the numbers: %v", err)
		}
		w.ok(w.Duty.Leave(w.ctx, worker(2), "lunch")) // nothing is given to who is away
		if _, err := w.Requests.Next(w.ctx, worker(2), nil); kernel.CodeOf(err) != "away_now" {
			t.Fatal(err)
		}
		task = w.next(worker(3), request.First)
		w.ok(w.Duty.Leave(w.ctx, worker(3), "lunch")) // and what they hold goes back
		if again := w.next(worker(4), request.First); again.ID != task.ID || again.Portion != catalog.Numbers {
			t.Fatalf("%+v", again)
		}
		if s := w.state(app); s != visit.Entering { // nobody may cancel what has begun
			t.Fatal(s)
		}
		for n := range 5 {
			e.walk(worker(n))
		}
	})
}

// Two windows of one person, or two people, who ask at once get what they may
// have, once.
func TestAPortionIsGivenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		var wg sync.WaitGroup
		got := make([]request.Task, 8)
		for i := range got {
			wg.Go(func() { got[i], _ = w.Requests.Next(w.ctx, worker(i/4), []request.Kind{request.First}) })
		}
		wg.Wait()
		holders := map[string]bool{}
		for i, task := range got {
			if task.ID != "" {
				holders[worker(i/4).ID] = true
			}
		}
		if len(holders) != 1 {
			t.Fatalf("given to %v", holders)
		}
		holder := 0
		if holders["worker-1"] {
			holder = 1
		}
		task := w.next(worker(holder), request.First)
		w.typeIn(worker(holder), task.ID, truth, nil)
		w.finish(worker(holder), task.ID, request.First)
		if _, err := w.Requests.Next(w.ctx, worker(holder), nil); kernel.CodeOf(err) != "nothing_waiting" {
			t.Fatalf("both portions to one person: %v", err)
		}
		numbers := w.next(worker(5), request.First)
		if numbers.Application != app || numbers.Portion != catalog.Numbers {
			t.Fatalf("%+v", numbers)
		}
		if ahead, err := w.Requests.Ahead(w.ctx, worker(6)); err != nil || len(ahead) > 0 {
			t.Fatalf("a portion is fetched ahead: %v %v", ahead, err)
		}
		if _, err := w.Inquiries.Ask(w.ctx, worker(5), numbers.ID, "requester_name", "何と書いてありますか"); kernel.CodeOf(err) != "field_unknown" {
			t.Fatalf("asked about the other portion: %v", err)
		}
		if _, err := w.Entries.SaveDraft(w.ctx, worker(5), numbers.ID, map[string]entry.Typed{"requester_name": {V: "山田　太郎"}}); kernel.CodeOf(err) != "field_unknown" {
			t.Fatalf("typed into the other portion: %v", err)
		}
	})
}

// An answer of the counter is told to whoever works on the field's portion.
func TestAnswersStayInTheirPortion(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		task := w.next(worker(0), request.First)
		in, err := w.Inquiries.Ask(w.ctx, worker(0), task.ID, "requester_name", "﨑ですか")
		w.ok(err)
		w.ok(w.Inquiries.Answer(w.ctx, clerk, in, "typed", "山﨑　太郎です"))
		if w.next(worker(0), request.First).ID != task.ID {
			t.Fatal("another task")
		}
		w.typeIn(worker(0), task.ID, truth, nil)
		w.finish(worker(0), task.ID, request.First)
		numbers := w.next(worker(1), request.First)
		v, err := desk.New(w.Hall).Task(w.ctx, worker(1), numbers.ID, desk.For{Lang: "ja"})
		w.ok(err)
		if len(v.Ask) > 0 || v.Task.Portion != "numbers" {
			t.Errorf("%+v", v.Ask)
		}
		w.watch(app, truth).walk(worker(1))
	})
}

// A form that cannot be shown in portions is not sent; its counter, who has the
// paper, keys it, and the center verifies it apart.
func TestWhatCannotBeSplitIsNotSent(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.keying(certificate, catalog.Keying{Split: true})
		app := w.receive(certificate, 3) // a sheet without marks
		if err := w.Requests.Send(w.ctx, clerk, app); kernel.CodeOf(err) != "page_not_split" {
			t.Fatalf("sent: %v", err)
		}
		// What the counter began goes back to the counter when its clerk vanishes.
		here := str(w)(w.Requests.EnterHere(w.ctx, clerk, app))
		_, err := w.Entries.SaveDraft(w.ctx, clerk, here, map[string]entry.Typed{"requester_name": {V: "山田　太郎"}})
		w.ok(err)
		w.clock.Advance(3 * time.Minute)
		if n, err := w.Requests.Expire(w.ctx); err != nil || n != 1 || w.state(app) != visit.Accepted {
			t.Fatalf("%d expired to %s: %v", n, w.state(app), err)
		}
		w.nothingFor(worker(0))
		if again := str(w)(w.Requests.EnterHere(w.ctx, clerk, app)); again != here {
			t.Fatal("another task: the draft is lost")
		}
		app, truth := w.splittable(catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
		id := str(w)(w.Requests.EnterHere(w.ctx, clerk, app))
		w.typeIn(clerk, id, truth, nil)
		w.finish(clerk, id, request.Second)
		e := w.watch(app, truth)
		for i, portion := range []catalog.Portion{catalog.Names, catalog.Numbers} {
			task := w.next(worker(i), request.Second)
			if task.Portion != portion {
				t.Fatalf("%q", task.Portion)
			}
			w.typeIn(worker(i), task.ID, truth, nil)
			e.walk(worker(i))
			w.finish(worker(i), task.ID, []request.Kind{request.Second, request.Verification}[i])
		}
		for i := range 2 {
			w.confirmAll(worker(3+i), w.next(worker(3+i), request.Verification).ID)
		}
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
	})
}

// The counter may take over a form whose names are keyed: it has the whole then,
// with what was keyed, and what it gives away again is split again.
func TestTheCounterTakesAPortionOver(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		task := w.next(worker(0), request.First)
		w.typeIn(worker(0), task.ID, truth, nil)
		w.finish(worker(0), task.ID, request.First)
		w.ok(w.Requests.Return(w.ctx, clerk, app, "窓口で入力する"))
		id := str(w)(w.Requests.EnterHere(w.ctx, clerk, app))
		work, err := w.Entries.Open(w.ctx, clerk, id)
		w.ok(err)
		if got := work.Values["requester_name"]; got.V != truth.Want["requester_name"].V {
			t.Fatalf("the names are lost: %+v", got)
		}
		_, err = w.Entries.SaveDraft(w.ctx, clerk, id, map[string]entry.Typed{"requester_birth": {V: truth.Want["requester_birth"].V}})
		w.ok(err)
		w.ok(w.Requests.Release(w.ctx, clerk, id))
		if task = w.next(worker(0), request.First); task.Portion != catalog.Names {
			t.Fatalf("%+v", task)
		}
		w.typeIn(worker(0), task.ID, truth, nil)
		w.finish(worker(0), task.ID, request.First)
		task = w.next(worker(1), request.First)
		if work, err = w.Entries.Open(w.ctx, worker(1), task.ID); err != nil || work.Values["requester_birth"].V != truth.Want["requester_birth"].V {
			t.Fatalf("the counter's numbers are lost: %+v %v", work.Values, err)
		}
		e := w.watch(app, truth)
		e.walk(worker(0))
		e.walk(worker(1))
		w.typeIn(worker(1), task.ID, truth, nil)
		w.finish(worker(1), task.ID, request.Verification)
	})
}

// A reopened form is split as it was, whatever the policy says by then.
func TestAReopenedFormStaysSplit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app, truth := w.split(catalog.Keying{})
		e := w.watch(app, truth)
		through := func(first int) {
			for i, kind := range []request.Kind{request.First, request.First, request.Verification, request.Verification} {
				who := worker(first + i)
				if i == 3 && w.state(app) == visit.Completed { // nothing was changed of the numbers: they stand confirmed
					break
				}
				task := w.next(who, kind)
				e.walk(who)
				if kind == request.Verification {
					w.confirmAll(who, task.ID)
					continue
				}
				w.typeIn(who, task.ID, truth, nil)
				w.finish(who, task.ID, []request.Kind{request.First, request.Verification}[i])
			}
		}
		through(0)
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		w.keying(certificate, catalog.Keying{})
		_, err := w.Requests.Reopen(w.ctx, clerk, app, "氏名の誤り", true)
		w.ok(err)
		if task := w.next(worker(4), request.First); task.Portion != catalog.Names {
			t.Fatalf("%+v", task)
		}
		if _, err := w.Requests.Next(w.ctx, worker(1), nil); kernel.CodeOf(err) != "nothing_waiting" {
			t.Fatalf("who keyed numbers keys names: %v", err)
		}
		through(4)
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
		for n := range 8 {
			e.walk(worker(n))
		}
	})
}
