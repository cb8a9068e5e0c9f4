package hall_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hitomado/hitomado/internal/base/db"
	"github.com/hitomado/hitomado/internal/base/db/dbtest"
	"github.com/hitomado/hitomado/internal/base/kernel"
	"github.com/hitomado/hitomado/internal/front/visit"
	"github.com/hitomado/hitomado/internal/town/staff"
)

// Who came and how that was checked decides, by the procedure's data, what is
// taken in, what is refused, and whether the old address is told.
func TestDoubtIsDecidedByTheProcedure(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for _, try := range []struct {
			came              visit.Came
			notification, req string // the reason of a notice, or the code of a refusal
		}{
			{visit.Came{As: "self", Proof: "one"}, "", ""},
			{visit.Came{As: "head", Proof: "questions"}, "", ""},
			{visit.Came{As: "agent_letter", Proof: "two"}, "", ""},
			{visit.Came{As: "legal", Proof: "one", ProofKind: "license,family_register"}, "", ""},
			{visit.Came{As: "legal", ProofKind: "guardian_register,license"}, "", ""},
			{visit.Came{As: "legal", Proof: "questions", ProofKind: "own_records"}, "", ""},
			{visit.Came{As: "legal", Proof: "one"}, "unentitled", "right_needed"},
			{visit.Came{As: "legal", Proof: "one", ProofKind: "license,insurance"}, "unentitled", "right_needed"},
			{visit.Came{As: "legal", Proof: "none", ProofKind: "court_decision"}, "unproven", "certificate_needs_proof"},
			{visit.Came{As: "agent", Proof: "one", ProofKind: "license,guardian_register"}, "unlettered", "letter_needed"},
			{visit.Came{As: "self", Proof: "none"}, "unproven", "certificate_needs_proof"},
			{visit.Came{As: "agent", Proof: "one"}, "unlettered", "letter_needed"},
			{visit.Came{As: "agent", Proof: "none"}, "unproven", "certificate_needs_proof"},
		} {
			v := w.visitor(try.came, "transfer_in", "resident_certificate")
			w.ok(w.Visits.Accept(w.ctx, clerk, v.Applications[0].ID))
			err := w.Visits.Accept(w.ctx, clerk, v.Applications[1].ID)
			if try.req != "" {
				w.refused(try.req, err)
			} else {
				w.ok(err)
			}
			ns, err := w.Visits.Notices(w.ctx, clerk, v.ID)
			w.ok(err)
			got := ""
			if len(ns) == 1 {
				got = ns[0].Reason
			}
			if got != try.notification || len(ns) > 1 {
				t.Errorf("%+v: notices %+v, want %q", try.came, ns, try.notification)
			}
		}
		owed, err := w.Visits.NoticesOwed(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(owed) != 7 || owed[0].Ticket == "" {
			t.Fatalf("owed: %+v", owed)
		}
		w.refused("not_permitted", w.Visits.NoticeSent(w.ctx, keyer, owed[0].Application))
		w.ok(w.Visits.NoticeSent(w.ctx, clerk, owed[0].Application))
		w.refused("notice_not_owed", w.Visits.NoticeSent(w.ctx, clerk, owed[0].Application))
		owed, err = w.Visits.NoticesOwed(w.ctx, clerk, "chuo")
		w.ok(err)
		if len(owed) != 6 {
			t.Errorf("still owed: %+v", owed)
		}
	})
}

func TestThePapersSayWhetherOneIsEnough(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for kinds, want := range map[string]string{"my_number_card": "one", "insurance,pension": "two", "insurance,license": "one"} {
			if v := w.visitor(visit.Came{As: "self", ProofKind: kinds}, "transfer_in"); v.Came.Proof != want || v.Came.By != clerk.ID {
				t.Errorf("%s: %+v", kinds, v.Came)
			}
		}
		v := w.visitor(visit.Came{As: "self", Proof: "questions", ProofKind: "license"}, "transfer_in")
		if v.Came.Proof != "questions" {
			t.Errorf("what the clerk chose was changed: %+v", v.Came)
		}
		for kinds, code := range map[string]string{"": "proof_missing", "insurance": "proof_missing", "unknown": "proof_kind_unknown", "license,4412-0098": "proof_kind_unknown"} {
			w.refused(code, w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "self", ProofKind: kinds}, nil))
		}
	})
}

// A paper of the right to act says nothing about who somebody is, and is noted
// of a legal representative alone; shown later, it opens what waited for it.
func TestALegalRepresentativeShowsTheRight(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(visit.Came{As: "legal", Proof: "one", ProofKind: "license"}, "resident_certificate")
		app := v.Applications[0].ID
		for _, kinds := range []string{"family_register", "insurance,family_register,court_decision"} {
			w.refused("proof_missing", w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "legal", ProofKind: kinds}, nil))
		}
		w.ok(w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "self", ProofKind: "license,family_register"}, nil))
		if v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)); v.Came.ProofKind != "license" || len(w.Visits.Entitled(v.Came)) != 0 {
			t.Errorf("a paper of the right is noted of the person themselves: %+v", v.Came)
		}
		w.ok(w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "legal", ProofKind: "license"}, nil))
		w.refused("right_needed", w.Visits.Accept(w.ctx, clerk, app))
		w.ok(w.Visits.Receive(w.ctx, clerk, v.ID, visit.Came{As: "legal", ProofKind: "license,guardian_register"}, nil))
		w.ok(w.Visits.Accept(w.ctx, clerk, app))
		v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID))
		if v.Came.Proof != "one" || v.Applications[0].State != visit.Accepted {
			t.Errorf("%+v %s", v.Came, v.Applications[0].State)
		}
	})
}

// An old page sent again, a colleague's window and a machine that names a thing
// twice double nothing, also at the same moment.
func TestNothingIsTakenInTwice(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		came := visit.Came{As: "self", Proof: "one"}
		v := w.visitor(came, "transfer_in")
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := w.Visits.Receive(w.ctx, clerk, v.ID, came, []string{"transfer_in", "nhi_join", "nhi_join"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		_, err := w.Visits.Add(w.ctx, clerk, v.ID, "nhi_join", false)
		w.refused("procedure_twice", err)
		var have []string
		for _, a := range whole(w)(w.Visits.Get(w.ctx, clerk, v.ID)).Applications {
			have = append(have, a.Procedure)
		}
		if !slices.Equal(have, []string{"transfer_in", "nhi_join"}) {
			t.Errorf("taken in: %v", have)
		}
	})
}

func TestOneAgentForTwoHouseholds(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := w.visitor(visit.Came{As: "agent_letter", Proof: "one"}, "transfer_in")
		add := func(further bool) error {
			_, err := w.Visits.Add(w.ctx, clerk, v.ID, "transfer_in", further)
			return err
		}
		w.refused("procedure_twice", add(false))
		for range 8 {
			w.ok(add(true))
		}
		w.refused("households_too_many", add(true))
		v = whole(w)(w.Visits.Get(w.ctx, clerk, v.ID))
		for i, a := range v.Applications {
			if a.Household != i+1 {
				t.Errorf("application %d is for household %d", i, a.Household)
			}
		}
	})
}

func TestVisitsOfOneHouseholdTogetherAndApart(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var ids []string
		for range 4 {
			ids = append(ids, w.visitor(self, "transfer_in").ID)
		}
		join := func(a, b int) error {
			return w.Visits.Join(w.ctx, clerk, ids[a], ids[b], "夫婦で別の番号を取った")
		}
		with := func(i int) (tickets string) {
			t.Helper()
			company, err := w.Visits.Company(w.ctx, whole(w)(w.Visits.Get(w.ctx, clerk, ids[i])))
			w.ok(err)
			for _, v := range company {
				tickets += v.Ticket[len(v.Ticket)-1:]
			}
			return tickets
		}
		w.refused("reason_missing", w.Visits.Join(w.ctx, clerk, ids[0], ids[1], ""))
		w.refused("party_alone", join(0, 0))
		w.refused("not_permitted", w.Visits.Join(w.ctx, keyer, ids[0], ids[1], "x"))
		w.ok(join(1, 0))
		w.refused("party_already", join(0, 1))
		w.ok(join(2, 3))
		w.ok(join(0, 3)) // both bring their company
		if with(0) != "234" || with(3) != "123" {
			t.Errorf("together: %s, %s", with(0), with(3))
		}
		w.refused("reason_missing", w.Visits.Split(w.ctx, clerk, ids[1], ""))
		w.ok(w.Visits.Split(w.ctx, clerk, ids[1], "別の世帯だった"))
		w.ok(w.Visits.Split(w.ctx, clerk, ids[3], "別の世帯だった"))
		if with(0) != "3" || with(1) != "" {
			t.Errorf("after the split: %s, %s", with(0), with(1))
		}
		w.ok(w.Visits.Split(w.ctx, clerk, ids[0], "別の世帯だった"))
		w.refused("party_none", w.Visits.Split(w.ctx, clerk, ids[2], "もう一度"))
		entries, err := w.Visits.Timeline(w.ctx, clerk, ids[0])
		w.ok(err)
		for _, e := range entries {
			if strings.Contains(string(e.Payload), "世帯だった") {
				t.Errorf("the journal holds a reason: %s", e.Payload)
			}
		}
	})
}

// A protected person's visit shows nothing but its number beside others.
func TestTogetherWithAProtectedPerson(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		named := clerk
		named.Grants = []kernel.Grant{{Role: staff.RoleClerk, Office: "chuo"}, {Role: staff.RoleGuardian, Office: "chuo"}}
		a, b := w.visitor(self, "transfer_in"), w.visitor(visit.Came{As: "self", Proof: "one", Protected: false}, "transfer_in")
		w.ok(w.Visits.Protect(w.ctx, clerk, b.ID))
		w.refused("protected_person", w.Visits.Join(w.ctx, clerk, a.ID, b.ID, "夫婦"))
		w.ok(w.Visits.Join(w.ctx, named, a.ID, b.ID, "親子"))
		company, err := w.Visits.Company(w.ctx, whole(w)(w.Visits.Get(w.ctx, clerk, a.ID)))
		w.ok(err)
		if len(company) != 1 || !company[0].NumberOnly || len(company[0].Applications) != 0 {
			t.Errorf("%+v", company)
		}
		w.refused("reason_missing", w.Visits.Unprotect(w.ctx, named, b.ID, ""))
		w.refused("protected_person", w.Visits.Unprotect(w.ctx, clerk, b.ID, "まちがい"))
		w.ok(w.Visits.Unprotect(w.ctx, named, b.ID, "まちがい"))
		if got := whole(w)(w.Visits.Get(w.ctx, clerk, b.ID)); got.Protected || got.Applications[0].Protected {
			t.Errorf("%+v", got)
		}
	})
}
