package twin_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/insight/twin"
	"github.com/hitomado/hitomado/internal/paper/page"
)

func (w *day) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// handIn receives the next visitor at who's seat with one sheet and sends it.
func (w *day) handIn(who kernel.Actor, procedure string, raw []byte) (id, application string) {
	w.t.Helper()
	ctx := w.t.Context()
	id, err := w.h.Visits.CallNext(ctx, who)
	w.ok(err)
	w.ok(w.h.Visits.Receive(ctx, who, id, visit.Came{As: "self", Proof: "one", ProofKind: "license"}, []string{procedure}))
	v, err := w.h.Visits.Get(ctx, who, id)
	w.ok(err)
	application = v.Applications[0].ID
	_, err = w.h.Pages.Add(ctx, who, page.Upload{Application: application, Kind: "form", Raw: raw})
	w.ok(err)
	w.ok(w.h.Visits.Accept(ctx, who, application))
	w.ok(w.h.Requests.Send(ctx, who, application))
	return id, application
}

func (w *day) state(application string) visit.State {
	w.t.Helper()
	a, err := w.h.Visits.GetApplication(w.t.Context(), kernel.SystemActor, application)
	w.ok(err)
	return a.State
}

// until lets the day go on until an application is in one of the states.
func (w *day) until(tw *twin.Twin, application string, states ...visit.State) {
	w.t.Helper()
	for range 1200 {
		if slices.Contains(states, w.state(application)) {
			return
		}
		w.live(tw, 2*time.Second, 2*time.Second)
	}
	w.t.Fatalf("%s is %s after 40 minutes, wanted %v", application, w.state(application), states)
}

func TestColleaguesWorkForAPersonAtTheCounter(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tamura := w.who("tamura")
		tw.Occupy(tamura.ID)
		before := len(w.by(tamura.ID))
		w.live(tw, 20*time.Minute, 4*time.Second)
		if n := len(w.by(tamura.ID)); n != before {
			t.Errorf("%d acts in the name of a person", n-before)
		}
		b, err := w.h.Visits.Board(t.Context(), tamura, "chuo", "chuo-1")
		w.ok(err)
		if len(b.Waiting) < 3 {
			t.Errorf("only %d visitors are left for the person", len(b.Waiting))
		}
		sheet := stock(t)[1]
		id, app := w.handIn(tamura, sheet.Truth.Procedure, sheet.Pages[0])
		tw.HelpWith(app)
		w.until(tw, app, visit.Completed)
		w.wantValues(app, sheet)
		tw.Free(tamura.ID)
		w.until(tw, app, visit.Finished)
		if v, err := w.h.Visits.Get(t.Context(), tamura, id); err != nil || v.State != visit.Done {
			t.Errorf("the visit is %s: %v", v.State, err)
		}
	})
}

// Any seat can be taken; where nobody was expected, too, visitors are left.
func TestColleaguesLeaveVisitorsWhereverAPersonSits(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		miura := w.who("miura")
		tw.Occupy(miura.ID)
		w.live(tw, 25*time.Minute, 4*time.Second)
		b, err := w.h.Visits.Board(t.Context(), miura, "kita", "kita-1")
		w.ok(err)
		if len(b.Waiting) < 3 {
			t.Errorf("only %d visitors are left for the person", len(b.Waiting))
		}
	})
}

// by is what somebody did, sign-ins aside.
func (w *day) by(id string) []string {
	var out []string
	for _, e := range w.events() {
		if e.Actor == id && e.Visit != "" {
			out = append(out, e.Kind)
		}
	}
	return out
}

func (w *day) wantValues(application string, s twin.Sheet) {
	w.t.Helper()
	a, err := w.h.Visits.GetApplication(w.t.Context(), kernel.SystemActor, application)
	w.ok(err)
	got, err := w.h.Entries.ReadValues(w.t.Context(), kernel.SystemActor, a)
	w.ok(err)
	for key, want := range s.Truth.Want {
		if got[key].V != want.V {
			w.t.Errorf("%s is %q, the sheet says %q", key, got[key].V, want.V)
		}
	}
}

func TestColleaguesFindWhatAPersonMistyped(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.clock.Advance(twin.Morning)
		var err error
		w.city, err = twin.SeedWith(t.Context(), w.h, []twin.Sheet{}) // a morning without sheets leaves no work behind
		w.ok(err)
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tamura, sasaki := w.who("tamura"), w.who("sasaki")
		for _, p := range w.city.Staff {
			if p.Role == "keyer" || p.Role == "clerk" {
				tw.Occupy(p.Staff)
			}
		}
		sheet := stock(t)[0]
		_, app := w.handIn(tamura, sheet.Truth.Procedure, sheet.Pages[0])
		wrong := w.keyWrong(sasaki, app, sheet)
		w.until(tw, app, visit.Completed)
		w.wantValues(app, sheet)
		if n := len(w.corrected(app)); n != 1 || w.corrected(app)[0] != wrong {
			t.Errorf("corrected %v, mistyped %s", w.corrected(app), wrong)
		}
	})
}

// keyWrong keys a sheet with one wrong name and gives its key.
func (w *day) keyWrong(who kernel.Actor, app string, s twin.Sheet) (wrong string) {
	w.t.Helper()
	ctx := w.t.Context()
	task, err := w.h.Requests.Next(ctx, who, []request.Kind{request.First})
	w.ok(err)
	if task.Application != app {
		w.t.Fatal("another entry was waiting")
	}
	for range 5 {
		work, err := w.h.Entries.Open(ctx, who, task.ID)
		w.ok(err)
		typed := map[string]entry.Typed{}
		for _, c := range work.Cells {
			if text := s.Truth.Typed[c.Key]; text != "" && work.Values[c.Key].V != s.Truth.Want[c.Key].V {
				typed[c.Key] = entry.Typed{V: text}
			}
			if wrong == "" && c.Type == "name" && s.Truth.Typed[c.Key] != "" {
				wrong = c.Key
			}
		}
		if wrong != "" {
			typed[wrong] = entry.Typed{V: s.Truth.Typed[wrong] + "子"}
		}
		saved, err := w.h.Entries.SaveDraft(ctx, who, task.ID, typed)
		w.ok(err)
		yes := map[string]entry.Typed{}
		for key, ch := range saved.Fields {
			if ch.Problem != nil && ch.Problem.Proposal != "" && ch.Value.V == s.Truth.Want[key].V {
				yes[key] = entry.Typed{V: ch.Problem.Proposal}
			}
		}
		if len(yes) > 0 {
			_, err = w.h.Entries.SaveDraft(ctx, who, task.ID, yes)
			w.ok(err)
		}
	}
	_, err = w.h.Entries.Finish(ctx, who, task.ID, "")
	w.ok(err)
	return wrong
}

// corrected reads the visit's own record: the tail of all events may lag behind
// transactions that other tests run on the same server.
func (w *day) corrected(app string) (fields []string) {
	a, err := w.h.Visits.GetApplication(w.t.Context(), kernel.SystemActor, app)
	w.ok(err)
	events, err := w.h.Journal.OfVisit(w.t.Context(), a.Visit)
	w.ok(err)
	for _, e := range events {
		if e.Kind == "field.corrected" && e.Application == app {
			fields = append(fields, e.Field)
		}
	}
	return fields
}

func TestASheetNobodyCanReadComesBack(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tamura := w.who("tamura")
		tw.Occupy(tamura.ID)
		strange, err := picture(4711)
		w.ok(err)
		sheet := stock(t)[0]
		_, app := w.handIn(tamura, sheet.Truth.Procedure, strange)
		w.until(tw, app, visit.Returned)
		w.ok(w.h.Requests.Send(t.Context(), tamura, app))
		tw.Learn(app, sheet.Truth)
		w.until(tw, app, visit.Completed)
		w.wantValues(app, sheet)
	})
}

// Whoever sits down to key is left what comes next, for a minute.
func TestWhoSitsDownIsLeftTheNextRequest(t *testing.T) {
	t.Parallel()
	inMorning(t, func(t *testing.T, w *day) {
		tw := twin.New(w.h, w.city, twin.Options{Seed: 5, Stock: stock(t)})
		tamura, sasaki := w.who("tamura"), w.who("sasaki")
		tw.Occupy(tamura.ID)
		tw.Occupy(sasaki.ID)
		w.live(tw, 2*time.Minute, 4*time.Second)
		sheet := stock(t)[1]
		_, app := w.handIn(tamura, sheet.Truth.Procedure, sheet.Pages[0])
		tw.Free(sasaki.ID)
		tw.Occupy(sasaki.ID)
		w.live(tw, 50*time.Second, 2*time.Second)
		if got := w.state(app); got != visit.Requested {
			t.Errorf("a colleague was quicker: %s", got)
		}
		w.until(tw, app, visit.Entered, visit.Verifying, visit.Completed)
	})
}
