package hall_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/blob"
	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/center/verify"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/handover/document"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/hall"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
	"github.com/hitomado/hitomado/internal/town/office"
)

type town struct {
	*hall.Hall
	t     *testing.T
	ctx   context.Context
	clock *kernel.Manual
}

var (
	clerk  = kernel.Actor{ID: "clerk", Name: "田村", Office: "chuo", Seat: "chuo-1", Grants: []kernel.Grant{{Role: "clerk", Office: "chuo"}}}
	keyer  = kernel.Actor{ID: "keyer", Name: "田中", Office: "center", Seat: "center-1", Contracted: true, Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
	second = kernel.Actor{ID: "second", Name: "小林", Office: "center", Seat: "center-2", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
	third  = kernel.Actor{ID: "third", Name: "鈴木", Office: "remote", Seat: "remote-1", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
)

func open(t *testing.T, d *db.DB) *town {
	t.Helper()
	return openWith(t, d, nil)
}

// openWith opens the program with an office's own catalogue files.
func openWith(t *testing.T, d *db.DB, own fs.FS) *town {
	t.Helper()
	ctx := t.Context()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keys, err := blob.KeysFrom(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	clock := kernel.NewManual(time.Date(2026, 11, 24, 10, 0, 0, 0, kernel.Tokyo))
	h, err := hall.Wire(d, hall.Options{City: "みほん市", Clock: clock, Own: own}, store, keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []office.Office{{ID: "chuo", Kind: "area", Name: "みほん中央支所", NameEN: "Chuo", Mark: "みほん中央", Position: 1}, {ID: "center", Kind: "center", Name: "集中入力センター", NameEN: "Center", Position: 2}} {
		if err := h.Offices.Add(ctx, kernel.SystemActor, o, []office.Seat{{ID: o.ID + "-1", Office: o.ID, Kind: "counter", Name: "1番窓口", NameEN: "Counter 1", Position: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	w := &town{h, t, ctx, clock}
	w.everythingOn()
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		if in, found := errors.AsType[*entry.Incomplete](err); found {
			w.t.Fatalf("%v: %+v", err, in.Problems)
		}
		w.t.Fatal(err)
	}
}

// sheet is a page with ink, of the fewest points that are taken in as A4: under
// the race detector most of this package's time goes into pages.
var sheet = sync.OnceValue(func() []byte { return sample.Inked(830, 1174, 1) })

// inked is the sheet with a comment of its own (ITU-T T.81, B.2.4.5), for nobody
// scans the same page twice.
func inked(seed uint64) []byte {
	const start, comment = "\xff\xd8", "\xff\xfe\x00\x0a" // of ten bytes with its length
	head := binary.BigEndian.AppendUint64([]byte(start+comment), seed)
	return append(head, sheet()[len(start):]...)
}

// receive brings a visitor with one accepted application and its page.
func (w *town) receive(procedure string, seed uint64) string {
	w.t.Helper()
	id := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo", Wish: []string{procedure}}))
	w.ok(w.Visits.Call(w.ctx, clerk, id))
	w.ok(w.Visits.Receive(w.ctx, clerk, id, visit.Came{As: "self", Proof: "one", ProofKind: "license"}, []string{procedure}))
	v := whole(w)(w.Visits.Get(w.ctx, clerk, id))
	app := v.Applications[0].ID
	str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "form", Turn: scan.Automatic, Raw: inked(seed)}))
	w.ok(w.Visits.Accept(w.ctx, clerk, app))
	return app
}

func str(w *town) func(string, error) string {
	return func(s string, err error) string { w.t.Helper(); w.ok(err); return s }
}

func whole(w *town) func(visit.Visit, error) visit.Visit {
	return func(v visit.Visit, err error) visit.Visit { w.t.Helper(); w.ok(err); return v }
}

// key keys a task as the truth says.
func (w *town) key(who kernel.Actor, task, procedure string, seed uint64) request.Kind {
	w.t.Helper()
	work, err := w.Entries.Open(w.ctx, who, task)
	w.ok(err)
	typed := map[string]entry.Typed{}
	core := "K-0" // what nobody asked for is not kept
	if work.Sheet.Core {
		core = "2026-000123"
		for _, c := range work.Cells {
			typed[c.Key] = entry.Typed{V: entry.SectionDone}
		}
	} else {
		truth, err := sample.Fill(w.Catalog, procedure, seed, sample.Options{Today: w.Clock.Now(), People: 2})
		w.ok(err)
		for k, v := range truth.Typed {
			typed[k] = entry.Typed{V: v}
		}
	}
	saved, err := w.Entries.SaveDraft(w.ctx, who, task, typed)
	w.ok(err)
	yes := map[string]entry.Typed{}
	for k, f := range saved.Fields {
		if f.Problem != nil && f.Problem.Level == "error" {
			w.t.Errorf("%s: %+v", k, f.Problem)
		}
		if f.Problem != nil && f.Problem.Level == "ask" {
			yes[k] = entry.Typed{V: f.Problem.Proposal}
		}
	}
	_, err = w.Entries.SaveDraft(w.ctx, who, task, yes)
	w.ok(err)
	next, err := w.Entries.Finish(w.ctx, who, task, core)
	w.ok(err)
	return next
}

func (w *town) confirmAll(who kernel.Actor, task string) {
	w.t.Helper()
	if room := w.sayYes(who, task); room.Left != 0 {
		w.t.Fatalf("%d fields left", room.Left)
	}
	w.ok(w.Verify.Finish(w.ctx, who, task))
}

// sayYes confirms every field.
func (w *town) sayYes(who kernel.Actor, task string) verify.Room {
	w.t.Helper()
	room, err := w.Verify.Join(w.ctx, who, task)
	w.ok(err)
	var fields []verify.Fielded
	for _, r := range room.Rows {
		fields = append(fields, verify.Fielded{Field: r.Key, Version: r.Value.Version})
	}
	room, err = w.Verify.Confirm(w.ctx, who, task, fields)
	w.ok(err)
	return room
}

func (w *town) state(app string) visit.State {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	return a.State
}

func (w *town) next(who kernel.Actor, kinds ...request.Kind) request.Task {
	w.t.Helper()
	t, err := w.Requests.Next(w.ctx, who, kinds)
	w.ok(err)
	return t
}

func TestAnApplicationLivesFromReceptionToHandOver(t *testing.T) {
	t.Parallel()
	for _, procedure := range []string{"transfer_in", "nhi_join", "resident_certificate", "move_within", "child_allowance_claim"} {
		t.Run(procedure, func(t *testing.T) {
			t.Parallel()
			dbtest.Run(t, func(t *testing.T, d *db.DB) {
				w := open(t, d)
				app := w.receive(procedure, 5)
				w.ok(w.Requests.Send(w.ctx, clerk, app))
				w.key(keyer, w.next(keyer, request.First).ID, procedure, 5)
				if _, err := w.Requests.Next(w.ctx, keyer, []request.Kind{request.Verification}); kernel.CodeOf(err) != "nothing_waiting" {
					t.Fatalf("the keyer was offered the verification: %v", err)
				}
				task := w.next(second, request.Verification)
				if _, err := w.Verify.Join(w.ctx, keyer, task.ID); kernel.CodeOf(err) != "own_entry" {
					t.Fatalf("the keyer entered the verification: %v", err)
				}
				w.confirmAll(second, task.ID)
				w.end(app)
			})
		})
	}
}

// end takes a completed application over the counter.
func (w *town) end(app string) {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	p, _ := w.Catalog.Procedure(a.Procedure)
	if p.Registers && a.State == visit.Completed {
		if err := w.Handover.Check(w.ctx, clerk, app); kernel.CodeOf(err) != "not_yet_registered" {
			w.t.Fatalf("checked before registered: %v", err)
		}
		w.ok(w.Handover.Register(w.ctx, clerk, app, "2026-000123"))
	}
	w.ok(w.Handover.Check(w.ctx, clerk, app))
	if p.Prints {
		papers := slices.DeleteFunc(slices.Clone(p.Documents), func(kind string) bool { // what is in the core needs no carrying over
			return a.Way == catalog.WayCore && kind == string(document.Transcript)
		})
		docs, err := w.Handover.Make(w.ctx, clerk, app, papers)
		w.ok(err)
		for _, d := range docs {
			_, pdf, err := w.Handover.PDF(w.ctx, clerk, d.ID)
			if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
				w.t.Fatalf("%s: %v", d.Kind, err)
			}
		}
		w.ok(w.Handover.Printed(w.ctx, clerk, app))
	}
	over := handover.HandOver{Ending: p.Endings[0], Checklist: handover.Checklist{Ticket: true, Name: true}}
	if over.Ending == handover.Forwarded {
		over.Slip = "回付 1124-7"
	}
	if err := w.Handover.Finish(w.ctx, clerk, app, over); kernel.CodeOf(err) != "checklist_incomplete" {
		w.t.Fatalf("handed over without the checklist: %v", err)
	}
	over.Checklist.Counted = true
	w.ok(w.Handover.Finish(w.ctx, clerk, app, over))
	v, err := w.Visits.Get(w.ctx, clerk, a.Visit)
	w.ok(err)
	if v.State != visit.Done {
		w.t.Fatalf("the visit is %s", v.State)
	}
}

func TestStraightIntoTheCore(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.ok(w.Offices.SetRollout(w.ctx, kernel.SystemActor, office.Rollout{Office: "chuo", Procedure: "transfer_in", Mode: office.On, Way: "core", Since: "2026-01-01"}))
		app := w.receive("transfer_in", 6)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 6)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		if a.State != visit.Registered || a.Registered != "2026-000123" {
			t.Fatalf("%s %q", a.State, a.Registered)
		}
		w.end(app)
	})
}

func TestOneWinnerPerClaim(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, n := range []int{2, 5, 50} {
			app := w.receive("transfer_in", uint64(100+n))
			w.ok(w.Requests.Send(w.ctx, clerk, app))
			won := make(chan string, n)
			for i := range n {
				who := keyer
				who.ID = fmt.Sprintf("keyer-%d-%d", n, i)
				go func() {
					task, err := w.Requests.Next(w.ctx, who, []request.Kind{request.First})
					switch {
					case err == nil:
						won <- task.Application
					case kernel.CodeOf(err) == "nothing_waiting":
						won <- ""
					default:
						won <- "error: " + err.Error()
					}
				}()
			}
			var winners []string
			for range n {
				if r := <-won; r != "" {
					winners = append(winners, r)
				}
			}
			if !slices.Equal(winners, []string{app}) {
				t.Fatalf("%d contenders: %q", n, winners)
			}
		}
	})
}

func TestTakenBackReturnedPendedReopened(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 7)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.ok(w.Requests.TakeBack(w.ctx, clerk, app))
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		if err := w.Requests.TakeBack(w.ctx, clerk, app); kernel.CodeOf(err) != "already_started" || argsOf(err)["staff"] != keyer.ID || argsOf(err)["step"] != "first" {
			t.Fatalf("taken from under the keyer: %v", err)
		}
		_, err := w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{"notice_date": {V: "R8.11.24"}})
		w.ok(err)

		w.ok(w.Requests.Return(w.ctx, keyer, app, "2ページ目がない"))
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Reason: "委任状がない"}))
		w.ok(w.Requests.Resume(w.ctx, clerk, app))
		if s := w.state(app); s != visit.Requested {
			t.Fatalf("resumed as %s", s)
		}
		task = w.next(second, request.First)
		work, err := w.Entries.Open(w.ctx, second, task.ID)
		w.ok(err)
		if work.Values["notice_date"].V != "2026-11-24" {
			t.Fatalf("the draft was lost: %+v", work.Values["notice_date"])
		}
		// The lease runs out; the draft stays.
		w.clock.Advance(3 * time.Minute)
		if n, err := w.Requests.Expire(w.ctx); err != nil || n != 1 {
			t.Fatalf("%d expired, %v", n, err)
		}
		if s := w.state(app); s != visit.Requested {
			t.Fatalf("expired to %s", s)
		}
		task = w.next(second, request.First)
		w.key(second, task.ID, "transfer_in", 7)
		w.confirmAll(third, w.next(third, request.Verification).ID)

		id, err := w.Requests.Reopen(w.ctx, clerk, app, "続柄の誤り", false)
		w.ok(err)
		if s := w.state(app); s != visit.Entering {
			t.Fatalf("reopened to %s", s)
		}
		w.key(clerk, id, "transfer_in", 7)
		w.confirmAll(third, w.next(third, request.Verification).ID)
		w.ok(w.Requests.End(w.ctx, clerk, app, request.Withdrawn, "取下げの申出"))
		if s := w.state(app); s != visit.Withdrawn {
			t.Fatalf("ended as %s", s)
		}
	})
}

func TestInquiryComesBackToTheSamePerson(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 8)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		in, err := w.Inquiries.Ask(w.ctx, keyer, task.ID, "person.1.name", "﨑ですか")
		w.ok(err)
		w.clock.Advance(10 * time.Minute)
		if n, _ := w.Requests.Expire(w.ctx); n != 0 {
			t.Fatal("the lease ran out while the counter was asked")
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, in, "typed", "たつさき"))
		if again := w.next(keyer, request.First); again.ID != task.ID {
			t.Fatal("another task")
		}
		w.key(keyer, task.ID, "transfer_in", 8)
	})
}

func TestACorrectionNeedsAnotherPerson(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 9)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 9)
		task := w.next(second, request.Verification)
		room, err := w.Verify.Join(w.ctx, second, task.ID)
		w.ok(err)
		_, err = w.Verify.Join(w.ctx, third, task.ID)
		w.ok(err)
		var f verify.Fielded
		for _, r := range room.Rows {
			if r.Key == "person.1.name" {
				f = verify.Fielded{Field: r.Key, Version: r.Value.Version}
			}
		}
		_, err = w.Verify.Correct(w.ctx, second, task.ID, f.Field, f.Version, entry.Typed{V: "山﨑　健太郎"}, "misread")
		w.ok(err)
		if _, err := w.Verify.Confirm(w.ctx, third, task.ID, []verify.Fielded{f}); kernel.CodeOf(err) != "field_changed" {
			t.Fatalf("an old version was confirmed: %v", err)
		}
		f.Version++
		room, err = w.Verify.Confirm(w.ctx, second, task.ID, []verify.Fielded{f})
		w.ok(err)
		for _, r := range room.Rows {
			if r.Key == f.Field && r.Done() {
				t.Fatal("the corrector alone confirmed the correction")
			}
		}
		w.confirmAll(third, task.ID)
		if s := w.state(app); s != visit.Completed {
			t.Fatalf("%s", s)
		}
	})
}

// What is proposed is never put in place of what was typed until the keyer
// types it, and then both are kept.
func TestAProposalIsAcceptedNeverAssumed(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 10)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First)
		const field = "person.1.relation"
		saved, err := w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{"person.count": {V: "1"}, field: {V: "本人"}})
		w.ok(err)
		if p := saved.Fields[field].Problem; p == nil || p.Level != "ask" || p.Proposal != "世帯主" {
			t.Fatalf("%+v", p)
		}
		for _, step := range []struct{ typed, v, written string }{{"", "本人", ""}, {"世帯主", "世帯主", "本人"}} {
			if step.typed != "" {
				_, err = w.Entries.SaveDraft(w.ctx, keyer, task.ID, map[string]entry.Typed{field: {V: step.typed}})
				w.ok(err)
			}
			work, err := w.Entries.Open(w.ctx, keyer, task.ID)
			w.ok(err)
			if got := work.Values[field]; got.V != step.v || got.W != step.written {
				t.Fatalf("after %q: %+v", step.typed, got)
			}
		}
	})
}

// A verification whose people vanish, even while the counter is asked, waits
// again for others; what was confirmed stays.
func TestAnAbandonedVerificationWaitsAgain(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("transfer_in", 11)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "transfer_in", 11)
		task := w.next(second, request.Verification)
		room, err := w.Verify.Join(w.ctx, second, task.ID)
		w.ok(err)
		first := room.Rows[0]
		_, err = w.Verify.Confirm(w.ctx, second, task.ID, []verify.Fielded{{Field: first.Key, Version: first.Value.Version}})
		w.ok(err)
		in, err := w.Inquiries.Ask(w.ctx, second, task.ID, "person.1.name", "﨑ですか")
		w.ok(err)
		w.clock.Advance(5 * time.Minute)
		w.ok(w.Verify.Expire(w.ctx))
		if s := w.state(app); s != visit.Queried {
			t.Fatalf("while asked: %s", s)
		}
		w.ok(w.Inquiries.Answer(w.ctx, clerk, in, "as_written", ""))
		w.ok(w.Verify.Expire(w.ctx))
		if s := w.state(app); s != visit.Entered {
			t.Fatalf("abandoned: %s", s)
		}
		room, err = w.Verify.Join(w.ctx, third, w.next(third, request.Verification).ID)
		w.ok(err)
		if !room.Rows[0].Done() {
			t.Fatal("the confirmation was lost")
		}
	})
}
