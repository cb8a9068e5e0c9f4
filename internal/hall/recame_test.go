package hall_test

import (
	"slices"
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

var (
	withLetter = visit.Came{As: "agent_letter", Proof: "one", ProofKind: "license"}
	noLetter   = visit.Came{As: "agent", Proof: "one", ProofKind: "license"}
)

// recame corrects who came to a visit.
func (w *town) recame(id string, came visit.Came) error {
	came.Reason = "聞きちがい"
	return w.Visits.Receive(w.ctx, clerk, id, came, nil)
}

func (w *town) app(id string) visit.Application {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, id)
	w.ok(err)
	return a
}

// Who came and whom they represent are two findings: the second follows from
// the papers, is what the clerk says where it does not, and decides by the
// procedure's data like the first.
func TestThePrincipalIsKnownApartFromWhoCame(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, try := range []struct {
			came                visit.Came
			principal           string
			notice, certificate string
		}{
			{visit.Came{As: "self", Proof: "one", Principal: "unknown"}, "", "", ""},
			{visit.Came{As: "household", Proof: "one", Principal: "named"}, "", "", ""},
			{visit.Came{As: "agent", Proof: "one", Principal: "named"}, "", "unlettered", "letter_needed"},
			{withLetter, "named", "", ""},
			{visit.Came{As: "agent_letter", Proof: "one", Principal: "asked"}, "asked", "", ""},
			{visit.Came{As: "agent_letter", Proof: "one", Principal: "unknown"}, "unknown", "unnamed", "principal_needed"},
			{visit.Came{As: "agent_letter", Proof: "none", Principal: "named"}, "named", "unproven", "certificate_needs_proof"},
			{visit.Came{As: "legal", Proof: "one", ProofKind: "license,family_register"}, "named", "", ""},
			{visit.Came{As: "legal", Proof: "one", ProofKind: "license"}, "", "unentitled", "right_needed"},
			{visit.Came{As: "legal", Proof: "one", ProofKind: "license,court_decision", Principal: "unknown"}, "unknown", "unnamed", "principal_needed"},
		} {
			v := w.visitor(try.came, "transfer_in", "resident_certificate")
			if v.Came.Principal != try.principal || v.Came.Proof != try.came.Proof {
				t.Errorf("%+v is kept as %+v", try.came, v.Came)
			}
			w.ok(w.Visits.Accept(w.ctx, clerk, v.Applications[0].ID))
			err := w.Visits.Accept(w.ctx, clerk, v.Applications[1].ID)
			if try.certificate == "" {
				w.ok(err)
			} else {
				w.refused(try.certificate, err)
			}
			ns, err := w.Visits.Notices(w.ctx, clerk, v.ID)
			w.ok(err)
			if len(ns) > 1 || try.notice == "" && len(ns) > 0 || try.notice != "" && (len(ns) == 0 || ns[0].Reason != try.notice) {
				t.Errorf("%+v: notices %+v", try.came, ns)
			}
		}
		v := w.visitor(self, "transfer_in")
		w.refused("principal_missing", w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "legal", Proof: "one", Principal: "maybe"}, nil))
		late := str(w)(w.Visits.RegisterLate(w.ctx, clerk, visit.Late{Office: "chuo", ArrivedAt: w.clock.Now().Add(-time.Hour), CalledAt: w.clock.Now().Add(-time.Hour),
			Came: withLetter, Procedures: []string{"transfer_in"}, Reason: "停電"}))
		if v := whole(w)(w.Visits.Get(w.ctx, clerk, late)); v.Came.Principal != "named" {
			t.Errorf("registered afterwards: %+v", v.Came)
		}
	})
}

// A certificate taken in from the person themselves, who turns out to be an
// agent without a letter, goes no further from any state in which that is
// found; the letter, once it is there, lets it go on where it stood.
func TestWhoCameIsCorrectedInEveryState(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var task request.Task
		scanned := func(app string) {
			str(w)(w.Pages.Add(w.ctx, clerk, page.Upload{Application: app, Kind: "form", Turn: scan.Automatic, Raw: inked(7)}))
			w.ok(w.Visits.Accept(w.ctx, clerk, app))
		}
		sent := func(app string) { scanned(app); w.ok(w.Requests.Send(w.ctx, clerk, app)) }
		entering := func(app string) { sent(app); task = w.next(keyer, request.First) }
		entered := func(app string) { sent(app); w.key(keyer, w.next(keyer, request.First).ID, certificate, 7) }
		verifying := func(app string) {
			entered(app)
			task = w.next(second, request.Verification)
			_, err := w.Verify.Join(w.ctx, second, task.ID)
			w.ok(err)
		}
		completed := func(app string) { w.through(app, certificate, 7) }
		checked := func(app string) {
			completed(app)
			w.ok(w.Handover.Check(w.ctx, clerk, app))
			_, err := w.Handover.Make(w.ctx, clerk, app, []string{"receipt"})
			w.ok(err)
		}
		finish := func(app string) error {
			return w.Handover.Finish(w.ctx, clerk, app, handover.HandOver{Ending: "delivered", Checklist: all})
		}
		check := func(app string) error { return w.Handover.Check(w.ctx, clerk, app) }
		send := func(app string) error { return w.Requests.Send(w.ctx, clerk, app) }
		for _, at := range []struct {
			state visit.State
			to    func(app string)
			on    func(app string) error // the clerk's next step, nil while the center is at work
		}{
			{visit.Accepted, scanned, send},
			{visit.Requested, sent, nil},
			{visit.Entering, entering, nil},
			{visit.Queried, func(app string) {
				entering(app)
				str(w)(w.Inquiries.Ask(w.ctx, keyer, task.ID, "requester_name", "読めません"))
			}, nil},
			{visit.Returned, func(app string) { entering(app); w.ok(w.Requests.Return(w.ctx, keyer, app, "枠の外")) }, send},
			{visit.Entered, entered, nil},
			{visit.Verifying, verifying, nil},
			{visit.Completed, completed, check},
			{visit.Checked, checked, func(app string) error { return w.Handover.Printed(w.ctx, clerk, app) }},
			{visit.Printed, func(app string) { completed(app); w.printed(app, "receipt") }, finish},
			{visit.Pending, func(app string) { scanned(app); w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Reason: "印"})) }, nil},
			{visit.Finished, func(app string) { completed(app); w.printed(app, "receipt"); w.ok(finish(app)) }, nil},
		} {
			v := w.visitor(self, certificate, "nhi_join")
			app, other := v.Applications[0].ID, v.Applications[1].ID
			at.to(app)
			if w.state(app) != at.state {
				t.Fatalf("%s is %s", at.state, w.state(app))
			}
			w.ok(w.Visits.Accept(w.ctx, clerk, other))
			w.refused("reason_missing", w.Visits.Receive(w.ctx, clerk, v.ID, noLetter, nil))
			w.ok(w.recame(v.ID, noLetter))
			if a := w.app(app); a.Doubt != visit.Unlettered || a.State != at.state {
				t.Errorf("%s: %+v", at.state, a)
			}
			if ns, err := w.Visits.Notices(w.ctx, clerk, v.ID); err != nil || len(ns) != 1 || ns[0].Application != other || w.app(other).Doubt != "" {
				t.Errorf("%s: notices %+v %v", at.state, ns, err)
			}
			if at.on != nil {
				w.refused("application_doubted", at.on(app))
			}
			list, err := w.Visits.Doubted(w.ctx, clerk, "chuo")
			w.ok(err)
			if at.state == visit.Pending { // it stands on its own list
				if len(list) != 0 {
					t.Errorf("pending: listed %+v", list)
				}
			} else if len(list) != 1 || list[0].Application != app || list[0].State != at.state || list[0].Why != visit.Unlettered {
				t.Errorf("%s: listed %+v", at.state, list)
			}
			if at.state != visit.Finished {
				w.refused("doubt_stands", w.Visits.Stand(w.ctx, clerk, app, "急ぐ"))
			}
			w.ok(w.recame(v.ID, withLetter))
			if a := w.app(app); a.Doubt != "" || a.State != at.state {
				t.Errorf("%s with the letter: %+v", at.state, a)
			}
			if ns, err := w.Visits.Notices(w.ctx, clerk, v.ID); err != nil || len(ns) != 0 {
				t.Errorf("%s with the letter: notices %+v %v", at.state, ns, err)
			}
			if at.on != nil {
				w.ok(at.on(app))
				if w.state(app) == visit.Requested { // leaves the list to the next
					w.ok(w.Requests.End(w.ctx, clerk, app, request.Withdrawn, "やめた"))
				}
				continue
			}
			w.ok(w.recame(v.ID, noLetter)) // and then it is set aside, refused, or what happened is said
			switch at.state {
			case visit.Finished:
				w.refused("reason_missing", w.Visits.Stand(w.ctx, clerk, app, " "))
				w.refused("not_permitted", w.Visits.Stand(w.ctx, keyer, app, "本人から電話"))
				w.ok(w.Visits.Stand(w.ctx, clerk, app, "本人から電話で確かめた"))
				w.refused("doubt_none", w.Visits.Stand(w.ctx, clerk, app, "もう一度"))
			case visit.Pending:
				w.ok(w.Requests.Resume(w.ctx, clerk, app))
				w.refused("application_doubted", w.Requests.Send(w.ctx, clerk, app))
				w.ok(w.Requests.End(w.ctx, clerk, app, request.Refused, "委任状がない"))
			default:
				w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Papers: []string{"委任状"}}))
			}
		}
		entries := w.count(`SELECT COUNT(*) FROM journal WHERE payload LIKE '%聞きちがい%'`)
		if entries != 0 {
			t.Error("the journal holds why who came was corrected")
		}
	})
}

// What was checked or printed for nobody's eyes but the counter's can still be
// set aside or refused, and comes back to where it stood.
func TestAPrintedCertificateInDoubtIsSetAside(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, certificate)
		app := v.Applications[0].ID
		w.through(app, certificate, 7)
		w.printed(app, "receipt")
		w.refused("already_registered", w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Papers: []string{"委任状"}}))
		w.ok(w.recame(v.ID, noLetter))
		w.ok(w.Amend.Pend(w.ctx, clerk, app, amend.Missing{Papers: []string{"委任状"}}))
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.State != visit.Done {
			t.Fatalf("the visit is %s", v.State)
		}
		// The agent comes back with the letter: who came is asked anew.
		w.clock.Advance(24 * time.Hour)
		to := str(w)(w.Amend.Continue(w.ctx, clerk, amend.Back{Office: "chuo", Applications: []string{app}}))
		if a := w.app(app); a.State != visit.Printed || a.Doubt != visit.Unchecked {
			t.Fatalf("%+v", a)
		}
		deliver := handover.HandOver{Ending: "delivered", Checklist: all}
		w.refused("application_doubted", w.Handover.Finish(w.ctx, clerk, app, deliver))
		w.ok(w.Visits.Receive(w.ctx, clerk, to, withLetter, nil)) // the first word about this visit needs no reason
		w.ok(w.Handover.Finish(w.ctx, clerk, app, deliver))
	})
}

// Whoever came is corrected even after the visit is closed, and what was
// handed over is listed until a correction is opened or somebody says why it
// stands; nothing else of a closed visit can be changed that way.
func TestWhoCameIsCorrectedAfterTheVisit(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(self, certificate)
		app := v.Applications[0].ID
		w.through(app, certificate, 7)
		w.printed(app, "receipt")
		w.ok(w.Handover.Finish(w.ctx, clerk, app, handover.HandOver{Ending: "delivered", Checklist: all}))
		came := noLetter
		came.Reason = "委任状を見ていなかった"
		w.refused("visit_closed", w.Visits.Receive(w.ctx, clerk, v.ID, came, []string{"nhi_join"}))
		w.refused("not_permitted", w.Visits.Receive(w.ctx, keyer, v.ID, came, nil))
		w.ok(w.Visits.Receive(w.ctx, clerk, v.ID, came, nil))
		again := whole(w)(w.Visits.Get(w.ctx, clerk, v.ID))
		if again.State != visit.Done || again.ClosedAt == nil || again.Applications[0].Doubt != visit.Unlettered || again.Came.As != "agent" {
			t.Fatalf("%+v", again)
		}
		n, err := w.Amend.OpenCount(w.ctx, clerk, "chuo")
		w.ok(err)
		if n != 1 {
			t.Errorf("%d wait for a decision", n)
		}
		_, err = w.Amend.OpenCase(w.ctx, clerk, app, "代理人へ委任状なしで渡した")
		w.ok(err)
		if w.app(app).Doubt != "" {
			t.Error("the correction is open and it is still in doubt")
		}
		rs, err := w.Visits.Remarks(w.ctx, clerk, v.ID)
		w.ok(err)
		if !slices.ContainsFunc(rs, func(r visit.Remark) bool { return r.Kind == "came" && r.Text == came.Reason }) {
			t.Errorf("%+v", rs)
		}
	})
}

// A person who turns out to be protected is not served through an agent, with
// a letter or without, from the moment that is known.
func TestProtectedAfterAnAgentWasReceived(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		named := clerk
		named.Grants = []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}, {Role: staff.RoleGuardian, Office: "chuo"}}
		v := w.visitor(withLetter, certificate)
		app := v.Applications[0].ID
		w.ok(w.Visits.Accept(w.ctx, clerk, app))
		w.ok(w.Visits.Protect(w.ctx, clerk, v.ID))
		a, err := w.Visits.GetApplication(w.ctx, named, app)
		w.ok(err)
		if a.Doubt != visit.InPerson {
			t.Errorf("%+v", a)
		}
		list, err := w.Visits.Doubted(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(list) != 1 || list[0].Procedure != "" || list[0].Why != "" {
			t.Errorf("%+v", list)
		}
		w.ok(w.Visits.Unprotect(w.ctx, named, v.ID, "別の方だった"))
		if a := w.app(app); a.Doubt != "" {
			t.Errorf("%+v", a)
		}
	})
}
