package hall_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// judged reads whose errors were recorded for a form, each verification's apart.
func (w *town) judged(app string) (out [][]verify.Judgement) {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	events, err := w.Journal.OfVisit(w.ctx, a.Visit)
	w.ok(err)
	for _, e := range events {
		if e.Kind == verify.Judged && e.Application == app {
			var j verify.Judgements
			w.ok(json.Unmarshal(e.Payload, &j))
			out = append(out, j.Wrong)
		}
	}
	return out
}

// overrule corrects the requester's name as it stands.
func (w *town) overrule(who kernel.Actor, task, name string) {
	w.t.Helper()
	room, err := w.Verify.Join(w.ctx, who, task)
	w.ok(err)
	_, err = w.Verify.Correct(w.ctx, who, task, "requester_name", rowOf(room, "requester_name").Value.Version, entry.Typed{V: name}, "画像のとおりに直しました")
	w.ok(err)
}

func one(t *testing.T, got []verify.Judgement) verify.Judgement {
	t.Helper()
	if len(got) != 1 || got[0].Field != "requester_name" {
		t.Fatalf("%+v", got)
	}
	return got[0]
}

// An error that the verification finds is the keyer's, and apart from that the
// one's who had confirmed it. Nothing is said before the end.
func TestAnErrorIsItsKeyersAndItsVerifiersApart(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		right := truth.Want["requester_name"].V
		app := w.policy(certificate, 71, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": "山崎　太郎"})
		w.finish(keyer, first.ID, request.Verification)
		task := w.next(second, request.Verification).ID
		w.sayYes(second, task) // overlooks it
		w.overrule(third, task, right)
		if got := w.judged(app); len(got) != 0 {
			t.Fatalf("judged before anybody confirmed the correction: %+v", got)
		}
		w.confirmAll(second, task)
		got := w.judged(app)
		if len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		if j := one(t, got[0]); j.Version != 1 || !slices.Equal(j.Keyed, []string{keyer.ID}) || !slices.Equal(j.Confirmed, []string{second.ID}) || j.Corrected != "" {
			t.Errorf("%+v", j)
		}
		w.proven(app)

		// Found at the counter after all: this time the corrector was wrong, and
		// who confirmed the correction; what was judged before is not judged again.
		center, err := w.Requests.Reopen(w.ctx, clerk, app, "お名前が違いました", true)
		w.ok(err)
		again := w.next(fourth, request.First)
		if again.ID != center {
			t.Fatal("another task")
		}
		w.typeIn(fourth, again.ID, truth, map[string]string{"requester_name": "山﨑　太郎"})
		next, err := w.Entries.Finish(w.ctx, fourth, again.ID, "")
		w.ok(err)
		if next != request.Verification {
			t.Fatal(next)
		}
		w.confirmAll(second, w.next(second, request.Verification).ID)
		if got = w.judged(app); len(got) != 2 {
			t.Fatalf("%+v", got)
		}
		if j := one(t, got[1]); j.Version != 2 || len(j.Keyed) != 0 || j.Corrected != third.ID || !slices.Equal(j.Confirmed, []string{second.ID}) {
			t.Errorf("%+v", j)
		}
	})
}

// A correction that is corrected back is the corrector's error; the keyer was
// right all the time.
func TestACorrectionThatWasWrongIsTheCorrectors(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 72, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, nil)
		w.finish(keyer, first.ID, request.Verification)
		task := w.next(second, request.Verification).ID
		w.overrule(third, task, "山崎　太郎")
		w.sayYes(second, task)
		w.overrule(fourth, task, truth.Want["requester_name"].V)
		w.confirmAll(second, task)
		got := w.judged(app)
		if len(got) != 1 {
			t.Fatalf("%+v", got)
		}
		if j := one(t, got[0]); j.Version != 2 || j.Corrected != third.ID || len(j.Keyed) != 0 || !slices.Equal(j.Confirmed, []string{second.ID}) {
			t.Errorf("%+v", j)
		}
	})
}

// Two who misread alike are both wrong when the verification finds it; what
// differed between blind entries was settled before and is not counted here.
func TestWhoMisreadAlikeIsCountedWithTheFirst(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 73, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeThird})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": "山崎　太郎", "requester_birth": "S50.1.1"})
		w.finish(keyer, first.ID, request.Second)
		task := w.next(second, request.Second)
		w.typeIn(second, task.ID, truth, map[string]string{"requester_name": "山崎　太郎", "requester_birth": "S51.2.2"})
		w.finish(second, task.ID, request.Third)
		task = w.next(third, request.Third)
		w.typeIn(third, task.ID, truth, map[string]string{"requester_birth": "S51.2.2"})
		w.finish(third, task.ID, request.Verification)
		room := w.next(fourth, request.Verification).ID
		fifth := fourth
		fifth.ID, fifth.Name = "fifth", "五島"
		w.overrule(fourth, room, truth.Want["requester_name"].V)
		work, err := w.Verify.Join(w.ctx, fifth, room)
		w.ok(err)
		birth := rowOf(work, "requester_birth")
		_, err = w.Verify.Correct(w.ctx, fifth, room, "requester_birth", birth.Value.Version, entry.Typed{V: truth.Want["requester_birth"].V}, "画像のとおりに直しました")
		w.ok(err)
		w.sayYes(fifth, room)
		w.confirmAll(fourth, room)
		got := w.judged(app)
		if len(got) != 1 || len(got[0]) != 2 {
			t.Fatalf("%+v", got)
		}
		for _, j := range got[0] {
			want := map[string][]string{"requester_name": {keyer.ID, second.ID}, "requester_birth": {second.ID, third.ID}}[j.Field]
			slices.Sort(j.Keyed)
			slices.Sort(want)
			if !slices.Equal(j.Keyed, want) || len(j.Confirmed) != 0 {
				t.Errorf("%+v, want %v", j, want)
			}
		}
	})
}
