package hall_test

import (
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// Whoever asked goes on with another form, and has the first one again when the
// counter has answered: nobody else is given it.
func TestAnAnswerComesBackToWhoAsked(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for i := range 2 {
			w.ok(w.Requests.Send(w.ctx, clerk, w.receive(certificate, uint64(60+i))))
		}
		asked := w.next(keyer, request.First)
		id := str(w)(w.Inquiries.Ask(w.ctx, keyer, asked.ID, "requester_name", "「﨑」ですか"))
		other := w.next(keyer, request.First)
		if other.ID == asked.ID {
			t.Fatal("the asker waits with nothing to do")
		}
		w.clock.Advance(20 * time.Minute) // the visitor is looked for
		if _, err := w.Requests.Heartbeat(w.ctx, keyer, other.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := w.Requests.Expire(w.ctx); err != nil || n != 0 {
			t.Fatalf("%d expired: %v", n, err)
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, id, "typed", "はい"))
		w.clock.Advance(5 * time.Minute)
		_, err := w.Requests.Expire(w.ctx) // the other form's lease ended, the answered one's did not
		w.ok(err)
		if n := w.count(`SELECT COUNT(*) FROM task WHERE staff='keyer' AND state='leased'`); n != 1 {
			t.Fatalf("%d tasks are held", n)
		}
		if again := w.next(keyer, request.First); again.ID != asked.ID {
			t.Error("the answered form went to the end of the line")
		}
	})
}

// Two fields of one form may be asked about at once; with the last answer the
// form goes on with whoever asked, also where a question was left over from before
// the form was returned.
func TestSeveralQuestionsMayWait(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.keying(certificate, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
		app := w.receive(certificate, 62)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		left := str(w)(w.Inquiries.Ask(w.ctx, keyer, task.ID, "requester_birth", "何年ですか"))
		w.ok(w.Requests.Return(w.ctx, keyer, app, "用紙が汚れている"))
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task = w.next(keyer, request.First)
		var asked []string
		for _, field := range []string{"requester_name", "requester_phone"} {
			w.clock.Advance(time.Second)
			asked = append(asked, str(w)(w.Inquiries.Ask(w.ctx, keyer, task.ID, field, "何と書いてありますか")))
		}
		w.typeIn(keyer, task.ID, truthOf(w, certificate), nil)
		_, err := w.Entries.Finish(w.ctx, keyer, task.ID, "")
		w.refused("question_open", err) // else the answers would find nobody
		for _, id := range []string{asked[1], left} {
			w.ok(w.Inquiries.Answer(w.ctx, clerk, id, "typed", "はい"))
			if s := w.state(app); s != visit.Queried {
				t.Fatalf("questions are left, and it is %s", s)
			}
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, asked[0], "as_written", ""))
		if s := w.state(app); s != visit.Entering {
			t.Fatal(s)
		}
		if again := w.next(keyer, request.First); again.ID != task.ID {
			t.Fatal("the answered form went to somebody else")
		}
		w.clock.Advance(20 * time.Minute) // who does not come back loses it
		if n, err := w.Requests.Expire(w.ctx); err != nil || n != 1 {
			t.Fatalf("%d expired: %v", n, err)
		}
	})
}

func TestARescanNeedsANewPicture(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive(certificate, 65)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		w.clock.Advance(time.Minute)
		id := str(w)(w.Inquiries.Ask(w.ctx, keyer, task.ID, "requester_name", "画像が切れています"))
		w.clock.Advance(time.Minute)
		if err := w.Inquiries.Answer(w.ctx, clerk, id, "rescanned", ""); kernel.CodeOf(err) != "rescan_missing" {
			t.Fatalf("answered without a picture: %v", err)
		}
		if s := w.state(app); s != visit.Queried {
			t.Fatal(s)
		}
		fresh := str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "other", Turn: scan.Automatic, Raw: inked(66)}))
		w.refused("page_uncovered", w.Inquiries.Answer(w.ctx, clerk, id, "rescanned", ""))
		w.ok(w.Pages.Cover(w.ctx, clerk, fresh, page.Covering{None: true}))
		w.ok(w.Inquiries.Answer(w.ctx, clerk, id, "rescanned", ""))
		if s := w.state(app); s != visit.Entering {
			t.Fatal(s)
		}
	})
}
