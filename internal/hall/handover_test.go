package hall_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/amend"
	"github.com/hitomado/hitomado/internal/front/handover"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/page"
	"github.com/hitomado/hitomado/internal/paper/page/scan"
	"github.com/hitomado/hitomado/internal/town/staff"
)

var all = handover.Checklist{Ticket: true, Name: true, Counted: true}

// refused wants an error of a code.
func (w *town) refused(code string, err error) {
	w.t.Helper()
	if kernel.CodeOf(err) != code || err == nil {
		w.t.Errorf("got %v, want %s", err, code)
	}
}

// visitor brings somebody who was received with these procedures.
func (w *town) visitor(came visit.Came, procedures ...string) visit.Visit {
	w.t.Helper()
	id := str(w)(w.Visits.Arrive(w.ctx, clerk, visit.Arrival{Office: "chuo", Wish: procedures}))
	w.ok(w.Visits.Call(w.ctx, clerk, id))
	w.ok(w.Visits.Receive(w.ctx, clerk, id, came, procedures))
	return whole(w)(w.Visits.Get(w.ctx, clerk, id))
}

// through has an application keyed and verified at the center.
func (w *town) through(app, procedure string, seed uint64) {
	w.t.Helper()
	str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "form", Turn: scan.Automatic, Raw: inked(seed)}))
	w.ok(w.Visits.Accept(w.ctx, clerk, app))
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	w.key(keyer, w.next(keyer, request.First).ID, procedure, seed)
	w.confirmAll(second, w.next(second, request.Verification).ID)
}

// printed leads an application to the hand-over.
func (w *town) printed(app string, kinds ...string) {
	w.t.Helper()
	w.ok(w.Handover.Check(w.ctx, clerk, app))
	_, err := w.Handover.Make(w.ctx, clerk, app, kinds)
	w.ok(err)
	w.ok(w.Handover.Printed(w.ctx, clerk, app))
}

var self = visit.Came{As: "self", Proof: "one", ProofKind: "license"}

func TestWhatComesAfterAnotherWaitsForItsRegistration(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "transfer_in", "nhi_join", "resident_certificate")
		in, nhi, copies := v.Applications[0].ID, v.Applications[1].ID, v.Applications[2].ID
		w.through(in, "transfer_in", 5)
		w.through(nhi, "nhi_join", 6)
		w.through(copies, "resident_certificate", 7)
		w.refused("register_after", w.Handover.Register(w.ctx, clerk, nhi, "K-1"))
		w.printed(copies, "receipt")
		deliver := handover.HandOver{Ending: "delivered", Checklist: all}
		w.refused("issue_after", w.Handover.Finish(w.ctx, clerk, copies, deliver))
		if e, ok := errors.AsType[*kernel.Error](w.Handover.Finish(w.ctx, clerk, copies, deliver)); !ok || e.Args["procedure"] != "transfer_in" {
			t.Errorf("the refusal does not say what comes first: %+v", e)
		}
		w.ok(w.Amend.Pend(w.ctx, clerk, in, amend.Missing{Reason: "転出証明書がない"}))
		w.refused("issue_after", w.Handover.Finish(w.ctx, clerk, copies, deliver))
		w.ok(w.Requests.Resume(w.ctx, clerk, in))
		w.ok(w.Handover.Register(w.ctx, clerk, in, "K-0"))
		w.ok(w.Handover.Register(w.ctx, clerk, nhi, "K-1"))
		w.ok(w.Handover.Finish(w.ctx, clerk, copies, deliver))
	})
}

func TestOutputsFeesAndEndings(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "resident_certificate")
		app := v.Applications[0].ID
		w.through(app, "resident_certificate", 5)
		w.printed(app, "receipt")
		finish := func(in handover.HandOver) error {
			in.Checklist = all
			return w.Handover.Finish(w.ctx, clerk, app, in)
		}
		given := func(g handover.Given) error {
			g.Output = "copy"
			return finish(handover.HandOver{Ending: "delivered", Outputs: []handover.Given{g}})
		}
		w.refused("ending_unknown", finish(handover.HandOver{Ending: "thrown away"}))
		w.refused("ending_not_offered", finish(handover.HandOver{Ending: "forwarded", Slip: "1"}))
		for _, due := range []string{"", "2026-11-23", "2026-02-30", "R8.12.1", "2028-01-01"} {
			w.refused("due_invalid", finish(handover.HandOver{Ending: "later", Due: due}))
		}
		w.refused("output_number_missing", given(handover.Given{Payment: "paid"}))
		w.refused("output_number_missing", finish(handover.HandOver{Ending: "delivered", Outputs: []handover.Given{}}))
		w.refused("payment_missing", given(handover.Given{Number: "S-1"}))
		w.refused("reason_missing", given(handover.Given{Number: "S-1", Payment: "waived"}))
		w.refused("output_unknown", given(handover.Given{Number: "S-1", Payment: "paid", Copies: -1}))
		w.refused("output_unknown", finish(handover.HandOver{Ending: "delivered", Outputs: []handover.Given{{Output: "gold"}}}))
		w.refused("output_unknown", finish(handover.HandOver{Ending: "delivered", Outputs: []handover.Given{{Output: "copy", Number: "1", Payment: "paid"}, {Output: "copy"}}}))
		w.ok(given(handover.Given{Number: " S-1 ", Payment: "paid", Copies: 2, Fee: 1}))
		got, err := w.Handover.Ended(w.ctx, clerk, app)
		w.ok(err)
		if len(got.Outputs) != 1 || got.Ending != "delivered" || got.Outputs[0] != (handover.Given{Output: "copy", Number: "S-1", Copies: 2, Payment: "paid", Fee: 600}) {
			t.Errorf("%+v", got)
		}

		v = w.visitor(self, "resident_certificate")
		app = v.Applications[0].ID
		w.through(app, "resident_certificate", 6)
		w.printed(app, "receipt")
		const why = "生活保護を受けているため"
		w.ok(given(handover.Given{Number: "S-2", Payment: "waived", Reason: why}))
		got, err = w.Handover.Ended(w.ctx, clerk, app)
		w.ok(err)
		if got.Outputs[0].Fee != 0 || got.Outputs[0].Payment != "waived" {
			t.Errorf("%+v", got)
		}
		entries, err := w.Visits.Timeline(w.ctx, clerk, v.ID)
		w.ok(err)
		for _, e := range entries {
			if strings.Contains(string(e.Payload), why) {
				t.Errorf("the journal holds why a fee was waived: %s", e.Payload)
			}
		}
		rs, err := w.Visits.Remarks(w.ctx, clerk, v.ID)
		w.ok(err)
		if len(rs) != 1 || rs[0].Text != why || rs[0].Kind != "waived" {
			t.Errorf("remarks: %+v", rs)
		}

		// A machine that keeps no such record may finish without it.
		v = w.visitor(self, "resident_certificate")
		app = v.Applications[0].ID
		w.through(app, "resident_certificate", 7)
		w.printed(app, "receipt")
		w.ok(finish(handover.HandOver{Ending: "later", Due: "2026-11-24"}))
		got, err = w.Handover.Ended(w.ctx, clerk, app)
		w.ok(err)
		if got.Due != "2026-11-24" || got.Outputs[0].Payment != "open" {
			t.Errorf("%+v", got)
		}

		v = w.visitor(self, "transfer_in")
		app = v.Applications[0].ID
		w.through(app, "transfer_in", 8)
		w.ok(w.Handover.Register(w.ctx, clerk, app, "K-0"))
		w.printed(app, "content")
		w.refused("slip_missing", finish(handover.HandOver{Ending: "forwarded"}))
		w.ok(finish(handover.HandOver{Ending: "forwarded", Slip: "回付-12", Due: "2026-12-01"}))
		got, err = w.Handover.Ended(w.ctx, clerk, app)
		w.ok(err)
		if got.Slip != "回付-12" || got.Due != "" {
			t.Errorf("%+v", got)
		}
	})
}

func TestAVisitWithSomethingInKeepingCannotClose(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "resident_certificate")
		app := v.Applications[0].ID
		for code, try := range map[string]struct {
			kind string
			n    int
		}{"kept_kind_unknown": {"crown", 1}, "kept_count": {"license", 0}} {
			_, err := w.Visits.Keep(w.ctx, clerk, v.ID, try.kind, try.n)
			w.refused(code, err)
		}
		card := str(w)(w.Visits.Keep(w.ctx, clerk, v.ID, "my_number_card", 2))
		paper := str(w)(w.Visits.Keep(w.ctx, clerk, v.ID, "certificate", 1))
		w.through(app, "resident_certificate", 5)
		w.printed(app, "receipt")
		in := handover.HandOver{Ending: "delivered", Checklist: all}
		w.refused("keeping_left", w.Handover.Finish(w.ctx, clerk, app, in))
		w.refused("kept_count_differs", w.Visits.GiveBack(w.ctx, clerk, v.ID, card, 1))
		w.ok(w.Visits.GiveBack(w.ctx, clerk, v.ID, card, 2))
		w.refused("kept_gone", w.Visits.GiveBack(w.ctx, clerk, v.ID, card, 2))
		in.Checklist.Returned = true
		w.ok(w.Handover.Finish(w.ctx, clerk, app, in))
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.State != visit.Done {
			t.Errorf("the visit is %s", v.State)
		}
		kept, err := w.Visits.Keeping(w.ctx, clerk, v.ID)
		w.ok(err)
		if len(kept) != 2 || kept[0].ID != card || kept[1].ID != paper || kept[1].ReturnedBy != clerk.ID || kept[1].ReturnedAt == nil {
			t.Errorf("%+v", kept)
		}

		// The errand is over, the card is not back: the visit stays open until it is.
		v = w.visitor(self, "resident_certificate")
		card = str(w)(w.Visits.Keep(w.ctx, clerk, v.ID, "my_number_card", 1))
		w.ok(w.Requests.End(w.ctx, clerk, v.Applications[0].ID, request.Withdrawn, "来週また来る"))
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.State == visit.Done {
			t.Fatal("closed with a card in keeping")
		}
		w.ok(w.Visits.GiveBack(w.ctx, clerk, v.ID, card, 1))
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.State != visit.Done {
			t.Errorf("the visit is %s", v.State)
		}
	})
}

// Every role, employed and contracted, at the own and at another office: who
// may take in keeping, give back, hand over and protect.
func TestWhoMayDoWhatAtTheFront(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, "resident_certificate")
		app := v.Applications[0].ID
		for _, role := range staff.Roles() {
			for _, at := range []string{"chuo", "center", "*"} {
				for _, contracted := range []bool{false, true} {
					who := kernel.Actor{ID: "x", Office: "chuo", Seat: "chuo-1", Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: at}}}
					may := role == staff.RoleClerk && at != "center" && !contracted
					kept, err := w.Visits.Keep(w.ctx, who, v.ID, "license", 1)
					cell := func(action string, err error, code string) {
						t.Helper()
						want := "not_permitted"
						if may {
							want = code
						}
						got := ""
						if err != nil {
							got = kernel.CodeOf(err)
						}
						if got != want {
							t.Errorf("%s at %s, contracted=%v: %s: %q, want %q", role, at, contracted, action, got, want)
						}
					}
					cell("keep", err, "")
					cell("give back", w.Visits.GiveBack(w.ctx, who, v.ID, kept, 2), "kept_count_differs")
					cell("finish", w.Handover.Finish(w.ctx, who, app, handover.HandOver{Ending: "guidance", Checklist: all}), "keeping_left")
					cell("unprotect", w.Visits.Unprotect(w.ctx, who, v.ID, "まちがい"), "")
				}
			}
		}
	})
}

// A paper that was made before an error was found says what is wrong: it is
// neither handed over nor printed again, and one of what is right must be made.
func TestAPaperOfBeforeTheCorrectionDoesNotCount(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("resident_certificate", 5)
		w.clock.Advance(-time.Hour) // made at another node, whose clock is behind
		w.printed(app, "receipt")
		papers := func() []handover.Document {
			t.Helper()
			ds, err := w.Handover.Of(w.ctx, app)
			w.ok(err)
			return ds
		}
		old := papers()[0]
		w.ok(w.Handover.PrintAgain(w.ctx, clerk, old.ID, "紙詰まり"))

		w.clock.Advance(time.Minute)
		task := str(w)(w.Requests.Reopen(w.ctx, clerk, app, "氏名の字が違う", false))
		w.key(clerk, task, "resident_certificate", 5)
		w.confirmAll(third, w.next(third, request.Verification).ID)
		w.ok(w.Handover.Check(w.ctx, clerk, app))
		w.refused("document_missing", w.Handover.Printed(w.ctx, clerk, app))
		w.clock.Advance(-time.Hour)
		_, err := w.Handover.Make(w.ctx, clerk, app, []string{"receipt"})
		w.ok(err)
		w.ok(w.Handover.Printed(w.ctx, clerk, app))
		w.refused("document_stale", w.Handover.PrintAgain(w.ctx, clerk, old.ID, "汚れ"))
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		ds := papers()
		for _, d := range ds {
			if d.Stale(a) != (d.ID == old.ID) {
				t.Errorf("%+v of what was reopened at version %d", d, a.Reopened)
			}
		}
		if len(ds) != 2 {
			t.Errorf("%d papers", len(ds))
		}
	})
}

// The receipt is made when a visitor's forms are taken in: that the content was
// verified afterwards does not make it wrong.
func TestAReceiptOfTheAcceptanceCounts(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("resident_certificate", 5)
		_, err := w.Handover.Make(w.ctx, clerk, app, []string{"receipt"})
		w.ok(err)
		w.clock.Advance(time.Minute)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		w.key(keyer, w.next(keyer, request.First).ID, "resident_certificate", 5)
		w.confirmAll(second, w.next(second, request.Verification).ID)
		w.ok(w.Handover.Check(w.ctx, clerk, app))
		w.ok(w.Handover.Printed(w.ctx, clerk, app))
	})
}

// Printing a paper once more changes nothing but the record, which says why.
func TestAPaperIsPrintedAgainWithAReason(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("resident_certificate", 5)
		w.ok(w.Handover.Check(w.ctx, clerk, app))
		made, err := w.Handover.Make(w.ctx, clerk, app, []string{"receipt"})
		w.ok(err)
		paper, again := made[0].ID, func(who kernel.Actor, why string) error { return w.Handover.PrintAgain(w.ctx, who, made[0].ID, why) }
		_, first, err := w.Handover.PDF(w.ctx, clerk, paper)
		w.ok(err)
		w.refused("not_yet_printed", again(clerk, "紙詰まり"))
		w.ok(w.Handover.Printed(w.ctx, clerk, app))
		w.refused("reason_missing", again(clerk, " "))
		w.refused("not_permitted", again(kernel.Actor{ID: "audit", Office: "chuo", Grants: []kernel.Grant{{Role: staff.RoleAuditor, Office: "chuo"}}}, "紙詰まり"))
		w.refused("document_unknown", w.Handover.PrintAgain(w.ctx, clerk, "none", "紙詰まり"))
		w.ok(again(clerk, "紙詰まり"))
		w.ok(w.Handover.Finish(w.ctx, clerk, app, handover.HandOver{Ending: "delivered", Checklist: all}))
		w.ok(again(clerk, "後日の申し出"))
		if w.state(app) != visit.Finished {
			t.Errorf("printing again moved it to %s", w.state(app))
		}
		kept, last, err := w.Handover.PDF(w.ctx, clerk, paper)
		w.ok(err)
		if sum := sha256.Sum256(last); !bytes.Equal(first, last) || hex.EncodeToString(sum[:]) != kept.Digest {
			t.Error("what is printed again is not what was made")
		}
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		if n := w.told(a.Visit)["document.reprinted"]; n != 2 {
			t.Errorf("%d times in the record", n)
		}
		rs, err := w.Visits.Remarks(w.ctx, clerk, a.Visit)
		w.ok(err)
		if len(rs) != 2 || rs[0].Kind != "reprinted" || rs[0].Text != "紙詰まり" {
			t.Errorf("%+v", rs)
		}
	})
}
