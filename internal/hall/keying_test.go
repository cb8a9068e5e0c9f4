package hall_test

import (
	"fmt"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/center/entry"
	"github.com/hitomado/hitomado/internal/center/request"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/paper/sample"
	"github.com/hitomado/hitomado/internal/town/catalog"
)

// fourth decides where three differ; leader sets the policies.
var (
	fourth = kernel.Actor{ID: "fourth", Name: "藤井", Office: "remote", Seat: "remote-2", Grants: []kernel.Grant{{Role: "keyer", Office: "center"}, {Role: "verifier", Office: "center"}}}
	leader = kernel.Actor{ID: "lead", Name: "大野", Office: "center", Grants: []kernel.Grant{{Role: "lead", Office: "center"}}}
)

// policy has the lead set how forms of a procedure are keyed and sends one.
func (w *town) policy(procedure string, seed uint64, k catalog.Keying) (app string) {
	w.t.Helper()
	k.Confirm, k.ConfirmDangerous = max(1, k.Confirm), max(1, k.ConfirmDangerous)
	if k.Compare == "" {
		k.Compare = catalog.CompareBatch
	}
	ks, err := w.Requests.KeyingPolicies(w.ctx, leader)
	w.ok(err)
	for _, now := range ks {
		if now.Procedure == procedure {
			w.ok(w.Requests.SetKeying(w.ctx, leader, procedure, now.Version, k))
		}
	}
	app = w.receive(procedure, seed)
	w.ok(w.Requests.Send(w.ctx, clerk, app))
	return app
}

// typeIn keys what a pass asks as the truth says, but for some fields, and
// returns the cells it asked.
func (w *town) typeIn(who kernel.Actor, id string, truth sample.Truth, but map[string]string) []entry.Cell {
	w.t.Helper()
	var work entry.Work
	for range 2 { // rows that others call for come with the second draft
		var err error
		work, err = w.Entries.Open(w.ctx, who, id)
		w.ok(err)
		fields := map[string]entry.Typed{}
		for _, c := range work.Cells {
			v := truth.Want[c.Key]
			fields[c.Key] = entry.Typed{V: v.V, M: v.M}
			if other, ok := but[c.Key]; ok {
				fields[c.Key] = entry.Typed{V: other}
			}
		}
		_, err = w.Entries.SaveDraft(w.ctx, who, id, fields)
		w.ok(err)
	}
	return work.Cells
}

func (w *town) finish(who kernel.Actor, id string, next request.Kind) {
	w.t.Helper()
	got, err := w.Entries.Finish(w.ctx, who, id, "")
	w.ok(err)
	if got != next {
		w.t.Fatalf("then comes %q, not %q", got, next)
	}
}

func (w *town) stands(app, field string) (v catalog.Value) {
	w.t.Helper()
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error {
		all, err := entry.Values(w.ctx, tx, app)
		v = all[field].Value
		return err
	}))
	return v
}

func truthOf(w *town, procedure string) sample.Truth {
	all, err := sample.Committed()
	w.ok(err)
	for _, r := range all {
		if r.Procedure == procedure {
			return r.Truth
		}
	}
	w.t.Fatal("no sample")
	return sample.Truth{}
}

const certificate = "resident_certificate"

func TestOnlyDangerousFieldsAreKeyedTwice(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 11, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
		first := w.next(keyer, request.First)
		all := w.typeIn(keyer, first.ID, truth, nil)
		w.finish(keyer, first.ID, request.Second)
		task := w.next(second, request.Second)
		asked := w.typeIn(second, task.ID, truth, nil)
		if len(asked) == 0 || len(asked) >= len(all) {
			t.Fatalf("the second person keys %d of %d fields", len(asked), len(all))
		}
		for _, c := range asked {
			if !c.Dangerous || len(c.Repeats) > 0 {
				t.Errorf("%s: dangerous %v, repeats %v", c.Key, c.Dangerous, c.Repeats)
			}
		}
		if _, err := w.Entries.SaveDraft(w.ctx, second, task.ID, map[string]entry.Typed{"requester_phone": {V: "03-0000-0000"}}); kernel.CodeOf(err) != "field_unknown" {
			t.Fatalf("a field that is not asked: %v", err)
		}
		w.finish(second, task.ID, request.Verification)
		if got := w.stands(app, "requester_name"); got != truth.Want["requester_name"] {
			t.Fatalf("%+v", got)
		}
	})
}

func TestTwoOfThreeAreRight(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 12, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeThird})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": "渡辺　太郎"})
		w.finish(keyer, first.ID, request.Second)
		task := w.next(second, request.Second)
		w.typeIn(second, task.ID, truth, map[string]string{"requester_birth": "S50.1.1"})
		w.finish(second, task.ID, request.Third)
		for _, who := range []kernel.Actor{keyer, second} {
			if _, err := w.Requests.Next(w.ctx, who, []request.Kind{request.Third}); kernel.CodeOf(err) != "nothing_waiting" {
				t.Fatalf("%s keys a form twice: %v", who.ID, err)
			}
		}
		task = w.next(third, request.Third)
		asked := w.typeIn(third, task.ID, truth, nil)
		if len(asked) != 2 {
			t.Fatalf("the third person is asked %d fields", len(asked))
		}
		w.finish(third, task.ID, request.Verification)
		w.proven(app)
		for _, f := range []string{"requester_name", "requester_birth"} {
			if got := w.stands(app, f); got.V != truth.Want[f].V {
				t.Errorf("%s: %+v", f, got)
			}
		}
	})
}

// Two who misread alike are a majority too: where three always key, one who
// differs is enough for a person to decide.
func TestWhereThreeKeyOneWhoDiffersIsEnough(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 17, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeTriple})
		w.passes(truth, "山崎　太郎", "山崎　太郎", "山﨑　太郎")
		task := w.next(fourth, request.Adjudication)
		work, err := w.Entries.Open(w.ctx, fourth, task.ID)
		w.ok(err)
		if pair := work.Mismatches["requester_name"]; len(work.Mismatches) != 1 || pair.Third == nil || pair.Third.V != "山﨑　太郎" {
			t.Fatalf("to decide: %+v", work.Mismatches)
		}
		w.proven(app)
	})
}

func TestWhereAllThreeDifferAPersonTypesItTwice(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 13, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeTriple})
		w.passes(truth, "山崎　太郎", "山﨑　太郎", "山埼　太郎")
		task := w.next(fourth, request.Adjudication)
		work, err := w.Entries.Open(w.ctx, fourth, task.ID)
		w.ok(err)
		pair, ok := work.Mismatches["requester_name"]
		if len(work.Mismatches) != 1 || !ok || pair.Third == nil || pair.Third.V != "山埼　太郎" {
			t.Fatalf("to decide: %+v", work.Mismatches)
		}
		save := func(v string, again bool) string {
			s, err := w.Entries.SaveDraft(w.ctx, fourth, task.ID, map[string]entry.Typed{"requester_name": {V: v, Again: again}})
			w.ok(err)
			if p := s.Fields["requester_name"].Problem; p != nil {
				return p.Code
			}
			return ""
		}
		for i, step := range []struct {
			v     string
			again bool
			want  string
		}{{"山﨑　太郎", false, "type_again"}, {"山﨑　太郎", false, "type_again"}, {"山崎　太郎", true, "typed_differently"}, {"山﨑　太郎", true, "typed_differently"}, {"山﨑　太郎", true, ""}, {"山﨑　太郎", false, ""}} {
			if i == 1 {
				if _, err := w.Entries.Finish(w.ctx, fourth, task.ID, ""); kernel.CodeOf(err) != "entry_incomplete" {
					t.Fatalf("decided by typing it once: %v", err)
				}
			}
			if got := save(step.v, step.again); got != step.want {
				t.Fatalf("step %d: %q, want %q", i, got, step.want)
			}
		}
		w.finish(fourth, task.ID, request.Verification)
		if got := w.stands(app, "requester_name"); got.V != "山﨑　太郎" || got.M != "" {
			t.Fatalf("%+v", got)
		}
		w.proven(app)
		if s := w.state(app); s != visit.Entered {
			t.Fatal(s)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='fields.decided' AND payload LIKE '%"requester_name":"second"%'`); n != 1 {
			t.Error("nobody is told whose value was right")
		}
	})
}

// That nothing is written in a dangerous field overrules a colleague too: it is
// said twice, and the question says how.
func TestAnEmptyFieldIsDecidedTwiceToo(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		const procedure, field = "child_allowance_claim", "spouse_name"
		truth := truthOf(w, procedure)
		app := w.policy(procedure, 14, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond})
		for _, pass := range []struct {
			who        kernel.Actor
			kind, next request.Kind
			typed      string
		}{{keyer, request.First, request.Second, ""}, {second, request.Second, request.Adjudication, "山崎　太郎"}} {
			task := w.next(pass.who, pass.kind)
			w.typeIn(pass.who, task.ID, truth, map[string]string{field: pass.typed})
			w.finish(pass.who, task.ID, pass.next)
		}
		task := w.next(third, request.Adjudication)
		for i, want := range []string{"empty_again", "empty_again", ""} {
			s, err := w.Entries.SaveDraft(w.ctx, third, task.ID, map[string]entry.Typed{field: {Again: i == 2}})
			w.ok(err)
			got := ""
			if p := s.Fields[field].Problem; p != nil {
				got = p.Code
			}
			if got != want {
				t.Fatalf("%d: %q, want %q", i, got, want)
			}
			if want != "" {
				_, err := w.Entries.Finish(w.ctx, third, task.ID, "")
				w.refused("entry_incomplete", err)
			}
		}
		w.finish(third, task.ID, request.Verification)
		if v, err := w.Entries.ReadValues(w.ctx, clerk, w.app(app)); err != nil || v[field].Filled() {
			t.Fatalf("%+v %v", v[field], err)
		}
		w.proven(app)
	})
}

// passes keys three passes that differ in the requester's name.
func (w *town) passes(truth sample.Truth, names ...string) {
	w.t.Helper()
	steps := []struct {
		who  kernel.Actor
		kind request.Kind
		next request.Kind
	}{{keyer, request.First, request.Second}, {second, request.Second, request.Third}, {third, request.Third, request.Adjudication}}
	for i, s := range steps {
		task := w.next(s.who, s.kind)
		w.typeIn(s.who, task.ID, truth, map[string]string{"requester_name": names[i]})
		w.finish(s.who, task.ID, s.next)
	}
}

// proven holds an application's values against the record.
func (w *town) proven(app string) {
	w.t.Helper()
	a, err := w.Visits.GetApplication(w.ctx, clerk, app)
	w.ok(err)
	if wrong, err := w.Entries.Disprove(w.ctx, app, a.Visit); err != nil || len(wrong) > 0 {
		w.t.Errorf("the record does not prove what stands: %v %+v", err, wrong)
	}
}

func (w *town) count(q string) (n int) {
	w.t.Helper()
	w.ok(w.DB.Read(w.ctx, func(tx *db.Tx) error { return tx.Row(w.ctx, q, nil, &n) }))
	return n
}

func TestASecondEntryIsComparedAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		truth := truthOf(w, certificate)
		app := w.policy(certificate, 14, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond, Compare: catalog.CompareImmediate})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, map[string]string{"requester_name": "山崎　太郎"})
		w.finish(keyer, first.ID, request.Second)
		task := w.next(second, request.Second)
		w.typeIn(second, task.ID, truth, map[string]string{"requester_name": "山﨑　太郎"})
		type answer struct{ code, said string }
		save := func(v string, again bool) answer {
			s, err := w.Entries.SaveDraft(w.ctx, second, task.ID, map[string]entry.Typed{"requester_name": {V: v, Again: again}})
			w.ok(err)
			f := s.Fields["requester_name"]
			if f.Problem == nil {
				return answer{}
			}
			return answer{f.Problem.Code, fmt.Sprint(f.Problem.Args, f.Problem.Proposal, f.Offers, f.Echo)}
		}
		a := save("山﨑　太郎", false)
		if a.code != "differs_from_first" || len(a.said) > len("map[][]")+8 {
			t.Fatalf("told %+v", a)
		}
		if a := save("山﨑　太郎", true); a.code != "" {
			t.Fatalf("typed twice: %+v", a)
		}
		w.finish(second, task.ID, request.Verification)
		if got := w.stands(app, "requester_name"); got.V != "山﨑　太郎" {
			t.Fatalf("%+v", got)
		}
		w.proven(app)
		// Whoever types what the first one typed is not asked again.
		w.policy(certificate, 15, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeSecond, Compare: catalog.CompareImmediate})
		first = w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truth, nil)
		w.finish(keyer, first.ID, request.Second)
		task = w.next(third, request.Second)
		w.typeIn(third, task.ID, truth, map[string]string{"requester_name": "渡辺　太郎"})
		w.typeIn(third, task.ID, truth, nil)
		w.finish(third, task.ID, request.Verification)
	})
}

func TestAPolicyOfTheLead(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		good := catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeThird, Compare: catalog.CompareBatch, Confirm: 1, ConfirmDangerous: 2}
		for name, bad := range map[string]func(*catalog.Keying){
			"keying_mode":    func(k *catalog.Keying) { k.Plain = "five" },
			"keying_compare": func(k *catalog.Keying) { k.Compare = "" },
			"keying_confirm": func(k *catalog.Keying) { k.ConfirmDangerous = 6 },
		} {
			k := good
			bad(&k)
			if err := w.Requests.SetKeying(w.ctx, leader, certificate, 0, k); kernel.CodeOf(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Requests.SetKeying(w.ctx, keyer, certificate, 0, good); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a keyer sets a policy: %v", err)
		}
		if _, err := w.Requests.KeyingPolicies(w.ctx, keyer); kernel.CodeOf(err) != "not_permitted" {
			t.Errorf("a keyer reads the policies: %v", err)
		}
		w.ok(w.Requests.SetKeying(w.ctx, leader, certificate, 0, good))
		if err := w.Requests.SetKeying(w.ctx, leader, certificate, 0, good); kernel.CodeOf(err) != "changed_meanwhile" {
			t.Errorf("an old version was overwritten: %v", err)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal WHERE kind='center.keying_set' AND actor='lead'`); n != 1 {
			t.Errorf("%d events", n)
		}
		ks, err := w.Requests.KeyingPolicies(w.ctx, leader)
		w.ok(err)
		got := map[string]request.KeyingPolicy{}
		for _, k := range ks {
			got[k.Procedure] = k
		}
		if k := got[certificate]; k.Version != 1 || k.Keying != good {
			t.Errorf("%+v", k)
		}
		if k := got["transfer_in"]; k.Version != 0 || k.Blind() {
			t.Errorf("untouched: %+v", k)
		}
	})
}

// Several people confirm a dangerous field when the policy says so, and who
// keyed it is not among them.
func TestTwoPeopleConfirmADangerousField(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.policy(certificate, 16, catalog.Keying{Plain: catalog.ModeOnce, Dangerous: catalog.ModeOnce, ConfirmDangerous: 2})
		first := w.next(keyer, request.First)
		w.typeIn(keyer, first.ID, truthOf(w, certificate), nil)
		w.finish(keyer, first.ID, request.Verification)
		task := w.next(second, request.Verification)
		room, err := w.Verify.Join(w.ctx, second, task.ID)
		w.ok(err)
		for _, r := range room.Rows {
			if want := map[bool]int{true: 2, false: 1}[r.Dangerous]; r.Need != want {
				t.Errorf("%s needs %d", r.Key, r.Need)
			}
		}
		w.sayYes(second, task.ID)
		if err := w.Verify.Finish(w.ctx, second, task.ID); kernel.CodeOf(err) != "verification_incomplete" {
			t.Fatalf("one of two people finished: %v", err)
		}
		if _, err := w.Verify.Join(w.ctx, keyer, task.ID); kernel.CodeOf(err) != "own_entry" {
			t.Fatalf("the keyer verifies: %v", err)
		}
		w.confirmAll(third, task.ID)
		if s := w.state(app); s != visit.Completed {
			t.Fatal(s)
		}
	})
}

// Whoever keys how many people there are is told their rows, and so is the
// retry of a draft whose answer was lost: without them nobody could key them.
func TestARetriedDraftTellsTheRowsOfPeople(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		app := w.receive("nhi_join", 1)
		w.ok(w.Requests.Send(w.ctx, clerk, app))
		task := w.next(keyer, request.First).ID
		rows := func(n string) int {
			t.Helper()
			s, err := w.Entries.SaveDraft(w.ctx, keyer, task, map[string]entry.Typed{"person.count": {V: n}})
			w.ok(err)
			return len(s.Cells)
		}
		first := rows("3")
		if again := rows("3"); first == 0 || again != first {
			t.Errorf("%d rows, by a retry %d", first, again)
		}
		if fewer := rows("1"); fewer == 0 || fewer >= first {
			t.Errorf("%d rows for one person, %d for three", fewer, first)
		}
	})
}
