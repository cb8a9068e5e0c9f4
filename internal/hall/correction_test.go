package hall_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// completed brings a visitor whose one application is keyed and verified.
func (w *town) completed(procedure string, seed uint64) string {
	w.t.Helper()
	app := w.receive(procedure, seed)
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	w.key(keyer, w.next(keyer, request.First).ID, procedure, seed)
	w.confirmAll(second, w.next(second, request.Verification).ID)
	return app
}

// told counts what the record of a visit tells, by kind.
func (w *town) told(visit string) map[string]int {
	w.t.Helper()
	out := map[string]int{}
	entries, err := w.Visits.Timeline(w.ctx, clerk, visit)
	w.ok(err)
	for _, e := range entries {
		out[e.Kind]++
	}
	return out
}

// After the registration nothing is taken back here: what is done in the core
// is written down, as often as it happens, and changes nothing else.
func TestWhatIsCorrectedInTheCoreIsOnlyRecorded(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("nhi_join", 6)
		record := func(kind, number, reason string) error {
			_, err := w.Amend.RecordCore(w.ctx, clerk, app, kind, number, reason)
			return err
		}
		w.refused("not_registered", record("cancelled", "K-9", "誤り"))
		w.ok(w.Handover.Register(w.ctx, clerk, app, "K-1"))
		w.refused("already_registered", w.Requests.End(w.ctx, clerk, app, "withdrawn", "やめたい"))
		w.refused("correction_kind_unknown", record("lost", "K-9", "誤り"))
		w.refused("core_number_missing", record("cancelled", " ", "誤り"))
		w.refused("text_too_long", record("cancelled", strings.Repeat("1", 61), "誤り"))
		w.refused("number_is_words", record("cancelled", "山田　太郎", "誤り"))
		w.refused("reason_missing", record("cancelled", "K-9", " "))
		w.refused("text_too_long", record("cancelled", "K-9", strings.Repeat("長", 301)))
		w.refused("text_invalid", record("cancelled", "K-9", "a\x00b"))
		before, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		w.ok(record("corrected", "K-9", "世帯主の続柄のまちがい"))
		w.clock.Advance(time.Minute)
		w.ok(record("cancelled", " K-10 ", "転入をやめた"))
		after, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		if after.State != before.State || after.Version != before.Version || after.Registered != "K-1" {
			t.Fatalf("the application changed: %+v", after)
		}
		all, err := w.Amend.CorrectionsOf(w.ctx, clerk, app)
		w.ok(err)
		if len(all.Core) != 2 || all.Core[0].Kind != "corrected" || all.Core[1].Number != "K-10" || all.Core[1].Staff != clerk.ID || all.Core[1].Reason != "転入をやめた" || len(all.Cases) != 0 {
			t.Fatalf("%+v", all)
		}
		told := w.told(after.Visit)
		if told["correction.core_corrected"] != 1 || told["correction.core_cancelled"] != 1 {
			t.Fatalf("the record tells %v", told)
		}
	})
}

// What was handed over wrongly is put right in a case of its own: the visit
// stays closed, every step has its person and time, and the case is among what
// goes over to tomorrow until somebody closes it.
func TestAHandOverIsPutRight(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("nhi_join", 6)
		begin := func() (string, error) { return w.Amend.OpenCase(w.ctx, clerk, app, "番地がちがう") }
		_, err := begin()
		w.refused("correction_not_finished", err)
		w.end(app)
		_, err = w.Amend.OpenCase(w.ctx, clerk, app, " ")
		w.refused("reason_missing", err)
		id, err := begin()
		w.ok(err)
		_, err = begin()
		w.refused("correction_open", err)
		w.refused("correction_unknown", w.Amend.TakeStep(w.ctx, clerk, "none", "contact", true, ""))
		w.refused("correction_kind_unknown", w.Amend.TakeStep(w.ctx, clerk, id, "forget", true, ""))
		w.ok(w.Amend.TakeStep(w.ctx, clerk, id, "contact", false, "電話に出ない"))
		if f := w.day().Now; len(f.Corrections) != 1 || f.Corrections[0].Count != 1 || f.Left() != len(f.Open)+len(f.Kept)+f.Missing() {
			t.Fatalf("%+v", f)
		}
		_, err = w.Closing.CloseDay(w.ctx, clerk, "chuo", "", "", true)
		w.ok(err)
		pdf, err := w.Closing.PDF(w.ctx, clerk, "chuo", "2026-11-24", func(string) string { return "田村" })
		w.ok(err)
		if !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Fatal("no day sheet")
		}

		w.clock.Advance(24 * time.Hour)
		if f := w.day().Now; len(f.Corrections) != 1 || f.Corrections[0].Reception != "みほん中央 1124-0001" || f.Visits != 0 {
			t.Fatalf("the next day does not know it: %+v", f)
		}
		w.ok(w.Amend.TakeStep(w.ctx, clerk, id, "contact", true, ""))
		w.ok(w.Amend.TakeStep(w.ctx, clerk, id, "collect", true, ""))
		w.refused("correction_steps_left", w.Amend.CloseCase(w.ctx, clerk, id, ""))
		w.ok(w.Amend.TakeStep(w.ctx, clerk, id, "reissue", true, "窓口で"))
		open, err := w.Amend.OpenCases(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(open) != 1 || len(open[0].Steps) != 4 || len(open[0].Left()) != 0 || open[0].Steps[0].Done || open[0].Steps[0].Note != "電話に出ない" || open[0].Procedure != "nhi_join" {
			t.Fatalf("%+v", open)
		}
		w.ok(w.Amend.CloseCase(w.ctx, clerk, id, ""))
		w.refused("correction_closed", w.Amend.CloseCase(w.ctx, clerk, id, ""))
		w.refused("correction_closed", w.Amend.TakeStep(w.ctx, clerk, id, "contact", true, ""))
		if n, err := w.Amend.OpenCount(w.ctx, clerk, "chuo"); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		// Another error is another case; what is not needed has its reason.
		again, err := begin()
		w.ok(err)
		w.ok(w.Amend.CloseCase(w.ctx, clerk, again, "まちがいではなかった"))
		all, err := w.Amend.CorrectionsOf(w.ctx, clerk, app)
		w.ok(err)
		if len(all.Cases) != 2 || all.Cases[0].ClosedBy != clerk.ID || all.Cases[1].Note != "まちがいではなかった" {
			t.Fatalf("%+v", all.Cases)
		}
		a, err := w.Visits.GetApplication(w.ctx, clerk, app)
		w.ok(err)
		v := whole(w)(w.Visits.Get(w.ctx, clerk, a.Visit))
		if a.State != visit.Finished || v.State != visit.Done {
			t.Fatalf("the day that is over changed: %s %s", a.State, v.State)
		}
		told := w.told(a.Visit)
		for kind, n := range map[string]int{"opened": 2, "tried": 1, "contacted": 1, "collected": 1, "reissued": 1, "closed": 2} {
			if told["correction."+kind] != n {
				t.Errorf("the record tells %s %d times", kind, told["correction."+kind])
			}
		}
	})
}

// Every role, as an employee and contracted, at the office and at another: the
// clerk of the office corrects, who may open a visit sees, nobody else does.
func TestWhoMayCorrect(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("nhi_join", 6)
		w.end(app)
		for _, role := range staff.Roles() {
			for _, office := range []string{"chuo", "minami"} {
				for _, contracted := range []bool{false, true} {
					who := kernel.Actor{ID: "x", Name: "x", Office: office, Contracted: contracted, Grants: []kernel.Grant{{Role: role, Office: office}}}
					may := role == staff.RoleClerk && office == "chuo" && !contracted
					sees := office == "chuo" && (role == staff.RoleClerk || role == staff.RoleFloor || role == staff.RoleAuditor)
					id, err := w.Amend.OpenCase(w.ctx, clerk, app, "番地がちがう")
					w.ok(err)
					_, core := w.Amend.RecordCore(w.ctx, who, app, "corrected", "K-2", "番地")
					_, second := w.Amend.OpenCase(w.ctx, who, app, "番地")
					step := w.Amend.TakeStep(w.ctx, who, id, "contact", true, "")
					shut := w.Amend.CloseCase(w.ctx, who, id, "いらない")
					_, list := w.Amend.OpenCases(w.ctx, who, "chuo")
					_, count := w.Amend.OpenCount(w.ctx, who, "chuo")
					_, of := w.Amend.CorrectionsOf(w.ctx, who, app)
					for i, err := range []error{core, step, shut} {
						if (err == nil) != may || !may && kernel.CodeOf(err) != "not_permitted" {
							t.Errorf("%s at %s, contracted %v, act %d: %v", role, office, contracted, i, err)
						}
					}
					if want := map[bool]string{true: "correction_open", false: "not_permitted"}[may]; kernel.CodeOf(second) != want {
						t.Errorf("%s at %s opens another: %v", role, office, second)
					}
					for i, err := range []error{list, count, of} {
						if (err == nil) != sees {
							t.Errorf("%s at %s, look %d: %v", role, office, i, err)
						}
					}
					if !may {
						w.ok(w.Amend.CloseCase(w.ctx, clerk, id, "いらない"))
					}
				}
			}
		}
	})
}

// A protected person's correction is a number on the list, and the named
// staff's alone.
func TestAProtectedPersonsCorrectionIsANumber(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.completed("nhi_join", 6)
		w.end(app)
		id, err := w.Amend.OpenCase(w.ctx, clerk, app, "番地がちがう")
		w.ok(err)
		w.ok(d.Write(w.ctx, func(tx *db.Tx) error { // as if it was learnt before the visit closed
			if _, err := tx.Exec(w.ctx, `UPDATE visit SET protected=1`); err != nil {
				return err
			}
			_, err := tx.Exec(w.ctx, `UPDATE application SET protected=1`)
			return err
		}))
		w.refused("protected_person", w.Amend.TakeStep(w.ctx, clerk, id, "contact", true, ""))
		_, err = w.Amend.CorrectionsOf(w.ctx, clerk, app)
		w.refused("protected_person", err)
		open, err := w.Amend.OpenCases(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(open) != 1 || !open[0].Protected || open[0].Reception == "" || open[0].Reason != "" || open[0].Procedure != "" || open[0].OpenedBy != "" {
			t.Fatalf("%+v", open)
		}
		named := clerk
		named.Grants = append(named.Grants[:len(named.Grants):len(named.Grants)], kernel.Grant{Role: "guardian", Office: "chuo"})
		w.ok(w.Amend.TakeStep(w.ctx, named, id, "contact", true, ""))
	})
}
